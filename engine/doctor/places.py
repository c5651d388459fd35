"""Rows that belong nowhere or are late: units, families, owners, due times (I4, I7, I8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from engine.doctor.ailment import Ailment
from engine.store import inspection
from engine.store.database import Tx

MOST = 100
PATIENCE = timedelta(minutes=5)
"""How long past its time something due may wait before it counts as late: a worker may just be starting."""


def belonging(tx: Tx) -> list[Ailment]:
    """Rows without their case, families that do not fit."""
    found = [
        Ailment(case_key or None, "orphan", f"expected the case of {what}, but it is gone")
        for case_key, what in inspection.orphans(tx, limit=MOST)
    ]
    return found + [
        Ailment(case_key, "orphan", f"expected a called case to fit its caller, but {what}")
        for case_key, what in inspection.strange_families(tx, limit=MOST)
    ]


def units(tx: Tx) -> list[Ailment]:
    """I8: no row names a unit that is not in the tree, and the tree fits together."""
    found = [
        Ailment(case_key or None, "unit", f"expected a unit of the tree, but found a {what}")
        for case_key, what in inspection.misplaced(tx, limit=MOST)
    ]
    return found + [
        Ailment(None, "unit", f"expected a tree of units, but {what}") for what in inspection.wrong_trees(tx)
    ]


def late(tx: Tx) -> Iterator[Ailment]:
    """I7: what was due long ago and nobody did: no worker runs, or it cannot."""
    before = tx.now - PATIENCE
    for case_key, due_at in inspection.late_timers(tx, before=before, limit=MOST):
        told = due_at.isoformat(timespec="seconds")
        yield Ailment(case_key, "late", f"expected the timer due at {told} to have fired, but it still waits")
    waiting = inspection.late_deliveries(tx, before=before)
    if waiting:
        yield Ailment(None, "late", f"expected deliveries to be made at once, but {waiting} wait: does a worker run?")
