"""Cursors: where a page ends, as plain base64 of the row's sort values and key (API 1.4)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

from engine.errors import Invalid
from engine.store.search.fields import Field, FieldType, Order, Source
from engine.values import Json, dump, load

_MOST_CHARACTERS = 8_192


def write(source: Source, order: Sequence[Order], edge: Sequence[object]) -> str:
    """The cursor of a row; plain base64 with padding, since clients refuse the URL-safe alphabet."""
    values: list[Json] = [value.isoformat() if isinstance(value, datetime) else _json(value) for value in edge]
    return base64.b64encode(dump([_signature(source, order), *values]).encode()).decode()


def read(source: Source, order: Sequence[Order], cursor: str) -> tuple[object, ...]:
    """The sort values and key in a cursor. Raises Invalid when it is broken or belongs to another search."""
    fields = [*(part.by for part in order), source.key]
    try:
        if len(cursor) > _MOST_CHARACTERS:
            raise ValueError("too long")
        content = load(base64.b64decode(cursor, validate=True))
        if not isinstance(content, list) or len(content) != len(fields) + 1:
            raise ValueError("another form")
        if content[0] != _signature(source, order):
            raise ValueError("another sort")
        return tuple(_value(field, value) for field, value in zip(fields, content[1:], strict=True))
    except (Invalid, ValueError, binascii.Error) as error:
        raise Invalid(f"expected a cursor of this search and sort, but found '{cursor[:40]}' ({error})") from None


def _signature(source: Source, order: Sequence[Order]) -> str:
    return f"{source.kind}:" + ",".join(part.by.name + ("-" if part.is_descending else "+") for part in order)


def _value(field: Field, value: Json) -> object:
    if value is None and field.is_nullable:
        return None
    match field.type, value:
        case FieldType.MOMENT, str():
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment
        case ((FieldType.KEY | FieldType.INTEGER), int()) if abs(value) < 2**63:
            return value
        case FieldType.BOOLEAN, bool():
            return value
        case FieldType.BOOLEAN, int():
            return bool(value)
        case ((FieldType.TEXT | FieldType.ENUM), str()) if "\0" not in value:
            return value
    raise ValueError(f"another value for {field.name}")


def _json(value: object) -> Json:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"expected a sort value, but found {type(value).__name__}")
