"""Looking whether a case is as a step expects it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.actor import SYSTEM
from engine.errors import Invalid
from engine.findings import Text
from engine.inbox import TaskRow
from engine.store.reference.notifications import NotificationRow
from engine.values import Json, dump
from engine.views import CasePage, IncidentView
from workers.scenarios.moments import read_moment
from workers.scenarios.report import Mismatch
from workers.scenarios.scenario import (
    Expectation,
    ExpectedIncident,
    ExpectedNotification,
    ExpectedRecords,
    ExpectedTask,
)  # fmt: skip
from workers.scenarios.seen import SeenCase
from workers.scenarios.stage import Stage

_SHOWN = 300


def mismatches(stage: Stage, wanted: Expectation) -> Iterator[Mismatch]:
    """Everything that is not as expected, in the order of the documentation."""
    try:
        case = stage.case(wanted.case)
    except Mismatch as missing:
        yield missing
        return
    page = stage.page(case)
    if wanted.tasks is not None:
        open_tasks = [task for task in page.tasks if task.state == "open"]
        yield from _tasks(stage, case, wanted.tasks, open_tasks)
    variables = dict(page.variables or {})
    for name, value in wanted.variables.items():
        if not contains(variables.get(name), value):
            yield Mismatch(Text(f"variable '{name}'", f"变量「{name}」"), _short(value), _short(variables.get(name)))
    for condition in wanted.conditions:
        yield from _condition(stage, condition, page)
    for one in wanted.notifications:
        yield from _notification(one, page.notifications)
    yield from _incidents(stage, case, wanted.incidents, page)
    if wanted.jobs is not None:
        yield from _jobs(case, wanted.jobs)
    yield from _reached(case, wanted)
    for process_id, count in wanted.cases.items():
        found = len(stage.seen.of_process(process_id))
        if found != count:
            yield Mismatch(Text(f"cases of '{process_id}'", f"「{process_id}」的实例数"), count, found)
    for records in wanted.records:
        yield from _records(stage, records)


def contains(found: Json, wanted: Json) -> bool:
    """Whether `found` is `wanted`; of an object only the named members count."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(contains(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return False
        return all(contains(one, other) for one, other in zip(found, wanted, strict=True))
    if isinstance(wanted, bool) or isinstance(found, bool):
        return found is wanted
    if isinstance(wanted, (int, Decimal)) and isinstance(found, (int, Decimal)):
        return Decimal(found) == Decimal(wanted)
    return found == wanted


def unexpected_incidents(stage: Stage) -> Iterator[Mismatch]:
    """Incidents of any case that no step has named."""
    for case in stage.seen:
        if case.incidents <= stage.expected_incidents:
            continue
        for incident in stage.page(case).incidents:
            if incident.state == "ACTIVE" and incident.incident_key not in stage.expected_incidents:
                where = f"{case.process_id}.{incident.element_id}"
                yield Mismatch(Text(f"incident at {where}", f"{where} 异常"), "none", _incident_told(incident))


def _tasks(
    stage: Stage, case: SeenCase, wanted: Sequence[ExpectedTask], found: Sequence[TaskRow]
) -> Iterator[Mismatch]:
    expected = Counter({one.element_id: 0 for one in wanted})
    for one in wanted:
        expected[one.element_id] += one.count
    there = Counter(task.element_id for task in found)
    if +expected != there:
        subject = Text(f"open tasks of {case.process_id}", f"{case.process_id} 的待办")
        yield Mismatch(subject, _counted(expected), _counted(there))
        return
    for one in wanted:
        rows = [task for task in found if task.element_id == one.element_id]
        told = [_task_differences(stage, one, task) for task in rows]
        if sum(not differences for differences in told) < one.count:
            wrong = next(differences for differences in told if differences)
            subject = Text(f"task '{one.element_id}'", f"任务「{one.element_id}」")
            yield Mismatch(subject, ", ".join(pair[0] for pair in wrong), ", ".join(pair[1] for pair in wrong))


def _task_differences(stage: Stage, wanted: ExpectedTask, task: TaskRow) -> list[tuple[str, str]]:
    said = {
        "role": (wanted.role, task.role),
        "unit": (wanted.unit, task.unit_code),
        "by": (wanted.assignee, task.assignee),
        "name": (wanted.name, task.name),
    }
    differing = [
        (f"{name} '{expected}'", f"{name} '{found or ''}'")
        for name, (expected, found) in said.items()
        if expected is not None and expected != found
    ]
    if wanted.due is not None:
        found = task.due_at.astimezone(stage.zone).strftime("%Y-%m-%d %H:%M") if task.due_at else "none"
        expected = (
            read_moment(wanted.due, stage.zone).astimezone(stage.zone).strftime("%Y-%m-%d %H:%M")
            if wanted.due
            else "none"
        )
        differing += [(f"due {expected}", f"due {found}")] if expected != found else []
    return differing


def _condition(stage: Stage, condition: str, page: CasePage) -> Iterator[Mismatch]:
    subject = Text(f"condition {condition}", f"条件 {condition}")
    try:
        found = stage.evaluate(condition, dict(page.variables or {}))
    except Mismatch as failed:
        yield failed
        return
    if found is not True:
        yield Mismatch(subject, "true", _short(found))


def _notification(wanted: ExpectedNotification, there: Sequence[NotificationRow]) -> Iterator[Mismatch]:
    count = sum(_is_meant(wanted, row) for row in there)
    if (wanted.count is None and count) or count == wanted.count:
        return
    told = ", ".join(
        f"{name} '{value}'" for name in ("template", "to", "role", "unit", "text") if (value := getattr(wanted, name))
    )
    found = "; ".join(f"{row.template} to {row.recipient or f'{row.role}@{row.unit_code}'}" for row in there) or "none"
    how_many = "at least one" if wanted.count is None else str(wanted.count)
    yield Mismatch(Text(f"notification ({told})", f"通知({told})"), how_many, f"{count}, of all: {found}")


def _is_meant(wanted: ExpectedNotification, row: NotificationRow) -> bool:
    pairs = (
        (wanted.template, row.template), (wanted.to, row.recipient), (wanted.role, row.role),
        (wanted.unit, row.unit_code),
    )  # fmt: skip
    words = "\n".join((row.title, row.title_en, row.text, row.text_en))
    return all(said is None or said == found for said, found in pairs) and (wanted.text or "") in words


def _incidents(
    stage: Stage, case: SeenCase, wanted: Sequence[ExpectedIncident] | None, page: CasePage
) -> Iterator[Mismatch]:
    waiting = [incident for incident in page.incidents if incident.state == "ACTIVE"]
    if wanted is None:
        return
    left = list(waiting)
    for one in wanted:
        meant = next((incident for incident in left if _is_incident(one, incident)), None)
        if meant is None:
            there = "; ".join(_incident_told(incident) for incident in waiting) or "none"
            told = " ".join(filter(None, (one.element_id, one.type, one.text)))
            yield Mismatch(Text(f"incident ({told})", f"异常({told})"), "one", there)
        else:
            left.remove(meant)
            stage.expected_incidents.add(meant.incident_key)
    for incident in left:
        yield Mismatch(
            Text(f"incidents of {case.process_id}", f"{case.process_id} 的异常"), "no other", _incident_told(incident)
        )


def _is_incident(wanted: ExpectedIncident, found: IncidentView) -> bool:
    return (
        wanted.element_id == found.element_id
        and wanted.type in (None, found.error_type)
        and (wanted.text or "") in found.message
    )


def _incident_told(incident: IncidentView) -> str:
    return f"{incident.error_type} at {incident.element_id}: {incident.message}"


def _jobs(case: SeenCase, wanted: Sequence[str]) -> Iterator[Mismatch]:
    left = list(case.jobs.values())
    there = ", ".join(f"{job.type} at {job.element_id}" for job in left) or "none"
    for name in wanted:
        meant = next((job for job in left if name in (job.type, job.element_id)), None)
        if meant is not None:
            left.remove(meant)
        else:
            yield Mismatch(Text(f"waiting job '{name}'", f"等待的作业「{name}」"), "one", there)
    if left and len(wanted) < len(case.jobs):
        yield Mismatch(Text("waiting jobs", "等待的作业"), ", ".join(wanted) or "none", there)


def _reached(case: SeenCase, wanted: Expectation) -> Iterator[Mismatch]:
    passed = case.entered | case.flows
    for name in wanted.reached:
        if name not in passed:
            yield Mismatch(Text(f"'{name}'", f"「{name}」"), "reached", "that it was not")
    for name in wanted.not_reached:
        if name in passed:
            yield Mismatch(Text(f"'{name}'", f"「{name}」"), "not reached", "that it was")
    state = case.outcome.value
    if wanted.state is not None and state != wanted.state:
        yield Mismatch(Text(f"state of {case.process_id}", f"{case.process_id} 的状态"), wanted.state, state)
    if wanted.ended is not None and (wanted.ended not in case.entered or state == "active"):
        ends = sorted(
            node.id for node in case.definition.nodes.values() if node.kind == "endEvent" and node.id in case.entered
        )
        found = f"{state}, passed ends: {', '.join(ends) or 'none'}"
        yield Mismatch(Text(f"end of {case.process_id}", f"{case.process_id} 的结束"), wanted.ended, found)


def _records(stage: Stage, wanted: ExpectedRecords) -> Iterator[Mismatch]:
    where = stage.filled_values(wanted.where, dict(stage.page(stage.case(None)).variables or {}), by=SYSTEM)
    subject = Text(f"records of {wanted.table} with {_short(where)}", f"{wanted.table} 中 {_short(where)} 的记录")
    try:
        rows = stage.engine.records(wanted.table, where, actor=SYSTEM)
    except Invalid as problem:
        yield Mismatch(subject, "a table and its columns", str(problem))
        return
    if wanted.count is not None and len(rows) != wanted.count:
        yield Mismatch(subject, f"{wanted.count} of them", len(rows))
    if wanted.values and not any(contains(dict(row), wanted.values) for row in rows):
        shown = [{name: row.get(name) for name in wanted.values} for row in rows[:5]]
        yield Mismatch(subject, _short(wanted.values), "; ".join(map(_short, shown)) or "none")


def _counted(names: Counter[str]) -> str:
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in names.items() if count) or "none"


def _short(value: Json) -> str:
    text = dump(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
