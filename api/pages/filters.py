"""Jinja filters of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment

from api.pages.known_names import Names
from api.pages.reader import Reader
from api.pages.shown_values import shown_text
from api.pages.texts import Texts
from engine.clock import time_zones
from engine.forms.rules.moments import read_date, read_moment
from engine.forms.rules.numbers import plain
from engine.inbox import COUNTED_UP_TO
from engine.values import Json, dump

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
_MOST_SAID = 3
_UNREAD = re.compile(r"$|https?://|P[0-9T]")
"""Texts that say nothing at a glance: none, addresses, durations as machines write them."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def install(environment: Environment) -> None:
    """Give templates the filters of this file by their names, and `|query` for addresses."""
    environment.filters["pretty"] = pretty
    environment.filters["query"] = query
    environment.filters["as_moment"] = as_moment
    environment.filters["fact_name"] = fact_name
    environment.filters["in_language"] = in_language
    environment.filters["in_words"] = in_words
    environment.filters["gist"] = gist
    environment.filters["counted"] = counted


def counted(count: int) -> str:
    """How many tasks stand in a queue, as far as they were counted: '17', '1,000+'."""
    return f"{COUNTED_UP_TO:,}+" if count > COUNTED_UP_TO else str(count)


def pretty(value: Json) -> str:
    """A value as indented JSON, numbers exact."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_exact)


def fact_name(name: str, texts: Texts) -> str:
    """What people call a variable or member: from the catalogue, else its own name with spaces."""
    return texts.either(f"fact.{name}", name.replace("_", " "))


def in_language(facts: Mapping[str, Json], texts: Texts) -> list[tuple[str, Json]]:
    """Name and value of each fact; of twins (`model_name`, `model_name_en`) the one that this reader reads."""
    pairs: list[tuple[str, Json]] = []
    for name, value in facts.items():
        twin = facts.get(f"{name}_en", facts.get(f"{name}.en"))
        if isinstance(twin, str) and isinstance(value, str):
            pairs.append((name, texts.pick(value, twin)))
        elif name[:-3] not in facts or name[-3:] not in ("_en", ".en"):
            pairs.append((name, value))
    return pairs


def in_words(value: Json, reader: Reader, names: Names) -> str:
    """A plain value for this reader: codes that the catalogue or `names` know in words; moments, days in his way."""
    if not isinstance(value, str):
        return shown_text(value)
    if f"word.{value}" in reader.texts:
        return reader.texts(f"word.{value}")
    if value in names:
        return reader.texts.pick(*names[value])
    if f"role.{value}" in reader.texts:
        return reader.texts(f"role.{value}")
    moment = _moment(value, reader) if _MOMENT.fullmatch(value) else None
    day = read_date(value) if _DAY.fullmatch(value) else None
    return reader.moment(moment) if moment else reader.date(day) if day else value


def _moment(text: str, reader: Reader) -> datetime | None:
    """The moment of an ISO text; FEEL may have named its zone behind an '@'."""
    local, _, zone = text.partition("@")
    return read_moment(local, ZoneInfo(zone) if zone in time_zones() else reader.zone)


def gist(found: Mapping[str, Json], reader: Reader, names: Names) -> str:
    """The first few plain values of a context, in words: what it is about, before it is unfolded."""
    said = [
        in_words(value, reader, names)
        for _, value in in_language(found, reader.texts)
        if isinstance(value, str | int | Decimal) and not isinstance(value, bool) and not _UNREAD.match(str(value))
    ]
    return " · ".join(list(dict.fromkeys(said))[:_MOST_SAID])


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
