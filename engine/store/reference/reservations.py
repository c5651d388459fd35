"""Pieces promised to order lines, and lines that wait for pieces. Lock the stock of their parts before any change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from engine.store.database import Tx
from engine.store.schema import CASE, table

_RESERVATION = table("part_reservation")


@dataclass(frozen=True, slots=True)
class NewReservation:
    """Pieces of one part for one order line; without a warehouse it waits (`state` 'waiting')."""

    order_number: str
    line_number: int
    region_code: str
    part_code: str
    warehouse_code: str | None
    quantity: int
    state: str
    case_key: int


@dataclass(frozen=True, slots=True)
class ReservationRow:
    """A reservation as it stands."""

    reservation_key: int
    order_number: str
    line_number: int
    region_code: str
    part_code: str
    warehouse_code: str | None
    quantity: int
    state: str
    case_key: int


_COLUMNS = tuple(_RESERVATION.c[name] for name in ReservationRow.__dataclass_fields__)


def add(tx: Tx, reservation: NewReservation) -> ReservationRow:
    """Write a reservation."""
    columns = {name: getattr(reservation, name) for name in NewReservation.__dataclass_fields__}
    reservation_key = tx.new_key()
    tx.execute(insert(_RESERVATION).values(reservation_key=reservation_key, made_at=tx.now, **columns))
    return ReservationRow(reservation_key, **columns)


def of_order(tx: Tx, order_number: str, *, line_number: int | None = None) -> list[ReservationRow]:
    """The open reservations of an order, or of one of its lines: held and waiting ones, oldest first."""
    query = select(*_COLUMNS).where(
        _RESERVATION.c.order_number == order_number, _RESERVATION.c.state.in_(("held", "waiting"))
    )
    if line_number is not None:
        query = query.where(_RESERVATION.c.line_number == line_number)
    return [ReservationRow(*row) for row in tx.execute(query.order_by(_RESERVATION.c.reservation_key))]


def orders_of_ended_cases(tx: Tx) -> dict[str, set[str]]:
    """Orders whose case is over although they still hold or wait for pieces: the parts of each."""
    query = (
        select(_RESERVATION.c.order_number, _RESERVATION.c.part_code)
        .join(CASE, CASE.c.case_key == _RESERVATION.c.case_key)
        .where(_RESERVATION.c.state.in_(("held", "waiting")), CASE.c.state != "active")
    )
    found: dict[str, set[str]] = {}
    for order_number, part_code in tx.execute(query):
        found.setdefault(order_number, set()).add(part_code)
    return found


def by_key(tx: Tx, keys: Collection[int]) -> dict[int, ReservationRow]:
    """Reservations by key, whatever their state."""
    rows = tx.execute(select(*_COLUMNS).where(_RESERVATION.c.reservation_key.in_(keys)))
    return {row.reservation_key: ReservationRow(*row) for row in rows}


def waiting_for(tx: Tx, part_code: str, *, region_code: str) -> list[ReservationRow]:
    """Lines that wait for a part, the oldest first; those of one region only, when one is given."""
    query = select(*_COLUMNS).where(_RESERVATION.c.part_code == part_code, _RESERVATION.c.state == "waiting")
    if region_code:
        query = query.where(_RESERVATION.c.region_code == region_code)
    return [ReservationRow(*row) for row in tx.execute(query.order_by(_RESERVATION.c.reservation_key))]


def settle(tx: Tx, reservation_key: int, *, state: str, quantity: int | None = None) -> None:
    """Write a reservation's new state, and how many pieces of it are left when that changed."""
    values: dict[str, object] = {"state": state}
    if quantity is not None:
        values["quantity"] = quantity
    tx.execute(update(_RESERVATION).where(_RESERVATION.c.reservation_key == reservation_key).values(values))


def held_by_place(tx: Tx) -> dict[tuple[str, str], int]:
    """How many pieces are held by part and warehouse: what `reserved` must say."""
    place = (_RESERVATION.c.part_code, _RESERVATION.c.warehouse_code)
    query = select(*place, func.sum(_RESERVATION.c.quantity)).where(_RESERVATION.c.state == "held").group_by(*place)
    return {(row[0], row[1]): int(row[2]) for row in tx.execute(query)}
