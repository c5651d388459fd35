"""The books of the business: what was paid and taken back adds up; stock and credit are the sums of their ledgers."""

from __future__ import annotations

from engine import credit, remedies, settlements, stock
from engine.doctor.ailment import Ailment
from engine.reference import payouts
from engine.store.database import Tx

_MOST = 100


def books(tx: Tx) -> list[Ailment]:
    """Payouts, statements, stock or credit that are not what was granted, settled or booked."""
    found = [Ailment(case_key, "books", text) for case_key, text in payouts.imbalances(tx, limit=_MOST)]
    found += [Ailment(case_key, "books", text) for case_key, text in settlements.imbalances(tx, limit=_MOST)]
    found += [Ailment(case_key, "books", text) for case_key, text in remedies.imbalances(tx, limit=_MOST)]
    unbalanced = [*stock.imbalances(tx), *credit.imbalances(tx)]
    return [*found, *(Ailment(None, "books", text) for text in unbalanced[:_MOST])]
