"""Correcting statements of fees, and whether they add up."""

from __future__ import annotations

from engine.errors import Invalid, NotFound
from engine.store import adjustments, settlements
from engine.store.adjustments import AdjustmentRow
from engine.store.database import Tx


def adjust(
    tx: Tx, *, number: str, amount_cents: int, reason: str, case_key: int, element_instance_key: int
) -> AdjustmentRow:
    """Correct a released statement: the amount comes into a later statement of its unit. Twice is once.

    Raises NotFound for an unknown number, Invalid for a statement that is not released, for nothing, and when more
    would be taken off than the statement came to.
    """
    known = adjustments.adjustment(tx, element_instance_key)
    if known is not None:
        return known
    found = settlements.settlements(tx, number=number)
    if not found:
        raise NotFound("settlement", number)
    disputed = found[0]
    left = disputed.total_cents + adjustments.corrected_cents(tx, disputed.settlement_key)
    if disputed.state != "released":
        raise Invalid(f"expected {number} to be released, but found {disputed.state}")
    if not amount_cents or left + amount_cents < 0:
        raise Invalid(f"expected a correction other than 0 and at least {-left} cents, but found {amount_cents}")
    adjustments.add(
        tx, case_key=case_key, element_instance_key=element_instance_key, unit_code=disputed.unit_code,
        disputed_key=disputed.settlement_key, amount_cents=amount_cents, reason=reason,
    )  # fmt: skip
    made = adjustments.adjustment(tx, element_instance_key)
    if made is None:
        raise NotFound("correction", element_instance_key)
    return made


def imbalances(tx: Tx, *, limit: int) -> list[tuple[int, str]]:
    """(case key, what is wrong): statements that are not the sum of their rows, or hold a row of another unit.

    That no fee stands in two statements needs no look: a fee names the one that holds it.
    """
    found = []
    for case_key, number, stated, stated_cents, count, cents in settlements.disagreements(tx, limit=limit):
        text = f"expected {number} to state {count} fees of {cents} cents, but found {stated} of {stated_cents}"
        found.append((case_key, text))
    for case_key, number in settlements.strangers(tx, limit=limit):
        found.append((case_key, f"expected fees of one unit in {number}, but this case's fee is of another"))
    for case_key, number in adjustments.strangers(tx, limit=limit):
        found.append((case_key, f"expected corrections of one unit in {number}, but this case's is of another"))
    return found
