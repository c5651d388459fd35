"""The inbox as SQL: queues, filters, keyset paging."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from engine.actor import Actor
from engine.errors import Invalid
from engine.store import tasks
from engine.store.database import Tx
from engine.store.schema import TASK, UNIT
from engine.store.scope import inbox_condition
from engine.store.tasks import TaskRecord

DONE_FOR = timedelta(days=30)
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


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
    """Up to `limit` rows of the queue that meet the filters, after the cursor."""
    conditions = _queue(tx, actor, queue)
    if unit:
        conditions.append(UNIT.c.code == unit)
    if role:
        conditions.append(TASK.c.role == role)
    if process_id:
        conditions.append(TASK.c.process_id == process_id)
    if text:
        pattern = f"%{_escaped(text)}%"
        columns = (TASK.c.name, TASK.c.name_en, TASK.c.business_key)
        conditions.append(or_(*(column.ilike(pattern, escape="\\") for column in columns)))
    order = _order(sort, queue)
    if after:
        conditions.append(_beyond(order, _read_cursor(after, len(order))))
    ordering = [column.asc() if ascending else column.desc() for column, ascending in order]
    return tasks.fetch(tx, tasks.rows(*conditions).order_by(*ordering).limit(limit))


def count(tx: Tx, actor: Actor, queue: str) -> int:
    """How many tasks stand in the queue."""
    return tasks.count(tx, *_queue(tx, actor, queue))


def cursor(row: TaskRecord, sort: str, queue: str) -> str:
    """The place after `row`: its sort values, so that it stays valid while rows come and go."""
    values: dict[str, list[object]] = {
        "done": [_text(row.ended_at or _NEVER), row.task_key],
        "created": [row.task_key],
        "due": [_text(row.due_at or _NEVER), row.task_key],
        "urgency": [-row.priority, _text(row.due_at or _NEVER), row.task_key],
    }
    found = values["done" if queue == "done" else sort]
    return base64.b64encode(json.dumps(found).encode()).decode()


def _queue(tx: Tx, actor: Actor, queue: str) -> list[ColumnElement[bool]]:
    if queue == "done":
        return [TASK.c.ended_by == actor.name, TASK.c.state == "completed", TASK.c.ended_at > tx.now - DONE_FOR]
    is_open = TASK.c.state == "open"
    if queue == "mine":
        return [is_open, TASK.c.assignee == actor.name]
    conditions = [is_open, inbox_condition(actor)]
    if queue == "unassigned":
        conditions.append(TASK.c.assignee.is_(None))
    if queue == "overdue":
        conditions.append(TASK.c.due_at < tx.now)
    return conditions


def _order(sort: str, queue: str) -> list[tuple[ColumnElement[Any], bool]]:
    due = func.coalesce(TASK.c.due_at, _NEVER, type_=TASK.c.due_at.type)
    if queue == "done":
        return [(TASK.c.ended_at, False), (TASK.c.task_key, False)]
    if sort == "created":
        return [(TASK.c.task_key, True)]
    if sort == "due":
        return [(due, True), (TASK.c.task_key, True)]
    if sort == "urgency":
        return [(-TASK.c.priority, True), (due, True), (TASK.c.task_key, True)]
    raise Invalid(f"expected a sort of urgency, due, created, but found '{sort}'")


def _beyond(order: list[tuple[ColumnElement[Any], bool]], values: list[Any]) -> ColumnElement[bool]:
    """Rows after the cursor: greater in the first differing column."""
    conditions = []
    for index, (column, ascending) in enumerate(order):
        value = _moment(values[index]) if isinstance(values[index], str) else values[index]
        step = column > value if ascending else column < value
        equal = [
            before == (_moment(known) if isinstance(known, str) else known)
            for (before, _), known in zip(order[:index], values[:index], strict=True)
        ]
        conditions.append(and_(*equal, step))
    return or_(*conditions)


def _read_cursor(text: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.b64decode(text, validate=True))
    except ValueError:
        values = None
    if not isinstance(values, list) or len(values) != length:
        raise Invalid("expected the cursor of an earlier page of this list, but found another text")
    return values


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("expected the cursor of an earlier page of this list, but found another text") from None


def _text(moment: datetime) -> str:
    return moment.isoformat()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
