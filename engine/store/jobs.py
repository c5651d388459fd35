"""The job table: lease, fence, retries (studies/jobs)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, insert, or_, select, text, update

from engine.actor import Actor
from engine.errors import NotFound
from engine.store.cases import ROOT, CaseRow
from engine.store.database import Tx
from engine.store.prepared import Query
from engine.store.schema import CASE, JOB, TIMER
from engine.store.scope import reach_condition
from engine.store.types import Utc
from engine.values import Values, dump

INTERNAL = "internal."
_NOW = bindparam("now", type_=Utc)
_ONE_DUE = Query(
    select(JOB.c.job_key)
    .where(
        JOB.c.type == bindparam("type"),
        text("state IN ('CREATED', 'FAILED')"),
        JOB.c.retries > 0,
        JOB.c.available_at <= _NOW,
        or_(JOB.c.lease_until.is_(None), JOB.c.lease_until <= _NOW),
    )
    .limit(1)
)
_OPEN = ("CREATED", "FAILED")
_LOCK = Query(
    select(CASE)
    .join(JOB, JOB.c.case_key == CASE.c.case_key)
    .join(ROOT, ROOT.c.case_key == CASE.c.root_case_key)
    .where(JOB.c.job_key == bindparam("key"))
    .with_for_update(of=(ROOT, CASE))
)
_GET = Query(select(JOB).where(JOB.c.job_key == bindparam("key")))
JobRow = Any
"""A row of `job`, by column name."""


def due(tx: Tx) -> ColumnElement[bool]:
    """Jobs that may be taken now: waiting, past their back-off, not leased or their lease is over."""
    return and_(
        JOB.c.state.in_(_OPEN),
        JOB.c.retries > 0,
        JOB.c.available_at <= tx.now,
        or_(JOB.c.lease_until.is_(None), JOB.c.lease_until <= tx.now),
    )


def lease(
    tx: Tx,
    types: Collection[str],
    *,
    worker: str,
    limit: int,
    timeout: timedelta,
    actor: Actor,
) -> Sequence[JobRow]:
    """Give `worker` up to `limit` due jobs of `types`, higher priority first, then the oldest.

    A leased job is invisible to others until `lease_until`; then it is offered again, so a handler may run twice.
    Each lease has a fresh token: the fence of its completion. Two workers asking at once never share a job; a job that
    somebody else has locked is passed over, not waited for. Only jobs of cases in the actor's reach, and for the system
    those of no case.
    """
    query = (
        select(JOB.c.job_key)
        .outerjoin(CASE, CASE.c.case_key == JOB.c.case_key)
        .where(JOB.c.type.in_(types), due(tx), reach_condition(CASE.c.unit_path, actor), *_in_scope(actor))
        .order_by(JOB.c.priority.desc(), JOB.c.job_key)
        .limit(limit)
        .with_for_update(of=JOB, skip_locked=True)
    )
    keys = list(tx.execute(query).scalars())
    for key in keys:
        tx.execute(
            update(JOB)
            .where(JOB.c.job_key == key)
            .values(
                lease_until=tx.now + timeout, lease_token=uuid4().hex, worker=worker[:200],
                attempt=JOB.c.attempt + 1, updated_at=tx.now,
            )
        )  # fmt: skip
    if not keys:
        return ()
    leased = select(JOB, *_CASE_COLUMNS).outerjoin(CASE, CASE.c.case_key == JOB.c.case_key)
    return tx.execute(leased.where(JOB.c.job_key.in_(keys)).order_by(JOB.c.priority.desc(), JOB.c.job_key)).all()


def _in_scope(actor: Actor) -> list[ColumnElement[bool]]:
    """Jobs of processes that a service account may name."""
    names = actor.scopes.process_ids
    if names is None:
        return []
    begin = [func.substr(CASE.c.process_id, 1, len(name) - 1) == name[:-1] for name in names if name.endswith("*")]
    return [or_(CASE.c.process_id.in_([name for name in names if not name.endswith("*")]), *begin)]


_CASE_COLUMNS = (
    CASE.c.definition_key, CASE.c.process_id, CASE.c.process_version, CASE.c.root_case_key, CASE.c.tags,
    CASE.c.business_key, CASE.c.unit_path,
)  # fmt: skip


def lock(tx: Tx, job_key: int) -> tuple[JobRow, CaseRow]:
    """A job with its case, both locked with the root of the family. Raises NotFound (also for jobs without case)."""
    case, job = tx.look((_LOCK, {"key": job_key}), (_GET, {"key": job_key}))
    if not case or not job:
        raise NotFound("job", job_key)
    return job[0], case[0]


def get(tx: Tx, job_key: int) -> JobRow | None:
    """A job as it stands."""
    return tx.execute(select(JOB).where(JOB.c.job_key == job_key)).one_or_none()


def extend(tx: Tx, job_key: int, lease_token: str, *, until: datetime) -> bool:
    """Lengthen a lease that still holds; False when it was lost."""
    result = tx.execute(
        update(JOB)
        .where(JOB.c.job_key == job_key, JOB.c.lease_token == lease_token, JOB.c.state.in_(_OPEN))
        .values(lease_until=until)
    )
    return result.rowcount == 1


def change(tx: Tx, job_key: int, **changes: object) -> None:
    """Write the named columns of a job."""
    tx.execute(update(JOB).where(JOB.c.job_key == job_key).values(updated_at=tx.now, **changes))


def add_internal(tx: Tx, kind: str, payload: Values, *, available_at: datetime | None = None) -> int:
    """Add work of ours that belongs to no case: exists if and only if the caller's change does."""
    job_key = tx.new_key()
    row = {
        "job_key": job_key, "type": kind, "state": "CREATED", "retries": 10, "model_retries": 10, "attempt": 0,
        "headers": "{}",
        "payload": dump(payload), "available_at": available_at or tx.now, "created_at": tx.now, "updated_at": tx.now,
    }  # fmt: skip
    tx.execute(insert(JOB).values(**row))
    return job_key


def remove(tx: Tx, job_key: int, lease_token: str) -> bool:
    """Drop a finished job of ours; False when the lease was lost."""
    result = tx.execute(delete(JOB).where(JOB.c.job_key == job_key, JOB.c.lease_token == lease_token))
    return result.rowcount == 1


def due_timers(tx: Tx, limit: int) -> list[tuple[int, int]]:
    """Up to `limit` due timers, by due time: (timer key, case key)."""
    query = select(TIMER.c.timer_key, TIMER.c.case_key).where(TIMER.c.due_at <= tx.now)
    return [(row.timer_key, row.case_key) for row in tx.execute(query.order_by(TIMER.c.due_at).limit(limit))]


def timer_is_due(tx: Tx, timer_key: int) -> bool:
    """Whether the timer still waits and its time has come."""
    query = select(TIMER.c.timer_key).where(TIMER.c.timer_key == timer_key, TIMER.c.due_at <= tx.now)
    return tx.execute(query).one_or_none() is not None


def timers_of(tx: Tx, case_key: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The running timers of a case, by due time."""
    query = select(TIMER).where(TIMER.c.case_key == case_key).order_by(TIMER.c.due_at, TIMER.c.timer_key)
    return tx.execute(query).all()


def due_types(tx: Tx) -> set[str]:
    """The types of all jobs that may be taken now."""
    return set(tx.execute(select(JOB.c.type).where(due(tx)).distinct()).scalars())


def due_among(tx: Tx, types: Collection[str]) -> set[str]:
    """Those of `types` that have a job to be taken now: a look at the index for each, all in one trip."""
    found = tx.look(*((_ONE_DUE, {"type": kind, "now": tx.now}) for kind in types)) if types else []
    return {kind for kind, rows in zip(types, found, strict=True) if rows}
