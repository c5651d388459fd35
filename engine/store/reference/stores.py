"""Store records and the history of their changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, update

from engine.store.database import Tx
from engine.store.organisation import UnitRow, unit_by_code
from engine.store.schema import UNIT, table

_STORE = table("store_record")
_CHANGE = table("store_change")


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A store as the maker keeps it; `unit_code` None = it was never opened."""

    store_code: str
    unit_code: str | None
    dealer_code: str
    case_key: int
    name: str
    name_en: str
    address: str
    area_sqm: int
    status: str
    opened_on: date | None
    visual_identity_score: int | None
    inspected_on: date | None
    inspection_score: int | None


@dataclass(frozen=True, slots=True)
class DealerRow:
    """The dealer that a unit is, or belongs to."""

    code: str
    path: str
    name: str
    name_en: str
    region_code: str
    calendar: str | None


_COLUMNS = tuple(_STORE.c[name] for name in StoreRow.__dataclass_fields__)


def store(tx: Tx, store_code: str) -> StoreRow | None:
    """The record of that store."""
    row = tx.execute(select(*_COLUMNS).where(_STORE.c.store_code == store_code)).one_or_none()
    return StoreRow(*row) if row else None


def put(tx: Tx, row: StoreRow, *, is_new: bool) -> None:
    """Write the whole record."""
    values = {name: getattr(row, name) for name in StoreRow.__dataclass_fields__} | {"changed_at": tx.now}
    if is_new:
        tx.execute(insert(_STORE).values(**values))
    else:
        tx.execute(update(_STORE).where(_STORE.c.store_code == row.store_code).values(**values))


def is_noted(tx: Tx, case_key: int, element_instance_key: int) -> bool:
    """Whether that element instance changed a store already."""
    query = select(_CHANGE.c.change_key).where(
        _CHANGE.c.case_key == case_key, _CHANGE.c.element_instance_key == element_instance_key
    )
    return tx.execute(query).one_or_none() is not None


def note(
    tx: Tx, *, case_key: int, element_instance_key: int, store_code: str, before: str, after: str, score: int | None
) -> None:
    """Add a line to the history of a store."""
    tx.execute(
        insert(_CHANGE).values(
            change_key=tx.new_key(), case_key=case_key, element_instance_key=element_instance_key,
            store_code=store_code, status_before=before, status_after=after, score=score, recorded_at=tx.now,
        )
    )  # fmt: skip


def dealer_of(tx: Tx, unit_path: str) -> DealerRow | None:
    """The nearest dealer at or above `unit_path`."""
    ids = [int(part) for part in unit_path.split("/") if part]
    columns = (UNIT.c.code, UNIT.c.path, UNIT.c.name, UNIT.c.name_en, UNIT.c.region_code, UNIT.c.calendar)
    query = select(*columns).where(UNIT.c.unit_id.in_(ids), UNIT.c.kind == "dealer").order_by(UNIT.c.path.desc())
    row = tx.execute(query.limit(1)).one_or_none()
    return DealerRow(*row) if row else None


def dealer(tx: Tx, code: str) -> DealerRow | None:
    """The dealer of that code."""
    columns = (UNIT.c.code, UNIT.c.path, UNIT.c.name, UNIT.c.name_en, UNIT.c.region_code, UNIT.c.calendar)
    row = tx.execute(select(*columns).where(UNIT.c.code == code, UNIT.c.kind == "dealer")).one_or_none()
    return DealerRow(*row) if row else None


def store_unit(tx: Tx, store_code: str) -> UnitRow | None:
    """The unit of a store, closed or not; None while it has none."""
    return unit_by_code(tx, store_code)
