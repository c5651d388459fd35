"""The inbox as SQL: queues, filters, keyset paging."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from engine.actor import Actor
from engine.errors import Invalid
from engine.store import tasks
from engine.store.database import Tx
from engine.store.offers import OfferedTo, offered_by_count
from engine.store.schema import TASK, UNIT
from engine.store.scope import inbox_ways
from engine.store.tasks import TaskRecord
from engine.store.types import Utc

DONE_FOR = timedelta(days=30)
COUNTED_UP_TO = 1_000
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_Ordering = list[tuple[ColumnElement[Any], bool]]


def page(
    tx: Tx,
    actor: Actor,
    *,
    queue: str,
    unit: str | None,
    role: str | None,
    process_id: str | None,
    text: str,
    sort: str,
    after: str | None,
    limit: int,
) -> Sequence[TaskRecord]:
    """Up to `limit` rows of the queue that meet the filters, after the cursor.

    Each way to be in the queue gives its first rows by an index of its own; the page is the first of all these.
    """
    conditions = []
    if unit:
        # Asked for beforehand: knowing the place, PostgreSQL knows how many tasks to expect there.
        path = tx.execute(select(UNIT.c.path).where(UNIT.c.code == unit)).scalar_one_or_none()
        conditions.append(false() if path is None else TASK.c.unit_path == path)
    if role:
        conditions.append(TASK.c.role == role)
    if process_id:
        conditions.append(TASK.c.process_id == process_id)
    if text:
        pattern = f"%{_escaped(text)}%"
        columns = (TASK.c.name, TASK.c.name_en, TASK.c.business_key)
        conditions.append(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    order, offered = _order(sort, queue), _offered(tx, actor, [queue])
    if after:
        conditions.append(_beyond(order, _read_cursor(after, order)))
    ordering = [_ordered(column, ascending) for column, ascending in order]
    first = [
        select(TASK.c.task_key).where(*way, *conditions).order_by(*ordering).limit(limit)
        for way in _queue(tx, actor, queue, offered)
    ]
    found = _any_of(first)
    return tasks.fetch(tx, tasks.rows(TASK.c.task_key.in_(found)).order_by(*ordering).limit(limit))


def counts(tx: Tx, actor: Actor, queues: Sequence[str]) -> dict[str, int]:
    """How many tasks stand in each queue, at most one more than 1,000: nobody reads further, and counting costs."""
    counted, offered = [], _offered(tx, actor, queues)
    for queue in queues:
        ways = _queue(tx, actor, queue, offered)
        first = [select(TASK.c.task_key).where(*way).limit(COUNTED_UP_TO + 1) for way in ways]
        found = select(_any_of(first).subquery().c.task_key).distinct().limit(COUNTED_UP_TO + 1).subquery()
        counted.append(select(func.count()).select_from(found).scalar_subquery().label(queue))
    row = tx.execute(select(*counted)).one()
    return {queue: int(count) for queue, count in zip(queues, row, strict=True)}


def _any_of(selects: Sequence[Select[tuple[int]]]) -> Select[tuple[int]] | CompoundSelect[tuple[int]]:
    """The task keys of any of them, some perhaps twice. Wrapped each, for SQLite orders no part of a union."""
    if len(selects) == 1:
        return selects[0]
    return union_all(*(select(one.subquery().c.task_key) for one in selects))


def cursor(row: TaskRecord, sort: str, queue: str) -> str:
    """The place after `row`: its sort values, so that it stays valid while rows come and go."""
    values: dict[str, list[object]] = {
        "done": [_text(row.ended_at or _NEVER), row.task_key],
        "created": [row.task_key],
        "due": [_text(row.due_at or _NEVER), row.task_key],
        "urgency": [row.priority, _text(row.due_at or _NEVER), row.task_key],
    }
    found = values["done" if queue == "done" else sort]
    return base64.b64encode(json.dumps(found).encode()).decode()


def _offered(tx: Tx, actor: Actor, queues: Sequence[str]) -> OfferedTo:
    """How to look for what is offered to the actor's roles; nothing is asked for queues that are his own alone."""
    is_own = all(queue in ("done", "mine") for queue in queues)
    return offered_by_count(tx, [] if is_own else sorted({grant.role for grant in actor.grants}))


def _queue(tx: Tx, actor: Actor, queue: str, offered: OfferedTo) -> list[list[ColumnElement[bool]]]:
    """The ways to be in the queue: the conditions of each."""
    if queue == "done":
        return [[TASK.c.ended_by == actor.name, TASK.c.state == "completed", TASK.c.ended_at > tx.now - DONE_FOR]]
    is_open = TASK.c.state == literal_column("'open'")  # said in the text: only then partial indexes serve
    if queue == "mine":
        return [[is_open, TASK.c.assignee == actor.name]]
    further = [is_open]
    if queue == "unassigned":
        further.append(TASK.c.assignee.is_(None))
    if queue == "overdue":
        further.append(TASK.c.due_at < tx.now)
    return [[*further, way] for way in inbox_ways(actor, offered)]


def _order(sort: str, queue: str) -> _Ordering:
    """The columns of an index, in its order; what is due at no time comes last."""
    if queue == "done":
        return [(TASK.c.ended_at, False), (TASK.c.task_key, False)]
    if sort == "created":
        return [(TASK.c.task_key, True)]
    if sort == "due":
        return [(TASK.c.due_at, True), (TASK.c.task_key, True)]
    if sort == "urgency":
        return [(TASK.c.priority, False), (TASK.c.due_at, True), (TASK.c.task_key, True)]
    raise Invalid(f"expected a sort of urgency, due, created, but found '{sort}'")


def _ordered(column: ColumnElement[Any], ascending: bool) -> ColumnElement[Any]:
    return column.asc().nulls_last() if column is TASK.c.due_at else column.asc() if ascending else column.desc()


def _beyond(order: _Ordering, values: Sequence[int | datetime]) -> ColumnElement[bool]:
    """Rows after the cursor: greater in the first differing column."""
    conditions = []
    for index, (column, ascending) in enumerate(order):
        equal = [_equals(before, known) for (before, _), known in zip(order[:index], values[:index], strict=True)]
        conditions.append(and_(true(), *equal, _further(column, ascending, values[index])))
    lead, ascending = order[0]
    if lead is not TASK.c.due_at:  # where the index begins to read
        conditions = [and_(lead >= values[0] if ascending else lead <= values[0], or_(false(), *conditions))]
    return or_(false(), *conditions)


def _equals(column: ColumnElement[Any], known: int | datetime) -> ColumnElement[bool]:
    return column.is_(None) if column is TASK.c.due_at and known == _NEVER else column == known


def _further(column: ColumnElement[Any], ascending: bool, known: int | datetime) -> ColumnElement[bool]:
    if column is TASK.c.due_at:
        return false() if known == _NEVER else or_(column > known, column.is_(None))
    return column > known if ascending else column < known


def _read_cursor(text: str, order: _Ordering) -> list[int | datetime]:
    refused = Invalid("expected the cursor of an earlier page of this list, but found another text")
    try:
        values = json.loads(base64.b64decode(text, validate=True))
    except ValueError:
        raise refused from None
    if not isinstance(values, list) or len(values) != len(order):
        raise refused
    found: list[int | datetime] = []
    for (column, _), value in zip(order, values, strict=True):
        known = _moment(value) if isinstance(column.type, Utc) else value
        if known is None or isinstance(known, bool) or not isinstance(known, int | datetime):
            raise refused
        if isinstance(known, int) and abs(known) >= 2**63:
            raise refused
        found.append(known)
    return found


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _text(moment: datetime) -> str:
    return moment.isoformat()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
