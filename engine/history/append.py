"""Append to the history of a case, in the transaction of the step."""

from __future__ import annotations

from collections.abc import Iterable

from engine.actor import Actor
from engine.history.chain import Line, link
from engine.store import events
from engine.store.database import Tx
from engine.store.events import Head


def append(tx: Tx, case_key: int, head: Head, lines: Iterable[Line], *, actor: Actor, operation_id: str) -> Head:
    """Write `lines` after `head`; the new head, to be kept in the case row by the caller in the same transaction."""
    head, records = link(case_key, head, lines, actor=actor, at=tx.now, operation_id=operation_id)
    events.add(tx, case_key, records, actor=actor, operation_id=operation_id)
    return head
