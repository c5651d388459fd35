"""User tasks (API 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, FreeObject, Moment
from api.call import Call, SearchBody
from api.endpoints import Table
from api.pages.panels import SUBJECTS
from api.shapes import item_shape, page_of
from api.v2.definitions import FORM, NO_FORM, form_answer
from api.v2.elements import VARIABLE, cut_variable, whole_variable
from engine.tasks import TaskChange
from engine.values import Values

table = Table("/v2", "User tasks")

TASK = item_shape("UserTask", "user_task")


Action = Annotated[str, Field(max_length=256)]


class CompleteTask(Body):
    """The values of a completed task."""

    variables: FreeObject = {}
    action: Action = ""


class AssignTask(Body):
    """Whom a task is given to."""

    assignee: Annotated[str, Field(min_length=1, max_length=256)]
    allow_override: bool = True
    action: Action = ""


class TaskChangeset(Body):
    """New facts of a task; absent keeps, an empty text or list clears."""

    due_date: Moment | Literal[""] | None = None
    follow_up_date: Moment | Literal[""] | None = None
    candidate_users: Annotated[list[str], Field(max_length=100)] | None = None
    candidate_groups: Annotated[list[str], Field(max_length=100)] | None = None
    priority: Annotated[int, Field(ge=0, le=100)] | None = None


class UpdateTask(Body):
    """A change of a task."""

    changeset: TaskChangeset = TaskChangeset()
    action: Action = ""


@table.post("/user-tasks/search", answer=page_of(TASK))
def search_tasks(call: Call, body: SearchBody) -> Values:
    """Search user tasks."""
    return call.search("user_task", body)


@table.get("/user-tasks/{key}", answer=TASK)
def get_task(call: Call, key: int) -> Response:
    """One user task."""
    return call.one("user_task", key)


@table.post("/user-tasks/{key}/completion", status=204, command="COMPLETE")
def complete_task(call: Call, key: int, body: CompleteTask) -> Response:
    """Complete a task with its values."""
    return call.do(
        lambda once: call.engine.complete_task(
            key,
            body.variables,
            actor=call.actor,
            action=body.action,
            from_form=False,
            expected_revision=call.expected_revision(),
            once=once,
        )
    )


@table.post("/user-tasks/{key}/assignment", status=204, command="ASSIGN")
def assign_task(call: Call, key: int, body: AssignTask) -> Response:
    """Give a task to somebody who may hold it."""
    return call.do(
        lambda once: call.engine.assign_task(
            key,
            assignee=body.assignee,
            allow_override=body.allow_override,
            actor=call.actor,
            expected_revision=call.expected_revision(),
            once=once,
        )
    )


@table.delete("/user-tasks/{key}/assignee", status=204, command="ASSIGN")
def unassign_task(call: Call, key: int) -> Response:
    """Put a task back for everybody of its role."""
    return call.do(lambda once: call.engine.release_task(key, actor=call.actor, once=once))


@table.patch("/user-tasks/{key}", status=204, command="UPDATE")
def update_task(call: Call, key: int, body: UpdateTask) -> Response:
    """Change dates, candidates or priority of a task."""
    wanted = body.changeset
    change = TaskChange(
        due_at=wanted.due_date,
        follow_up_at=wanted.follow_up_date,
        candidate_users=wanted.candidate_users,
        candidate_groups=wanted.candidate_groups,
        priority=wanted.priority,
    )
    return call.do(lambda once: call.engine.update_task(key, change, actor=call.actor, once=once))


@table.get("/user-tasks/{key}/form", answer=FORM, also=NO_FORM)
def get_task_form(call: Call, key: int) -> Response:
    """The form the task was made with."""
    return form_answer(call.engine.task_page(key, actor=call.actor).form)


@table.post("/user-tasks/{key}/variables/search", answer=page_of(VARIABLE), query=("truncateValues",))
def search_task_variables(call: Call, key: int, body: SearchBody) -> Values:
    """Every variable visible from the task, one row for each scope; who only shares the case sees the innermost ones.

    So a task can keep from its unit what the case holds, by a local of the same name.
    """
    present = cut_variable if call.flag("truncateValues", default=True) else whole_variable
    readable = _readable(call, key)
    scopes = "innermost_of_task" if readable else "task"
    return call.search("task_variable", body, pins={scopes: key, **readable}, present=present)


@table.post("/user-tasks/{key}/effective-variables/search", answer=page_of(VARIABLE), query=("truncateValues",))
def search_effective_variables(call: Call, key: int, body: SearchBody) -> Values:
    """The innermost value of each name visible from the task."""
    present = cut_variable if call.flag("truncateValues", default=True) else whole_variable
    return call.search("task_variable", body, pins={"innermost_of_task": key, **_readable(call, key)}, present=present)


def _readable(call: Call, key: int) -> Mapping[str, frozenset[str]]:
    """The pin on names for who only shares the task's case. Raises NotFound for a task or case he does not see."""
    names = call.engine.task_page(key, actor=call.actor).readable(SUBJECTS)
    return {} if names is None else {"named": names}
