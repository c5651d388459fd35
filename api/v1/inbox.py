"""The inbox and the task screen (API 19)."""

from __future__ import annotations

from typing import get_args

from starlette.responses import Response

from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest
from api.items import moment_text
from api.pages.panels import SUBJECTS
from api.shapes import BOOLEAN, INTEGER, KEY, MOMENT, OBJECT, TEXT, list_of, nullable, shape
from engine.inbox import QUEUES, InboxQuery, Queue, Sort, TaskRow
from engine.values import Json, Values

table = Table("/api/v1", "Inbox and tasks")

TASK_ROW = shape(
    "InboxTask",
    taskKey=KEY,
    caseKey=KEY,
    elementId=TEXT,
    name=TEXT,
    nameEn=TEXT,
    processId=TEXT,
    processName=TEXT,
    processNameEn=TEXT,
    businessKey=nullable(TEXT),
    role=TEXT,
    unitCode=TEXT,
    unitName=TEXT,
    unitNameEn=TEXT,
    state=TEXT,
    assignee=nullable(TEXT),
    assigneeName=nullable(TEXT),
    priority=INTEGER,
    dueAt=nullable(MOMENT),
    followUpAt=nullable(MOMENT),
    createdAt=MOMENT,
    endedAt=nullable(MOMENT),
    endedBy=nullable(TEXT),
    formKey=nullable(KEY),
    revision=INTEGER,
    isOverdue=BOOLEAN,
)
_INBOX = shape("Inbox", items=list_of(TASK_ROW), page=OBJECT)
_COUNTS = shape("InboxCounts", mine=INTEGER, team=INTEGER, unassigned=INTEGER, overdue=INTEGER, done=INTEGER)
_TASK = shape(
    "TaskScreen",
    task=TASK_ROW,
    values=OBJECT,
    headers=OBJECT,
    form=nullable(OBJECT),
    mayClaim=BOOLEAN,
    mayComplete=BOOLEAN,
    mayRelease=BOOLEAN,
    mayAssign=BOOLEAN,
)
_FILTERS = ("queue", "unit", "role", "process", "q", "sort", "after", "limit")
_DEFAULT_LIMIT = 50


@table.get("/inbox", answer=_INBOX, query=_FILTERS)
def get_inbox(call: Call) -> Values:
    """One page of a queue of the caller's inbox."""
    found = call.engine.inbox(_query(call), actor=call.actor)
    items: list[Json] = [task_row_json(row) for row in found.items]
    return {"items": items, "page": {"endCursor": found.next_after}}


@table.get("/inbox/counts", answer=_COUNTS)
def count_inbox(call: Call) -> Values:
    """How many tasks stand in each queue, counted up to 1,000: 1,001 says that there are more."""
    counts = call.engine.inbox_counts(actor=call.actor)
    return {str(queue): count for queue, count in counts.items()}


@table.get("/tasks/{key}", answer=_TASK)
def get_task(call: Call, key: int) -> Values:
    """Everything for the screen of a task."""
    page = call.engine.task_page(key, actor=call.actor)
    readable = page.readable(SUBJECTS)
    values = {name: value for name, value in page.values.items() if readable is None or name in readable}
    headers: Values = dict(page.headers)
    form: Json = None
    if page.form is not None:
        form = {"formKey": str(page.form.form_key), "formId": page.form.form_id, "schema": page.form.schema}
    return {
        "task": task_row_json(page.task),
        "values": values,
        "headers": headers,
        "form": form,
        "mayClaim": page.may_claim,
        "mayComplete": page.may_complete,
        "mayRelease": page.may_release,
        "mayAssign": page.may_assign,
    }


@table.post("/tasks/{key}/claim", status=204, command="CLAIM")
def claim_task(call: Call, key: int) -> Response:
    """Take a task."""
    revision = call.expected_revision()
    return call.do(lambda once: call.engine.claim_task(key, actor=call.actor, expected_revision=revision, once=once))


@table.post("/tasks/{key}/return", status=204, command="RELEASE")
def release_task(call: Call, key: int) -> Response:
    """Put a task back to the pool."""
    revision = call.expected_revision()
    return call.do(lambda once: call.engine.release_task(key, actor=call.actor, expected_revision=revision, once=once))


def task_row_json(row: TaskRow) -> Values:
    """A task as lists show it."""
    return {
        "taskKey": str(row.task_key),
        "caseKey": str(row.case_key),
        "elementId": row.element_id,
        "name": row.name,
        "nameEn": row.name_en,
        "processId": row.process_id,
        "processName": row.process_name,
        "processNameEn": row.process_name_en,
        "businessKey": row.business_key,
        "role": row.role,
        "unitCode": row.unit_code,
        "unitName": row.unit_name,
        "unitNameEn": row.unit_name_en,
        "state": row.state,
        "assignee": row.assignee,
        "assigneeName": row.assignee_name,
        "priority": row.priority,
        "dueAt": moment_text(row.due_at),
        "followUpAt": moment_text(row.follow_up_at),
        "createdAt": moment_text(row.created_at),
        "endedAt": moment_text(row.ended_at),
        "endedBy": row.ended_by,
        "formKey": None if row.form_key is None else str(row.form_key),
        "revision": row.revision,
        "isOverdue": row.is_overdue,
    }


def _query(call: Call) -> InboxQuery:
    given = call.request.query_params
    unknown = given.keys() - set(_FILTERS)
    if unknown:
        raise BadRequest(f"expected query parameters of {', '.join(_FILTERS)}, but found '{min(unknown)[:40]}'")
    if any("\0" in value or len(value) > 1_000 for value in given.values()):
        raise BadRequest("expected query parameters of at most 1000 characters, but found another")
    return InboxQuery(
        queue=_queue(given.get("queue", "team")),
        unit=given.get("unit") or None,
        role=given.get("role") or None,
        process_id=given.get("process") or None,
        text=given.get("q", ""),
        sort=_sort(given.get("sort", "urgency")),
        after=given.get("after") or None,
        limit=whole_number(call, "limit", _DEFAULT_LIMIT),
    )


def whole_number(call: Call, name: str, default: int) -> int:
    """A query parameter that is a whole number of at most nine digits. Raises BadRequest."""
    text = call.request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest(f"expected the query parameter '{name}' to be a whole number, but found another value")
    return int(text)


def _queue(name: str) -> Queue:
    for queue in QUEUES:
        if queue == name:
            return queue
    raise BadRequest(f"expected a queue of {', '.join(QUEUES)}, but found another")


def _sort(name: str) -> Sort:
    known: tuple[Sort, ...] = get_args(Sort)
    for sort in known:
        if sort == name:
            return sort
    raise BadRequest(f"expected a sort of {', '.join(known)}, but found another")
