"""Promising pieces to order lines: reserve, release, wait, and serve those who wait, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.stock.supply import Supply, supply_of
from engine.store.database import Tx
from engine.store.reference import reservations
from engine.store.reference import stock as store
from engine.store.reference.reservations import NewReservation, ReservationRow
from engine.store.reference.stock import Movement, Place, StockRow


@dataclass(frozen=True, slots=True)
class Demand:
    """What one order line still needs: `quantity` pieces, those already held for it included."""

    order_number: str
    line_number: int
    region_code: str
    part_code: str
    quantity: int
    case_key: int


@dataclass(frozen=True, slots=True)
class Secured:
    """What is held for a line now, and how many pieces are still missing."""

    held: tuple[ReservationRow, ...]
    open_count: int


@dataclass(frozen=True, slots=True)
class Served:
    """A line that waited and is complete now: whom to tell."""

    order_number: str
    line_number: int
    part_code: str


@dataclass(frozen=True, slots=True)
class Released:
    """How many held pieces an order gave back, and the lines of others that are complete with them."""

    piece_count: int
    served: tuple[Served, ...]


def reserve(tx: Tx, demand: Demand, *, kind: str, may_ask: bool | None = None) -> Secured:
    """Hold what is free for a line in the warehouses of a `kind` ('regional', 'central') that serve its region.

    `may_ask` None takes the part itself; a boolean takes what may replace it, from any warehouse that serves the
    region: with True also what the receiver was asked about. Pieces of one line may come from several warehouses.
    """
    supply = supply_of(tx, [demand.part_code], is_locked=True)
    held = _held(tx, demand)
    open_count = max(0, demand.quantity - sum(row.quantity for row in held))
    for place in _places(supply, demand, kind, may_ask):
        row = supply.stock.get(place)
        taken = min(open_count, row.available) if row is not None else 0
        if row is not None and taken:
            held.append(_hold(tx, row, demand, taken))
            open_count -= taken
    _still_waits(tx, demand, open_count)
    return Secured(tuple(held), open_count)


def wait_for_stock(tx: Tx, demand: Demand) -> Secured:
    """Put what a line still misses on back order; one waiting row for each line."""
    supply_of(tx, [demand.part_code], is_locked=True)
    held = _held(tx, demand)
    open_count = max(0, demand.quantity - sum(row.quantity for row in held))
    if open_count and not _still_waits(tx, demand, open_count):
        reservations.add(tx, _new(demand, None, demand.part_code, open_count, "waiting"))
    return Secured(tuple(held), open_count)


def release(tx: Tx, order_number: str, *, line_number: int | None, case_key: int, reason: str = "") -> Released:
    """Give back everything an order, or one line of it, holds or waits for; who waits for such pieces gets them."""
    parts = {row.part_code for row in reservations.of_order(tx, order_number, line_number=line_number)}
    stock = store.lock_stock(tx, parts)
    released = 0
    freed: set[Place] = set()
    # Read again: a delivery may have served a waiting row before we held its stock.
    for row in reservations.of_order(tx, order_number, line_number=line_number):
        if row.warehouse_code is not None:
            movement = Movement(
                row.part_code, row.warehouse_code, "release", reserved=-row.quantity, reference=order_number,
                reason=reason, case_key=case_key,
            )  # fmt: skip
            place = (row.part_code, row.warehouse_code)
            stock[place] = store.book(tx, stock[place], movement)
            released += row.quantity
            freed.add(place)
        reservations.settle(tx, row.reservation_key, state="released")
    regions = {one.warehouse_code: one.region_code for one in store.warehouses(tx)} if freed else {}
    served = [one for place in sorted(freed) for one in serve_waiting(tx, stock[place], regions[place[1]])]
    return Released(released, tuple(served))


def release_ended(tx: Tx, *, case_key: int) -> tuple[dict[str, int], tuple[Served, ...]]:
    """Give back what orders hold whose cases were ended from outside: pieces by order, and who is complete now."""
    orders = reservations.orders_of_ended_cases(tx)
    store.lock_stock(tx, {part for parts in orders.values() for part in parts})
    released: dict[str, int] = {}
    served: list[Served] = []
    for order_number in sorted(orders):
        found = release(tx, order_number, line_number=None, case_key=case_key, reason="its case is over")
        released[order_number] = found.piece_count
        served += found.served
    return released, tuple(served)


def serve_waiting(tx: Tx, row: StockRow, region_code: str) -> list[Served]:
    """Give free pieces of a place to lines that wait for them; the lines that are complete with that."""
    served: list[Served] = []
    for waiting in reservations.waiting_for(tx, row.part_code, region_code=region_code):
        taken = min(waiting.quantity, row.available)
        if not taken:
            break
        demand = Demand(
            waiting.order_number, waiting.line_number, waiting.region_code, row.part_code, taken, waiting.case_key
        )
        _hold(tx, row, demand, taken)
        row = store.stock_of(tx, [row.part_code])[row.part_code, row.warehouse_code]
        left = waiting.quantity - taken
        reservations.settle(tx, waiting.reservation_key, state="waiting" if left else "released", quantity=left or None)
        if not left:
            served.append(Served(waiting.order_number, waiting.line_number, row.part_code))
    return served


def _places(supply: Supply, demand: Demand, kind: str, may_ask: bool | None) -> list[Place]:
    """Where to look, the best place first."""
    if may_ask is None:
        return [(demand.part_code, one.warehouse_code) for one in supply.sources(kind, demand.region_code)]
    sources = [*supply.sources("regional", demand.region_code), *supply.sources("central", "")]
    replacements = supply.replacements(demand.part_code, may_ask=may_ask)
    return [(code, one.warehouse_code) for code in replacements for one in sources]


def _held(tx: Tx, demand: Demand) -> list[ReservationRow]:
    rows = reservations.of_order(tx, demand.order_number, line_number=demand.line_number)
    return [row for row in rows if row.state == "held"]


def _hold(tx: Tx, row: StockRow, demand: Demand, quantity: int) -> ReservationRow:
    movement = Movement(
        row.part_code, row.warehouse_code, "reserve", reserved=quantity, reference=demand.order_number,
        case_key=demand.case_key,
    )  # fmt: skip
    store.book(tx, row, movement)
    return reservations.add(tx, _new(demand, row.warehouse_code, row.part_code, quantity, "held"))


def _still_waits(tx: Tx, demand: Demand, open_count: int) -> bool:
    """Bring the waiting row of a line to what it still misses; False when it has none."""
    rows = reservations.of_order(tx, demand.order_number, line_number=demand.line_number)
    waiting = [row for row in rows if row.state == "waiting"]
    for row in waiting:
        state = "waiting" if open_count else "released"
        reservations.settle(tx, row.reservation_key, state=state, quantity=open_count or None)
    return bool(waiting)


def _new(demand: Demand, warehouse: str | None, part: str, quantity: int, state: str) -> NewReservation:
    return NewReservation(
        demand.order_number, demand.line_number, demand.region_code, part, warehouse, quantity, state, demand.case_key
    )


def parts_of(rows: Sequence[ReservationRow]) -> set[str]:
    """The parts of these reservations: what to lock."""
    return {row.part_code for row in rows}
