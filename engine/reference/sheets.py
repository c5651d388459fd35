"""The reference tables as CSV sheets: columns, natural key, what may be referred to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.reference.columns import (
    Cell,
    Column,
    cents,
    clock,
    code,
    day,
    days,
    email,
    flag,
    long_text,
    one_of,
    percent,
    phone,
    some_of,
    text,
    whole,
    zone,
)
from engine.reference.counted import book_counts
from engine.store.database import Tx

CATEGORIES = (
    "air_conditioner", "refrigerator", "washer", "water_heater", "television", "phone", "small_appliance",
)  # fmt: skip
MACHINE = "machine"
"""The category of parts that are whole machines: stock for exchanges, under the code of their model."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = (Column("name", text), Column("name_en", text, is_optional=True, default=""))
_REGION = ("unit", "code")
_PART = ("part", "part_code")


Apply: TypeAlias = Callable[[Tx, Sequence[Mapping[str, Cell]]], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of CSV file: the table it fills and the columns that make a row's natural key.

    `apply` writes new and changed records where a plain row would not do (stock is booked, not overwritten).
    """

    name: str
    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    apply: Apply | None = None

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
            Column("email", email, is_optional=True, default=""),
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
            Column("category", one_of(*CATEGORIES, MACHINE)),
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
            Column("time_zone", zone, is_optional=True, default="Asia/Shanghai"),
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
    Sheet(
        "warehouses",
        "warehouse",
        ("warehouse_code",),
        (
            Column("warehouse_code", code),
            Column("unit_code", code, refers=_REGION),
            *_NAMES,
            Column("kind", one_of("central", "regional")),
            Column("region_code", code, refers=_REGION, is_optional=True, default=""),
            Column("lead_days", whole),
        ),
    ),
    Sheet(
        "stock",
        "part_stock",
        ("part_code", "warehouse_code"),
        (
            Column("part_code", code, refers=_PART),
            Column("warehouse_code", code, refers=("warehouse", "warehouse_code")),
            Column("on_hand", whole),
            Column("expected_on", day, is_optional=True),
        ),
        apply=book_counts,
    ),
    Sheet(
        "substitutes",
        "part_substitute",
        ("part_code", "substitute_code"),
        (
            Column("part_code", code, refers=_PART),
            Column("substitute_code", code, refers=_PART),
            Column("rank", whole),
            Column("must_ask", flag),
        ),
    ),
    Sheet(
        "credit_accounts",
        "credit_account",
        ("unit_code",),
        (
            Column("unit_code", code, refers=_REGION),
            Column("tier", one_of("gold", "silver", "bronze")),
            Column("limit", cents, stored_as="limit_cents"),
        ),
    ),
)
SHEETS: Mapping[str, Sheet] = {sheet.name: sheet for sheet in _ALL}
