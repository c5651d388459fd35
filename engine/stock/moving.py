"""Pieces on their way: shipped, confirmed, missing, delivered by a supplier, sent back, inspected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.errors import Invalid
from engine.stock.reserving import Served, parts_of, serve_waiting
from engine.store.database import Tx
from engine.store.reference import reservations
from engine.store.reference import stock as store
from engine.store.reference.reservations import ReservationRow
from engine.store.reference.stock import Movement, Place, StockRow


@dataclass(frozen=True, slots=True)
class Pick:
    """How many pieces of a reservation were found and shipped, or arrived."""

    reservation_key: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Pieces of a shipped reservation that did not arrive, and what became of them.

    `verdict`: 'lost' (gone or broken on the way), 'not_sent' (still in the warehouse), 'arrived' (came after all).
    """

    reservation_key: int
    quantity: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Pieces of a part that come into a warehouse."""

    part_code: str
    quantity: int


def ship(tx: Tx, order_number: str, picks: Sequence[Pick], *, case_key: int) -> list[ReservationRow]:
    """Send what was picked; what was held but not found on the shelf is written off there.

    Gives the reservations with the number of pieces that left. Raises Invalid for a reservation that is not held by
    this order, or for more pieces than it holds.
    """
    rows, stock = _taken(tx, order_number, picks, state="held")
    shipped: list[ReservationRow] = []
    for pick in picks:
        row = rows[pick.reservation_key]
        place = _place(row)
        sent, short = pick.quantity, row.quantity - pick.quantity
        moved = Movement(*place, "ship", on_hand=-sent, reserved=-sent, in_transit=sent, reference=order_number)
        gone = Movement(
            *place, "adjust", on_hand=-short, reserved=-short, reference=order_number, reason="not found at picking"
        )
        for movement, count in ((moved, sent), (gone, short)):
            if count:
                stock[place] = store.book(tx, stock[place], replace(movement, case_key=case_key))
        state = "shipped" if sent else "released"
        reservations.settle(tx, row.reservation_key, state=state, quantity=sent or None)
        shipped.append(replace(row, quantity=sent, state=state))
    return shipped


def receive(tx: Tx, order_number: str, arrived: Sequence[Pick], *, case_key: int) -> list[tuple[ReservationRow, int]]:
    """Book what the receiver confirms; each reservation with the number of pieces that are missing.

    Raises Invalid for more pieces than were shipped.
    """
    rows, stock = _taken(tx, order_number, arrived, state="shipped")
    missing: list[tuple[ReservationRow, int]] = []
    for pick in arrived:
        row = rows[pick.reservation_key]
        place = _place(row)
        if pick.quantity:
            movement = Movement(*place, "receive", in_transit=-pick.quantity, reference=order_number, case_key=case_key)
            stock[place] = store.book(tx, stock[place], movement)
        missing.append((row, row.quantity - pick.quantity))
    return missing


def settle_missing(tx: Tx, order_number: str, found: Sequence[Missing], *, case_key: int) -> None:
    """Book what became of pieces that were shipped and did not arrive. Raises Invalid as `receive` does."""
    rows, stock = _taken(tx, order_number, [Pick(one.reservation_key, one.quantity) for one in found], state="shipped")
    for one in found:
        place = _place(rows[one.reservation_key])
        kinds = {"lost": ("scrap", 0), "not_sent": ("adjust", one.quantity), "arrived": ("receive", 0)}
        if one.verdict not in kinds:
            raise Invalid(f"expected a verdict of {', '.join(kinds)}, but found '{one.verdict}'")
        kind, back = kinds[one.verdict]
        movement = Movement(
            *place, kind, on_hand=back, in_transit=-one.quantity, reference=order_number, reason=one.verdict,
            case_key=case_key,
        )  # fmt: skip
        if one.quantity:
            stock[place] = store.book(tx, stock[place], movement)


def take_in(
    tx: Tx, warehouse_code: str, arrivals: Sequence[Arrival], *, reference: str, case_key: int | None
) -> list[Served]:
    """Book a supplier's delivery and give it to lines that wait for it; the lines that are complete with that."""
    stock = _opened(tx, warehouse_code, arrivals)
    region = next(one.region_code for one in store.warehouses(tx) if one.warehouse_code == warehouse_code)
    served: list[Served] = []
    for one in sorted(arrivals, key=lambda arrival: arrival.part_code):
        place = (one.part_code, warehouse_code)
        movement = Movement(*place, "receipt", on_hand=one.quantity, reference=reference, case_key=case_key)
        stock[place] = store.book(tx, stock[place], movement)
        store.expect(tx, place, None)
        served += serve_waiting(tx, stock[place], region)
    return served


def take_back(tx: Tx, warehouse_code: str, arrivals: Sequence[Arrival], *, reference: str, case_key: int) -> None:
    """Book defective pieces that came back; they wait for inspection and are never sold."""
    stock = _opened(tx, warehouse_code, arrivals)
    for one in sorted(arrivals, key=lambda arrival: arrival.part_code):
        place = (one.part_code, warehouse_code)
        movement = Movement(*place, "return", quarantined=one.quantity, reference=reference, case_key=case_key)
        stock[place] = store.book(tx, stock[place], movement)


def inspect(
    tx: Tx, warehouse_code: str, pieces: Sequence[Arrival], *, is_accepted: bool, reference: str, case_key: int
) -> None:
    """Book inspected pieces out of quarantine: scrapped when accepted, sent back when not."""
    stock = _opened(tx, warehouse_code, pieces)
    for one in sorted(pieces, key=lambda arrival: arrival.part_code):
        place = (one.part_code, warehouse_code)
        if stock[place].quarantined < one.quantity:
            raise Invalid(f"expected at most {stock[place].quarantined} of {one.part_code}, but found {one.quantity}")
        movement = Movement(
            *place, "scrap" if is_accepted else "ship", quarantined=-one.quantity, reference=reference,
            reason="credit note" if is_accepted else "rejected, sent back", case_key=case_key,
        )  # fmt: skip
        stock[place] = store.book(tx, stock[place], movement)


def _opened(tx: Tx, warehouse_code: str, arrivals: Sequence[Arrival]) -> dict[Place, StockRow]:
    """The locked stock of the arriving parts, with a row for each. Raises Invalid for no piece, no such warehouse."""
    if warehouse_code not in {one.warehouse_code for one in store.warehouses(tx)}:
        raise Invalid(f"expected a known warehouse, but found '{warehouse_code}'")
    wrong = [one for one in arrivals if one.quantity < 1]
    if wrong:
        raise Invalid(f"expected at least one piece of {wrong[0].part_code}, but found {wrong[0].quantity}")
    stock = store.lock_stock(tx, {one.part_code for one in arrivals})
    for part_code in sorted({one.part_code for one in arrivals}):
        if (part_code, warehouse_code) not in stock:
            stock[part_code, warehouse_code] = store.open_place(tx, (part_code, warehouse_code))
    return stock


def _taken(
    tx: Tx, order_number: str, picks: Sequence[Pick], *, state: str
) -> tuple[dict[int, ReservationRow], dict[Place, StockRow]]:
    """The reservations of the order by key, with their stock locked; checked against what is picked."""
    rows = reservations.by_key(tx, [pick.reservation_key for pick in picks])
    for pick in picks:
        row = rows.get(pick.reservation_key)
        if row is None or row.order_number != order_number or row.state != state:
            raise Invalid(f"expected a {state} reservation of order {order_number}, but found {pick.reservation_key}")
        if not 0 <= pick.quantity <= row.quantity:
            raise Invalid(f"expected 0 to {row.quantity} pieces of {row.part_code}, but found {pick.quantity}")
    return rows, store.lock_stock(tx, parts_of(list(rows.values())))


def _place(row: ReservationRow) -> Place:
    if row.warehouse_code is None:
        raise Invalid(f"expected a reservation in a warehouse, but {row.reservation_key} waits for stock")
    return (row.part_code, row.warehouse_code)
