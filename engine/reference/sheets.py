"""The reference tables as CSV sheets: columns, natural key, what may be referred to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.reference.columns import (
    Column,
    cents,
    clock,
    code,
    day,
    days,
    flag,
    long_text,
    one_of,
    percent,
    phone,
    some_of,
    text,
    whole,
)

CATEGORIES = (
    "air_conditioner", "refrigerator", "washer", "water_heater", "television", "phone", "small_appliance",
)  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = (Column("name", text), Column("name_en", text, is_optional=True, default=""))
_REGION = ("unit", "code")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of CSV file: the table it fills and the columns that make a row's natural key."""

    name: str
    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of the table that the file fills."""
        return tuple(column.field for column in self.columns)


_ALL = (
    Sheet(
        "product_models",
        "product_model",
        ("model",),
        (Column("model", code), *_NAMES, Column("category", one_of(*CATEGORIES))),
    ),
    Sheet(
        "customers",
        "customer",
        ("customer_code",),
        (
            Column("customer_code", code),
            Column("name", text),
            Column("phone", phone),
            Column("tier", one_of("standard", "vip"), is_optional=True, default="standard"),
            Column("region_code", code, refers=_REGION),
            Column("address", text),
            Column("is_not_called", flag, is_optional=True, default=False),
        ),
    ),
    Sheet(
        "products",
        "product",
        ("serial",),
        (
            Column("serial", code),
            Column("model", code, refers=("product_model", "model")),
            Column("customer_code", code, refers=("customer", "customer_code")),
            Column("purchased_on", day, is_optional=True),
            Column("extended_until", day, is_optional=True),
        ),
    ),
    Sheet(
        "parts",
        "part",
        ("part_code",),
        (
            Column("part_code", code),
            *_NAMES,
            Column("category", one_of(*CATEGORIES)),
            Column("models", some_of(), is_optional=True, default="*"),
            Column("price", cents, stored_as="price_cents"),
        ),
    ),
    Sheet(
        "fault_codes",
        "fault_code",
        ("fault_code",),
        (
            Column("fault_code", code),
            *_NAMES,
            Column("category", one_of("*", *CATEGORIES)),
            Column("kind", one_of("manufacturing", "wear", "installation", "external", "none")),
            Column("level", one_of("minor", "medium", "major")),
        ),
    ),
    Sheet(
        "tariffs",
        "tariff",
        ("kind", "region_code", "category", "level"),
        (
            Column("kind", one_of("labour", "travel", "inspection")),
            Column("region_code", text, is_optional=True, default="*"),
            Column("category", one_of("*", *CATEGORIES), is_optional=True, default="*"),
            Column("level", one_of("*", "minor", "medium", "major"), is_optional=True, default="*"),
            Column("amount", cents, stored_as="amount_cents"),
            *_NAMES,
        ),
    ),
    Sheet(
        "stations",
        "station_profile",
        ("unit_code",),
        (
            Column("unit_code", code, refers=_REGION),
            Column("regions", some_of()),
            Column("skills", some_of(*CATEGORIES, "gas", "high_altitude")),
            Column("capacity", whole),
            Column("score", percent),
        ),
    ),
    Sheet(
        "calendars",
        "working_calendar",
        ("calendar_code",),
        (
            Column("calendar_code", code),
            *_NAMES,
            Column("time_zone", text, is_optional=True, default="Asia/Shanghai"),
            Column("days", some_of(*WEEKDAYS)),
            Column("opens_at", clock),
            Column("closes_at", clock),
            Column("holidays", days, is_optional=True, default=""),
        ),
    ),
    Sheet(
        "knowledge",
        "knowledge_entry",
        ("entry_code",),
        (
            Column("entry_code", code),
            Column("category", one_of("*", *CATEGORIES)),
            Column("topic", code),
            Column("question", text),
            Column("question_en", text, is_optional=True, default=""),
            Column("answer", long_text),
            Column("answer_en", long_text, is_optional=True, default=""),
            Column("keywords", text, is_optional=True, default=""),
        ),
    ),
    Sheet("roles", "role", ("code",), (Column("code", code), *_NAMES)),
)
SHEETS: Mapping[str, Sheet] = {sheet.name: sheet for sheet in _ALL}
