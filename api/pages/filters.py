"""Jinja filters of our own."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from jinja2 import Environment

from engine.forms.rules.numbers import plain
from engine.values import Json, dump


def install(environment: Environment) -> None:
    """Give templates `|pretty`, `|query` and `|as_moment`."""
    environment.filters["pretty"] = pretty
    environment.filters["query"] = query
    environment.filters["as_moment"] = as_moment


def pretty(value: Json) -> str:
    """A value as indented JSON, numbers exact."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_exact)


def as_moment(value: object) -> datetime | None:
    """The moment that a search's item holds, as a datetime or as ISO text; None for null."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value))


def query(facts: dict[str, object]) -> str:
    """`facts` as the query of an address, without the empty ones."""
    return urlencode({name: value for name, value in facts.items() if value not in (None, "")})


def _exact(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    return json.loads(dump(value)) if isinstance(value, dict | list) else str(value)
