"""Bringing stock to what was counted: the difference is a movement, never a silent overwrite."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Invalid
from engine.store.database import Tx
from engine.store.reference import stock as store
from engine.store.reference.stock import Movement, Place


def count(
    tx: Tx, counted: Mapping[Place, int], *, reference: str, reason: str = "", case_key: int | None = None
) -> int:
    """Book the differences to what was counted; how many places changed.

    Raises Invalid where fewer pieces were counted than are promised: release reservations first.
    """
    stock = store.lock_stock(tx, {part for part, _ in counted})
    changed = 0
    for place in sorted(counted):
        if place not in stock:
            stock[place] = store.open_place(tx, place)
        row, wanted = stock[place], counted[place]
        if wanted < row.reserved:
            raise Invalid(
                f"expected at least the {row.reserved} promised pieces of {place[0]} in {place[1]}, but found {wanted}"
            )
        if wanted == row.on_hand:
            continue
        kind = "receipt" if not row.on_hand else "adjust"
        by = wanted - row.on_hand
        store.book(tx, row, Movement(*place, kind, on_hand=by, reference=reference, reason=reason, case_key=case_key))
        changed += 1
    return changed
