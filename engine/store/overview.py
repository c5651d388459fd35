"""The figures of a first page as SQL: a few small reads, each bounded by an index or a number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, select

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import CASE, INCIDENT, TASK
from engine.store.scope import own_case_condition


@dataclass(frozen=True, slots=True)
class BegunCase:
    """A case: when it began, its process, whether it runs still, and whether an open task of it is past its time."""

    started_at: datetime
    process_id: str
    is_active: bool
    is_late: bool


def ended_tasks(tx: Tx, username: str, *, since: datetime, limit: int) -> Sequence[datetime]:
    """When the person completed tasks since then, newest first."""
    query = select(TASK.c.ended_at).where(
        TASK.c.ended_by == username, TASK.c.ended_at > since, TASK.c.state == "completed"
    )
    return tx.execute(query.order_by(TASK.c.ended_at.desc()).limit(limit)).scalars().all()


def newest_cases(tx: Tx, actor: Actor, *, limit: int) -> Sequence[BegunCase]:
    """The newest cases of the actor's units, newest first."""
    is_late = exists().where(TASK.c.case_key == CASE.c.case_key, TASK.c.state == "open", TASK.c.due_at < tx.now)
    query = select(CASE.c.started_at, CASE.c.process_id, _flag(CASE.c.state == "active"), _flag(is_late))
    newest = query.where(own_case_condition(actor)).order_by(CASE.c.case_key.desc()).limit(limit)
    return [BegunCase(row[0], row[1], bool(row[2]), bool(row[3])) for row in tx.execute(newest)]


def open_incidents(tx: Tx, actor: Actor) -> int:
    """How many incidents stand open in cases of the actor's units."""
    found = select(func.count()).select_from(INCIDENT).join(CASE, CASE.c.case_key == INCIDENT.c.case_key)
    return int(tx.execute(found.where(INCIDENT.c.state == "ACTIVE", own_case_condition(actor))).scalar_one())


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
