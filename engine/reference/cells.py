"""Cells of reference tables written out: as text for CSV files and inputs, as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias

from engine.errors import Invalid
from engine.reference import columns
from engine.reference.columns import Column, OneOf, Parse, SomeOf
from engine.values import Json

Kind: TypeAlias = Literal[
    "text", "long", "number", "money", "date", "clock", "flag", "choice", "several", "days", "moment", "key"
]
_KINDS: Mapping[Parse, Kind] = MappingProxyType(
    {
        columns.long_text: "long",
        columns.whole: "number",
        columns.percent: "number",
        columns.cents: "money",
        columns.key: "key",
        columns.moment: "moment",
        columns.day: "date",
        columns.clock: "clock",
        columns.flag: "flag",
        columns.days: "days",
    }
)


def kind_of(column: Column) -> Kind:
    """What a column holds, for inputs and for the description of the table."""
    if isinstance(column.parse, OneOf):
        return "choice"
    if isinstance(column.parse, SomeOf):
        return "several"
    return _KINDS.get(column.parse, "text")


def choices_of(column: Column) -> tuple[str, ...]:
    """The words a cell may be; none when it is free."""
    return column.parse.choices if isinstance(column.parse, OneOf | SomeOf) else ()


def as_text(column: Column, value: object) -> str:
    """The cell as a file or an input holds it: what `column.parse` reads back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind_of(column) == "money" and isinstance(value, int):
        return str(Decimal(value).scaleb(-2))
    if kind_of(column) in ("several", "days"):
        return "" if value == column.default and value == "*" else str(value).replace(",", "|")
    if column.is_optional and value == column.default and value == "*":
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def as_json(column: Column, value: object) -> Json:
    """The cell for programs: money in yuan, days as ISO text, words as a list."""
    if value is None or isinstance(value, bool):
        return value
    if kind_of(column) == "money" and isinstance(value, int):
        return Decimal(value).scaleb(-2)
    if kind_of(column) in ("several", "days"):
        return [word for word in str(value).split(",") if word]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)


def text_of(value: Json) -> str:
    """A cell that came as JSON, as a file would hold it. Raises Invalid for a context."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "|".join(text_of(item) for item in value)
    if isinstance(value, dict):
        raise Invalid("expected a text, number, true, false or list, but found an object")
    return str(value).strip()
