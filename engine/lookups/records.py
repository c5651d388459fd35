"""Rows of look-ups as people read them: a title, facts beside it, and the members a form may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from engine.forms import Found, Source
from engine.store.database import Tx
from engine.store.lookups.reading import Reading
from engine.store.lookups.stock import free_pieces
from engine.values import Json

Row: TypeAlias = Mapping[str, Any]
Words: TypeAlias = tuple[str, str]


def as_found(
    tx: Tx,
    source: Source,
    reading: Reading,
    rows: Sequence[dict[str, Any]],
    filters: Mapping[str, str],
    *,
    by_key: bool = False,
) -> list[Found]:
    """The records of rows; of one that is not near, private columns stay empty, `by_key` also the personal ones."""
    if source.name == "parts":
        free = free_pieces(tx, [row["part_code"] for row in rows], warehouse=filters.get("warehouse", ""))
        rows = [{**row, "stock": free.get(row["part_code"], 0)} for row in rows]
    return [_found(source, _without(row, reading, by_key=by_key)) for row in rows]


def _without(row: Row, reading: Reading, *, by_key: bool) -> Row:
    hidden = frozenset() if row["is_near"] else reading.private | (reading.personal if by_key else frozenset())
    return {name: None if name in hidden else value for name, value in row.items()}


def _found(source: Source, row: Row) -> Found:
    shown = {name: _json(row.get(name)) for name in source.columns}
    if source.name == "parts":
        shown["price"] = Decimal(row["price_cents"]).scaleb(-2)
    title, facts = _TITLES[source.name](row), _FACTS[source.name](row)
    return Found(str(row[source.key]), title[0] or "", title[1] or title[0] or "", facts[0], facts[1], shown)


def _json(value: object) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else None


def _names(row: Row) -> Words:
    return row["name"], row["name_en"]


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part not in (None, ""))


def _part_facts(row: Row) -> Words:
    price, stock = f"¥{Decimal(row['price_cents']).scaleb(-2)}", row["stock"]
    return _joined(price, f"库存 {stock}"), _joined(price, f"{stock} in stock")


def _product_facts(row: Row) -> Words:
    bought = row["purchased_on"]
    zh, en = (f"购于 {bought}", f"bought {bought}") if bought else ("", "")
    return _joined(row["model"], zh), _joined(row["model"], en)


def _customer_facts(row: Row) -> Words:
    vip = row["tier"] == "vip"
    return (
        _joined(row["phone"], "贵宾" if vip else "", row["address"]),
        _joined(row["phone"], "VIP" if vip else "", row["address"]),
    )


_TITLES: Mapping[str, Callable[[Row], Words]] = MappingProxyType(
    {
        "customers": lambda row: (row["name"], ""),
        "products": lambda row: (row["model_name"], row["model_name_en"]),
        "parts": _names,
        "fault_codes": _names,
        "product_models": _names,
        "units": _names,
        "users": lambda row: (row["display_name"], ""),
        "knowledge": lambda row: (row["question"], row["question_en"]),
    }
)
_FACTS: Mapping[str, Callable[[Row], Words]] = MappingProxyType(
    {
        "customers": _customer_facts,
        "products": _product_facts,
        "parts": _part_facts,
        "fault_codes": lambda row: ("", ""),
        "product_models": lambda row: ("", ""),
        "units": lambda row: (row["parent"] or "", row["parent_en"] or row["parent"] or ""),
        "users": lambda row: (row["unit"], row["unit_en"] or row["unit"]),
        "knowledge": lambda row: ("", ""),
    }
)
