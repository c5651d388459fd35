"""Stock rows and their ledger. Rows are locked by part, then warehouse, so that no two orders block each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, insert, select, update

from engine.store.database import Tx
from engine.store.schema import table

_STOCK = table("part_stock")
_MOVEMENT = table("stock_movement")
_WAREHOUSE = table("warehouse")
_SUBSTITUTE = table("part_substitute")
_COUNTS = ("on_hand", "reserved", "in_transit", "quarantined")

Place = tuple[str, str]
"""Part code and warehouse code."""


@dataclass(frozen=True, slots=True)
class WarehouseRow:
    """A warehouse; `region_code` is empty for the central one."""

    warehouse_code: str
    unit_code: str
    name: str
    name_en: str
    kind: str
    region_code: str
    lead_days: int


@dataclass(frozen=True, slots=True)
class StockRow:
    """Pieces of a part in a warehouse."""

    part_code: str
    warehouse_code: str
    on_hand: int = 0
    reserved: int = 0
    in_transit: int = 0
    quarantined: int = 0
    expected_on: date | None = None

    @property
    def available(self) -> int:
        """Pieces that nobody was promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Movement:
    """A signed change of one stock row. `reference` names the order, delivery note or count behind it."""

    part_code: str
    warehouse_code: str
    kind: str
    on_hand: int = 0
    reserved: int = 0
    in_transit: int = 0
    quarantined: int = 0
    reference: str = ""
    reason: str = ""
    case_key: int | None = None


@dataclass(frozen=True, slots=True)
class SubstituteRow:
    """What may be sent instead of a part."""

    part_code: str
    substitute_code: str
    rank: int
    must_ask: bool


_STOCK_COLUMNS = tuple(_STOCK.c[name] for name in StockRow.__dataclass_fields__)
_MOVEMENT_COLUMNS = tuple(_MOVEMENT.c[name] for name in Movement.__dataclass_fields__)


def warehouses(tx: Tx) -> list[WarehouseRow]:
    """Every warehouse, by code."""
    columns = (_WAREHOUSE.c[name] for name in WarehouseRow.__dataclass_fields__)
    return [WarehouseRow(*row) for row in tx.execute(select(*columns).order_by(_WAREHOUSE.c.warehouse_code))]


def stock_of(tx: Tx, parts: Collection[str]) -> dict[Place, StockRow]:
    """The stock of these parts in every warehouse that has a row of them."""
    rows = tx.execute(select(*_STOCK_COLUMNS).where(_STOCK.c.part_code.in_(parts)))
    return {(row.part_code, row.warehouse_code): StockRow(*row) for row in rows}


def all_stock(tx: Tx) -> list[StockRow]:
    """Every stock row, by part and warehouse."""
    rows = tx.execute(select(*_STOCK_COLUMNS).order_by(_STOCK.c.part_code, _STOCK.c.warehouse_code))
    return [StockRow(*row) for row in rows]


def lock_stock(tx: Tx, parts: Collection[str]) -> dict[Place, StockRow]:
    """The same, held by this transaction until it ends. Call it once, with every part, before anything is booked."""
    query = (
        select(*_STOCK_COLUMNS)
        .where(_STOCK.c.part_code.in_(parts))
        .order_by(_STOCK.c.part_code, _STOCK.c.warehouse_code)
        .with_for_update()
    )
    return {(row.part_code, row.warehouse_code): StockRow(*row) for row in tx.execute(query)}


def open_place(tx: Tx, place: Place) -> StockRow:
    """Add an empty stock row; a second transaction that adds the same one is refused by the key (Conflict)."""
    tx.execute(insert(_STOCK).values(part_code=place[0], warehouse_code=place[1]))
    return StockRow(*place)


def book(tx: Tx, stock: StockRow, movement: Movement) -> StockRow:
    """Apply a movement to its stock row and write it to the ledger; what the row holds then.

    The constraints of the table refuse what would go below zero.
    """
    changes = {name: getattr(movement, name) for name in _COUNTS}
    where = (_STOCK.c.part_code == movement.part_code, _STOCK.c.warehouse_code == movement.warehouse_code)
    tx.execute(update(_STOCK).where(*where).values({name: _STOCK.c[name] + by for name, by in changes.items()}))
    columns = {name: getattr(movement, name) for name in Movement.__dataclass_fields__}
    tx.execute(insert(_MOVEMENT).values(movement_key=tx.new_key(), moved_at=tx.now, **columns))
    return replace(stock, **{name: getattr(stock, name) + by for name, by in changes.items()})


def expect(tx: Tx, place: Place, expected_on: date | None) -> None:
    """Write when the next delivery of the place is expected."""
    where = (_STOCK.c.part_code == place[0], _STOCK.c.warehouse_code == place[1])
    tx.execute(update(_STOCK).where(*where).values(expected_on=expected_on))


def substitutes_of(tx: Tx, parts: Collection[str]) -> list[SubstituteRow]:
    """What may be sent instead of these parts, best first."""
    columns = (_SUBSTITUTE.c[name] for name in SubstituteRow.__dataclass_fields__)
    query = select(*columns).where(_SUBSTITUTE.c.part_code.in_(parts))
    return [SubstituteRow(*row) for row in tx.execute(query.order_by(_SUBSTITUTE.c.part_code, _SUBSTITUTE.c.rank))]


def movements_of(tx: Tx, reference: str) -> list[Movement]:
    """What was booked under one reference, oldest first."""
    query = select(*_MOVEMENT_COLUMNS).where(_MOVEMENT.c.reference == reference).order_by(_MOVEMENT.c.movement_key)
    return [Movement(*row) for row in tx.execute(query)]


def balances(tx: Tx) -> Mapping[Place, tuple[int, ...]]:
    """The sums of the ledger by place: on hand, reserved, in transit, quarantined."""
    sums = (func.sum(_MOVEMENT.c[name]) for name in _COUNTS)
    place = (_MOVEMENT.c.part_code, _MOVEMENT.c.warehouse_code)
    return {
        (row[0], row[1]): tuple(int(one) for one in row[2:])
        for row in tx.execute(select(*place, *sums).group_by(*place))
    }
