"""The inbox: the tasks an actor may work on, by queue, filtered, ordered, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.actor import Actor
from engine.errors import Invalid
from engine.store import inbox as store
from engine.store.database import Tx
from engine.store.tasks import TaskRecord

Queue = Literal["mine", "team", "unassigned", "overdue", "done"]
QUEUES: tuple[Queue, ...] = ("mine", "team", "unassigned", "overdue", "done")
Sort = Literal["urgency", "due", "created"]
MAX_PAGE = 200
COUNTED_UP_TO = store.COUNTED_UP_TO


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What to show. `after` is the `next_after` of the page before; `text` is looked for in names and business keys."""

    queue: Queue = "team"
    unit: str | None = None
    role: str | None = None
    process_id: str | None = None
    text: str = ""
    sort: Sort = "urgency"
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as lists and pages show it; names in both languages, moments in UTC."""

    task_key: int
    case_key: int
    element_id: str
    element_instance_key: int
    name: str
    name_en: str
    definition_key: int
    process_id: str
    process_name: str
    process_name_en: str
    business_key: str | None
    role: str
    unit_code: str
    unit_path: str
    unit_name: str
    unit_name_en: str
    state: str
    assignee: str | None
    assignee_name: str | None
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    response_due_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    form_key: int | None
    revision: int
    is_overdue: bool

    @classmethod
    def of(cls, row: TaskRecord, now: datetime) -> TaskRow:
        """The row of a query made by `store.tasks.rows`."""
        return cls(
            task_key=row.task_key, case_key=row.case_key, element_id=row.element_id,
            element_instance_key=row.element_instance_key, name=row.name, name_en=row.name_en or row.name,
            definition_key=row.definition_key, process_id=row.process_id, 
            process_name=row.process_name or row.process_id,
            process_name_en=row.process_name_en or row.process_name or row.process_id, business_key=row.business_key,
            role=row.role, unit_code=row.unit_code, unit_path=row.unit_path, unit_name=row.unit_name,
            unit_name_en=row.unit_name_en or row.unit_name, state=row.state, assignee=row.assignee,
            assignee_name=row.assignee_name, priority=row.priority, due_at=row.due_at, follow_up_at=row.follow_up_at,
            response_due_at=row.response_due_at, created_at=row.created_at, ended_at=row.ended_at,
            ended_by=row.ended_by, form_key=row.form_key, revision=row.revision,
            is_overdue=row.state == "open" and row.due_at is not None and row.due_at < now,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page; `next_after` None = the last one."""

    items: tuple[TaskRow, ...]
    next_after: str | None


def page(tx: Tx, query: InboxQuery, *, actor: Actor) -> InboxPage:
    """The tasks of a queue, most urgent first unless asked otherwise. Raises Invalid for what is unknown."""
    if query.queue not in QUEUES:
        raise Invalid(f"expected a queue of {', '.join(QUEUES)}, but found '{query.queue}'")
    if not 1 <= query.limit <= MAX_PAGE:
        raise Invalid(f"expected a limit of 1 to {MAX_PAGE}, but found {query.limit}")
    found = store.page(
        tx, actor, queue=query.queue, unit=query.unit, role=query.role, process_id=query.process_id,
        text=query.text.strip(), sort=query.sort, after=query.after, limit=query.limit + 1,
    )  # fmt: skip
    items = tuple(TaskRow.of(row, tx.now) for row in found[: query.limit])
    more = len(found) > query.limit
    return InboxPage(items, store.cursor(found[query.limit - 1], query.sort, query.queue) if more else None)


def counts(tx: Tx, *, actor: Actor) -> Mapping[Queue, int]:
    """How many tasks stand in each queue, counted up to `COUNTED_UP_TO`: one more than that says that there are more.

    'done' counts those the actor ended in the last 30 days.
    """
    found = store.counts(tx, actor, QUEUES)
    return {queue: found[queue] for queue in QUEUES}
