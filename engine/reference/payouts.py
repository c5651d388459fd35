"""Paying parts of a grant, and taking them back; each counts once for its element instance."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Invalid, NotFound
from engine.reference.stores import Source
from engine.store import organisation
from engine.store.database import Tx
from engine.store.reference import payouts as rows
from engine.store.reference.payouts import PayoutRow


def book(tx: Tx, row: PayoutRow) -> None:
    """Book a part. Raises NotFound for an unknown payee, Invalid when the case would get more than granted."""
    if rows.payout(tx, row.payout_key) is not None:
        return
    if organisation.unit_by_code(tx, row.payee_code) is None:
        raise NotFound("unit", row.payee_code)
    before = rows.net_cents(tx, row.case_key, row.purpose)
    if row.amount_cents <= 0 or before + row.amount_cents > row.granted_cents:
        raise Invalid(
            f"expected a payout above 0 and at most {row.granted_cents - before} cents, but found {row.amount_cents}"
        )
    rows.book(tx, row)


def reverse(tx: Tx, payout_key: int, *, reason: str, source: Source) -> None:
    """Take a payout of this case back, whole; a second time changes nothing. Raises NotFound."""
    row = rows.payout(tx, payout_key)
    if row is None or row.case_key != source.case_key:
        raise NotFound("payout", payout_key)
    if not rows.is_reversed(tx, payout_key):
        rows.reverse(tx, row, element_instance_key=source.element_instance_key, reason=reason)


def imbalances(tx: Tx, *, limit: int) -> Iterator[tuple[int, str]]:
    """(case key, what is wrong) of books that do not add up."""
    for found in rows.overpaid(tx, limit=limit):
        yield (
            found.case_key,
            f"expected payouts for {found.purpose} from 0 to {found.granted_cents} cents of an existing case, "
            f"but found {found.net_cents}",
        )
