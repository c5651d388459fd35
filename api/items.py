"""Items of searches as JSON: keys as decimal strings, moments as RFC 3339 with milliseconds and Z, enums by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TypeAlias

from engine.search.finding import fields_of
from engine.search.request import Item, Page
from engine.store.search.fields import Field, FieldType
from engine.values import Json, Values

Present: TypeAlias = Callable[[Item], Values]


def key_text(key: int | None) -> str | None:
    """A key as it leaves."""
    return None if key is None else str(key)


def moment_text(moment: datetime | None) -> str | None:
    """A moment as it leaves: UTC, milliseconds, Z."""
    return None if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def presenter(kind: str) -> Present:
    """What makes JSON of an item of that kind; every field is always there."""
    writers = [(field.name, _writer(field)) for field in fields_of(kind)]

    def present(item: Item) -> Values:
        return {name: write(item[name]) for name, write in writers}

    return present


def page_json(page: Page, present: Present) -> Values:
    """The answer to a search."""
    return {
        "items": [present(item) for item in page.items],
        "page": {
            "totalItems": page.total,
            "hasMoreTotalItems": page.has_more_total,
            "startCursor": page.start_cursor,
            "endCursor": page.end_cursor,
        },
    }


def _writer(field: Field) -> Callable[[object], Json]:
    match field.type:
        case FieldType.KEY:
            return _key
        case FieldType.MOMENT:
            return _moment
        case FieldType.BOOLEAN:
            return _boolean
        case FieldType.ENUM:
            names = {stored: name for name, all_stored in field.values.items() for stored in all_stored}
            return lambda value: names.get(str(value), str(value))
        case _:
            return _as_it_is


def _key(value: object) -> Json:
    return None if value is None else str(value)


def _moment(value: object) -> Json:
    return moment_text(value) if isinstance(value, datetime) else None


def _boolean(value: object) -> Json:
    # SQLite has no booleans: an expression of one comes as 0 or 1.
    return None if value is None else bool(value)


def _as_it_is(value: object) -> Json:
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    raise TypeError(f"expected a JSON value, but found {type(value).__name__}")
