"""What a task listener is told of its task, and what it answers: may this happen, and how corrected (A31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.advance import World
from engine.errors import Invalid
from engine.process.asked import asked_of
from engine.process.step import JobKind
from engine.store import cases, organisation, tasks
from engine.store.database import Tx
from engine.store.jobs import JobRow
from engine.values import Json, Values, dump

TOLD = "io.camunda.zeebe:"
"""How the headers begin that tell a listener of its task, as Camunda 8 names them"""
_ACTIONS = {
    "CREATING": "create", "ASSIGNING": "assign", "UPDATING": "update", "COMPLETING": "complete", "CANCELING": "cancel",
}  # fmt: skip
_DENIABLE = ("ASSIGNING", "UPDATING", "COMPLETING")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: `denied` leaves the task as it was, else it becomes as asked with the corrections."""

    denied: bool = False
    reason: str = ""
    corrections: Values = field(default_factory=dict)


def told_to(tx: Tx, world: World, job: JobRow) -> tuple[dict[str, str], Values]:
    """(headers, variables) beside those of the job: the task as it would be, and what is to complete it.

    Headers of nothing are left out; lists are JSON. Both are empty for jobs of no task listener.
    """
    case = cases.get(tx, job.case_key) if job.kind == JobKind.TASK_LISTENER else None
    if case is None:
        return {}, {}
    definition = world.library.process(tx, case.definition_key).definition
    asked = asked_of(bytes(case.state_blob), definition, job.element_instance_key, job.job_key)
    facts = {**_facts(tx, job.element_instance_key), **asked.changes}
    facts["action"] = _ACTIONS.get(job.listener_event, "")
    facts["changedAttributes"] = list[Json](sorted(asked.changes))
    told = {TOLD + name: _header(value) for name, value in facts.items()}
    return {name: value for name, value in told.items() if value}, asked.variables


def _facts(tx: Tx, element_instance_key: int) -> Values:
    task = tasks.at(tx, element_instance_key)
    if task is None:  # it is being created
        return {}
    further = tasks.candidates(tx, task.task_key)
    groups: list[Json] = [task.role, *(name for kind, name in further if kind == "role")]
    users: list[Json] = [name for kind, name in further if kind == "user"]
    return {
        "userTaskKey": str(task.task_key),
        "assignee": task.assignee,
        "candidateGroups": groups,
        "candidateUsers": users,
        "dueDate": task.due_at.isoformat() if task.due_at else None,
        "followUpDate": task.follow_up_at.isoformat() if task.follow_up_at else None,
        "formKey": str(task.form_key) if task.form_key else None,
        "priority": task.priority,
    }


def _header(value: Json) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or value == [] else dump(value)


def verdict_of(tx: Tx, world: World, job: JobRow, result: Mapping[str, object] | None, variables: Values) -> Verdict:
    """What `result` says of the task of a listener's job; an entry that is null keeps what the task has.

    Raises Invalid for what the job cannot answer: nothing of it would take effect.
    """
    given = result or {}
    listed = given.get("corrections")
    entries = listed.items() if isinstance(listed, dict) else ()
    corrections: Values = {name: value for name, value in entries if value is not None}
    verdict = Verdict(given.get("denied") is True, str(given.get("deniedReason") or ""), corrections)
    if job.kind != JobKind.TASK_LISTENER:
        if verdict.denied or corrections:
            raise Invalid("expected a job of a task listener, but no other can deny or correct (A31)")
        return verdict
    if variables:
        raise Invalid("expected no variables, but found some: what a task listener answers has no place for them (A31)")
    if verdict.denied and job.listener_event not in _DENIABLE:
        raise Invalid(f"expected an event that can be denied, but found {job.listener_event} (A31)")
    if corrections and job.listener_event == "CANCELING":
        raise Invalid("expected an open task to correct, but it has been withdrawn (A31)")
    _check(tx, world, job.element_instance_key, corrections)
    return verdict


def _check(tx: Tx, world: World, element_instance_key: int, corrections: Values) -> None:
    """People and roles must be there, and reach the task (S5, S6).

    Of a task that is being created no unit is known yet: what is wrong then is an incident when it opens.
    """
    for name in _names(corrections.get("candidateGroups")):
        if world.roles.code(tx, name) is None:
            raise Invalid(f"expected candidateGroups to be known roles, but found '{name}'")
    task = tasks.open_at(tx, element_instance_key)
    assignee = corrections.get("assignee")
    people = [*_names(corrections.get("candidateUsers")), *([str(assignee)] if assignee else [])]
    if task is None:
        return
    for name in people:
        if not organisation.reaches(tx, name, task.unit_path):
            raise Invalid(f"expected people whose roles reach the task's unit, but found '{name}'")


def _names(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
