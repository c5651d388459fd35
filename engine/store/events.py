"""Reading and writing the history table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.prepared import Insertion
from engine.store.schema import CASE, EVENT
from engine.store.scope import reach_condition

GENESIS = bytes(32)
_EVENTS = Insertion(EVENT)
# What a unit that only shares a case sees of events that belong to no unit.
_MILESTONES = ("case.started", "case.completed", "case.cancelled", "case.terminated")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a case's chain: number and hash of its last event; (0, 32 zero bytes) before the first."""

    seq: int = 0
    hash: bytes = GENESIS


@dataclass(frozen=True, slots=True)
class Record:
    """An event as stored: the columns of table `event`, without those the store adds."""

    seq: int
    type: str
    element_id: str | None
    element_instance_key: int | None
    unit_path: str | None
    hash: bytes
    body: str
    vault: str | None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """What the verifier reads of one row of `event`; `recorded_at` in UTC, aware."""

    seq: int
    recorded_at: datetime
    type: str
    actor: str
    element_id: str | None
    element_instance_key: int | None
    unit_path: str | None
    operation_id: str
    hash: bytes
    body: str
    vault: str | None


_COLUMNS = (
    EVENT.c.case_seq, EVENT.c.recorded_at, EVENT.c.event_type, EVENT.c.actor, EVENT.c.element_id,
    EVENT.c.element_instance_key, EVENT.c.unit_path, EVENT.c.operation_id, EVENT.c.hash, EVENT.c.body, EVENT.c.vault,
)  # fmt: skip


def add(tx: Tx, case_key: int, records: Sequence[Record], *, actor: Actor, operation_id: str) -> None:
    """Append `records` in one statement."""
    if records:
        rows = [_row(tx, case_key, record, actor=actor, operation_id=operation_id) for record in records]
        tx.later(_EVENTS, rows)


def _row(tx: Tx, case_key: int, record: Record, *, actor: Actor, operation_id: str) -> dict[str, object]:
    return {
        "case_key": case_key,
        "case_seq": record.seq,
        "event_key": tx.new_key(),
        "recorded_at": tx.now,
        "event_type": record.type,
        "actor": actor.name,
        "element_id": record.element_id,
        "element_instance_key": record.element_instance_key,
        "unit_path": record.unit_path,
        "operation_id": operation_id,
        "hash": record.hash,
        "body": record.body,
        "vault": record.vault,
    }


def read_chain(tx: Tx, case_key: int) -> tuple[Head, list[StoredEvent]]:
    """The head that the case row names, and all events of the case in order. Raises LookupError without such a case."""
    head = tx.execute(select(CASE.c.history_seq, CASE.c.history_hash).where(CASE.c.case_key == case_key)).one_or_none()
    if head is None:
        raise LookupError(case_key)
    rows = tx.execute(select(*_COLUMNS).where(EVENT.c.case_key == case_key).order_by(EVENT.c.case_seq)).all()
    return Head(head.history_seq, bytes(head.history_hash)), [stored(row) for row in rows]


def stored(row: Any) -> StoredEvent:
    """What the verifier reads of a row with the columns of `event` by their names."""
    return StoredEvent(
        row.case_seq, row.recorded_at, row.event_type, row.actor, row.element_id, row.element_instance_key,
        row.unit_path, row.operation_id, bytes(row.hash), row.body, row.vault,
    )  # fmt: skip


def case_keys_with_history(tx: Tx, *, after: int, limit: int) -> list[int]:
    """Up to `limit` case keys greater than `after`, ascending: for a walk over all chains."""
    query = select(CASE.c.case_key).where(CASE.c.case_key > after).order_by(CASE.c.case_key).limit(limit)
    return list(tx.execute(query).scalars())


def orphans(tx: Tx) -> Iterator[int]:
    """Case keys that have events but no case row: a case that was removed with its head."""
    known = select(CASE.c.case_key)
    yield from tx.execute(select(EVENT.c.case_key).where(EVENT.c.case_key.not_in(known)).distinct()).scalars()


def page(
    tx: Tx, case_key: int, *, after_seq: int, limit: int, sharing: Actor | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows of the timeline after `after_seq`; a `sharing` actor sees his units' events and the milestones."""
    query = (
        select(*_COLUMNS, EVENT.c.event_key)
        .where(EVENT.c.case_key == case_key, EVENT.c.case_seq > after_seq)
        .order_by(EVENT.c.case_seq)
        .limit(limit)
    )
    if sharing is not None:
        own = and_(EVENT.c.unit_path.is_not(None), reach_condition(EVENT.c.unit_path, sharing))
        query = query.where(or_(own, EVENT.c.event_type.in_(_MILESTONES)))
    return tx.execute(query).all()
