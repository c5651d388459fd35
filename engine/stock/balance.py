"""Proving the books of stock: rows, ledger and reservations say the same."""

from __future__ import annotations

from engine.store.database import Tx
from engine.store.reference import reservations
from engine.store.reference import stock as store


def imbalances(tx: Tx) -> list[str]:
    """What differs, in words; nothing when every place is the sum of its movements and of its reservations."""
    ledger, held = store.balances(tx), reservations.held_by_place(tx)
    found: list[str] = []
    rows = store.all_stock(tx)
    for row in rows:
        place = (row.part_code, row.warehouse_code)
        counts = (row.on_hand, row.reserved, row.in_transit, row.quarantined)
        sums = ledger.get(place, (0, 0, 0, 0))
        if counts != sums:
            found.append(f"expected {place[0]} in {place[1]} to be the sum of its movements {sums}, but found {counts}")
        if held.get(place, 0) != row.reserved:
            found.append(
                f"expected {row.reserved} reserved pieces of {place[0]} in {place[1]}, "
                f"but its reservations hold {held.get(place, 0)}"
            )
    known = {(row.part_code, row.warehouse_code) for row in rows}
    for place in sorted((ledger.keys() | held.keys()) - known):
        found.append(f"expected a stock row of {place[0]} in {place[1]}, but found movements or reservations alone")
    return found
