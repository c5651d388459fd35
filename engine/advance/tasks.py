"""Giving the tasks of a step to roles at units (dialect A6, A7, S1 to S12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from engine.advance.lines import Note
from engine.advance.open_case import OpenCase
from engine.advance.world import World
from engine.feel import parse_timer_duration
from engine.history.chain import Line
from engine.process.step import TaskOpened
from engine.store import definitions, organisation, steps, tasks
from engine.store.database import Tx
from engine.store.organisation import UnitRow
from engine.values import Json, Values, dump

UNASSIGNED_ROLE = "operator"


class TaskFailed(Exception):
    """The task cannot be given to anybody: incident of `error_type` at its element."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


@dataclass(slots=True)
class OpenedTasks:
    """Rows to write, what the history shall say of them, who got work, and which could not be given to anybody."""

    rows: list[dict[str, object]] = field(default_factory=list)
    candidates: list[dict[str, object]] = field(default_factory=list)
    notes: dict[int, Note] = field(default_factory=dict)
    shares: dict[str, str] = field(default_factory=dict)
    failed: list[tuple[int, TaskFailed]] = field(default_factory=list)

    def keys(self) -> list[int]:
        """The keys of the tasks, in order."""
        return [key for row in self.rows if isinstance(key := row["task_key"], int)]


def open_tasks(tx: Tx, world: World, case: OpenCase, opened: list[TaskOpened]) -> OpenedTasks:
    """Resolve role, unit, form and due date of each opened task."""
    result = OpenedTasks()
    for task in opened:
        try:
            _open(tx, world, case, task, result)
        except TaskFailed as failed:
            result.failed.append((task.element_instance_key, failed))
    return result


def _open(tx: Tx, world: World, case: OpenCase, task: TaskOpened, result: OpenedTasks) -> None:
    codes = [_role(tx, world, name) for name in task.roles] or [UNASSIGNED_ROLE]
    unit = _unit(tx, case, task)
    holder = task.assignee or task.meant_for
    if holder is not None and not organisation.reaches(tx, holder, unit.path):
        raise TaskFailed(
            "EXTRACT_VALUE_ERROR",
            f"expected the assignee to hold a role that reaches unit '{unit.code}', but '{holder}' does not",
        )
    task_key = tx.new_key()
    name_en = case.process.definition.node(task.element_id).name_en
    due_at, response_due_at = _due(tx, world, case, task, unit)
    result.rows.append(
        {
            "task_key": task_key, "case_key": case.case_key, "element_instance_key": task.element_instance_key,
            "element_id": task.element_id, "name": (task.name or task.element_id)[:400], "name_en": name_en[:400],
            "definition_key": case.process.key, "process_id": case.process_id, "business_key": case.business_key,
            "role": codes[0], "unit_id": unit.unit_id, "unit_path": unit.path, "state": "open",
            "assignee": task.assignee, "assigned_at": tx.now if task.assignee else None, "priority": task.priority,
            "due_at": task.due_at or due_at, "follow_up_at": task.follow_up_at, "response_due_at": response_due_at,
            "form_key": _form(tx, case, task), "external_form": task.external_form,
            "headers": dump(dict(task.headers)), "created_at": tx.now, "changed_at": tx.now,
        }
    )  # fmt: skip
    further = [("role", code) for code in dict.fromkeys(codes[1:])] + [("user", name) for name in task.candidate_users]
    result.candidates += [{"task_key": task_key, "kind": kind, "name": name} for kind, name in further]
    result.notes[task.element_instance_key] = Note(
        unit.path, {"task": str(task_key), "role": codes[0], "unit": unit.code}
    )
    if unit.path != case.unit_path:
        result.shares |= dict.fromkeys(codes, unit.path)


def _role(tx: Tx, world: World, name: str) -> str:
    code = world.roles.code(tx, name)
    if code is None:
        raise TaskFailed("EXTRACT_VALUE_ERROR", f"expected one of the known roles, but found '{name}'")
    return code


def _unit(tx: Tx, case: OpenCase, task: TaskOpened) -> UnitRow:
    if task.unit is None:
        return UnitRow(case.unit_id, "", case.unit_path, "", "", "", None, is_closed=False)
    unit = organisation.unit_by_code(tx, task.unit)
    if unit is None or unit.is_closed:
        found = "there is none" if unit is None else "it is closed"
        raise TaskFailed("NO_UNIT", f"expected an open unit with code '{task.unit}', but {found}")
    return unit


def _form(tx: Tx, case: OpenCase, task: TaskOpened) -> int | None:
    if task.form is None:
        return None
    form_id, binding, version_tag = task.form
    key = definitions.find(
        tx, "form", form_id, binding=binding, version_tag=version_tag, deployment_key=case.process.deployment_key
    )
    if key is None:
        raise TaskFailed("FORM_NOT_FOUND", f"expected a deployed form '{form_id}' ({binding}), but there is none")
    return key


def _due(
    tx: Tx, world: World, case: OpenCase, task: TaskOpened, unit: UnitRow
) -> tuple[datetime | None, datetime | None]:
    calendar = task.calendar or unit.calendar
    return (
        _after(tx, world, case, task.sla, calendar),
        _after(tx, world, case, task.sla_response, calendar),
    )


def _after(tx: Tx, world: World, case: OpenCase, duration: str | None, calendar: str | None) -> datetime | None:
    if duration is None:
        return None
    try:
        if calendar:
            return world.add_working_time(tx, tx.now, duration, calendar)
    except LookupError:
        raise TaskFailed("EXTRACT_VALUE_ERROR", f"expected a known calendar, but found '{calendar}'") from None
    found = parse_timer_duration(duration)
    if found is None:
        raise TaskFailed("EXTRACT_VALUE_ERROR", f"expected a duration for the SLA, but found '{duration}'")
    return found.after(tx.now, zone=ZoneInfo(case.process.definition.time_zone or world.settings.time_zone))


def _listed(changes: Values, name: str) -> list[str]:
    found = changes.get(name)
    return [str(item) for item in found] if isinstance(found, list) else []


def change_task(
    tx: Tx, world: World, case: OpenCase, element_instance_key: int, changes: Values, *, by: str
) -> Line | None:
    """Write what task listeners agreed to (A31); names as in `/v2` corrections, an empty text or list clears.

    The line for the history when the task changed hands. Roles and people must be known.
    """
    task = tasks.open_at(tx, element_instance_key)
    if task is None:
        return None
    columns: dict[str, object] = {}
    for name, column in (("assignee", "assignee"), ("dueDate", "due_at"), ("followUpDate", "follow_up_at")):
        if name in changes:
            columns[column] = _moment(changes[name]) if column.endswith("_at") else changes[name] or None
    if "assignee" in changes:
        columns["assigned_at"] = tx.now if changes["assignee"] else None
    if isinstance(changes.get("priority"), int):
        columns["priority"] = changes["priority"]
    if isinstance(changes.get("candidateUsers"), list):
        tasks.replace_candidates(tx, task.task_key, "user", _listed(changes, "candidateUsers"))
    if isinstance(changes.get("candidateGroups"), list):
        columns["role"] = _give_to(tx, world, case, task, _listed(changes, "candidateGroups"))
    tasks.change(tx, task.task_key, by=by, **columns)
    return _handed_on(task, changes["assignee"] or None) if "assignee" in changes else None


def _give_to(tx: Tx, world: World, case: OpenCase, task: Row[*tuple[Any, ...]], groups: list[str]) -> str:
    """S6: the groups replace the roles the task had; without any the lane's role has it again. Its first role."""
    lane_role = case.process.definition.node(task.element_id).lane_role
    names = groups or ([lane_role] if lane_role else [UNASSIGNED_ROLE])
    codes = list(dict.fromkeys(_role(tx, world, name) for name in names))
    tasks.replace_candidates(tx, task.task_key, "role", codes[1:])
    if task.unit_path != case.unit_path:
        steps.share(tx, case.case_key, dict.fromkeys(codes, task.unit_path))
    return codes[0]


def _handed_on(task: Row[*tuple[Any, ...]], assignee: Json) -> Line | None:
    if task.assignee == assignee:
        return None
    return Line(
        "task.assigned" if assignee else "task.released",
        element_id=task.element_id,
        element_instance_key=task.element_instance_key,
        unit_path=task.unit_path,
        details={"task": str(task.task_key), "from": task.assignee, "to": assignee},
    )


def _moment(value: Json) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
