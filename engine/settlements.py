"""Whether the statements of fees add up."""

from __future__ import annotations

from engine.store import settlements
from engine.store.database import Tx


def imbalances(tx: Tx, *, limit: int) -> list[tuple[int, str]]:
    """(case key, what is wrong): statements that are not the sum of their fees, or hold a fee of another unit.

    That no fee stands in two statements needs no look: a fee names the one that holds it.
    """
    found = []
    for case_key, number, stated, stated_cents, count, cents in settlements.disagreements(tx, limit=limit):
        text = f"expected {number} to state {count} fees of {cents} cents, but found {stated} of {stated_cents}"
        found.append((case_key, text))
    for case_key, number in settlements.strangers(tx, limit=limit):
        found.append((case_key, f"expected fees of one unit in {number}, but this case's fee is of another"))
    return found
