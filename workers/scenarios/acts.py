"""Doing what a step says, as the person or system it names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from engine.actor import SYSTEM, Actor
from engine.cases import StartRequest
from engine.errors import Invalid, InvalidFields, ServicelaneError
from engine.findings import Text
from engine.inbox import TaskRow
from engine.messages import Publication
from engine.values import Json, Values
from engine.views import TaskPage
from workers.scenarios.moments import read_moment
from workers.scenarios.report import Mismatch
from workers.scenarios.scenario import (
    Act,
    Look,
    OnJob,
    OnTask,
    Operate,
    Refusal,
    Send,
    Start,
    Until,
    Wait,
)  # fmt: skip
from workers.scenarios.seen import OpenJob, SeenCase
from workers.scenarios.stage import Stage


def do(stage: Stage, act: Act) -> None:
    """Carry out one act and all machine work that follows at once. Raises Mismatch when it cannot be done so."""
    if isinstance(act, Start):
        _start(stage, act)
    elif isinstance(act, OnTask):
        _on_task(stage, act)
    elif isinstance(act, Wait):
        _wait(stage, act)
    elif isinstance(act, Until):
        stage.move_to(_moment(stage, act))
    elif isinstance(act, Send):
        _send(stage, act)
    elif isinstance(act, OnJob):
        _on_job(stage, act)
    elif isinstance(act, Operate):
        _operate(stage, act)
    else:
        assert isinstance(act, Look)
    stage.settle()


def _start(stage: Stage, act: Start) -> None:
    by, before = stage.person(act.by), len(stage.seen.of_process(act.process_id))
    if act.until is not None:
        stage.move_to(read_moment(act.until, stage.zone))
    elif act.message is not None:
        message = act.message
        values = stage.filled_values(act.values, {}, by=by)
        key = str(stage.filled(act.key, {}, by=by))
        _refusable(act.refused, lambda: stage.engine.publish_message(Publication(message, key, values), actor=by))
    else:
        _refusable(act.refused, lambda: _start_by_hand(stage, act, by))
    stage.settle()
    if act.refused is not None:
        return
    started = stage.seen.of_process(act.process_id)[before:]
    if len(started) != 1:
        subject = Text(f"start of '{act.process_id}'", f"启动「{act.process_id}」")
        raise Mismatch(subject, "one new case", f"{len(started)} of them")
    stage.labels[act.label] = started[0].case_key


def _start_by_hand(stage: Stage, act: Start, by: Actor) -> None:
    definition_key = _newest(stage, act.process_id)
    values = stage.filled_values(act.form if act.form is not None else act.values, {}, by=by)
    request = StartRequest(definition_key=definition_key, variables=values, unit_code=act.unit)
    stage.engine.start_case(request, actor=by)


def _newest(stage: Stage, process_id: str) -> int:
    rows = stage.engine.list_models(actor=SYSTEM).processes
    return next(row.key for row in rows if row.id == process_id and row.is_latest)


def _on_task(stage: Stage, act: OnTask) -> None:
    task, page = _find_task(stage, act)
    by = stage.person(act.by or task.assignee or _holder(stage, task))
    key = task.task_key

    def deed() -> None:
        if act.deed == "claim":
            stage.engine.claim_task(key, actor=by)
        elif act.deed == "release":
            stage.engine.release_task(key, actor=by)
        else:
            values = stage.filled_values(act.values, page.values, by=by)
            stage.engine.complete_task(key, values, actor=by, from_form=page.form is not None)

    _refusable(act.refused, deed)


def _holder(stage: Stage, task: TaskRow) -> str:
    found = stage.engine.holder(task)
    if found is None:
        subject = Text(f"task '{task.element_id}'", f"任务「{task.element_id}」")
        raise Mismatch(subject, f"a user with role '{task.role}' at '{task.unit_code}'", "none: say `by`")
    return found


def _find_task(stage: Stage, act: OnTask) -> tuple[TaskRow, TaskPage]:
    """The one open task that is meant; its page as the system sees it."""
    cases = [stage.case(act.case)] if act.case else list(stage.seen)
    having = [case for case in cases if act.element_id in case.tasks.values()]
    rows = [task for case in having for task in stage.open_tasks(case) if task.element_id == act.element_id]
    pages = [(row, stage.engine.task_page(row.task_key, actor=SYSTEM)) for row in rows]
    if isinstance(act.where, str):
        condition = act.where
        pages = [one for one in pages if stage.evaluate(condition, one[1].values) is True]
    elif isinstance(act.where, int):
        pages = pages[act.where - 1 : act.where]
    if len(pages) != 1:
        subject = Text(f"task '{act.element_id}'", f"任务「{act.element_id}」")
        raise Mismatch(subject, "one such open task", f"{len(pages)}: say `case` or `where`" if pages else "none open")
    return pages[0]


def _wait(stage: Stage, act: Wait) -> None:
    if not act.is_working:
        stage.move_by(act.duration)
        return
    known = stage.engine.known_names().units
    named = act.calendar_of or stage.page(stage.case(None)).head.unit_code
    calendar = known.get(named, named) or named
    try:
        stage.move_to(stage.engine.after_open_hours(act.duration, calendar))
    except LookupError as problem:
        subject = Text(f"working hours of '{named}'", f"「{named}」的工作时间")
        raise Mismatch(subject, "a unit or calendar with open hours", str(problem)) from None


def _moment(stage: Stage, act: Until) -> datetime:
    text = act.moment
    if text.startswith("="):
        found = stage.evaluate(text, _variables(stage, stage.case(act.case)))
        text = found if isinstance(found, str) else ""
    try:
        return read_moment(text, stage.zone)
    except ValueError:
        raise Mismatch(Text(f"until {act.moment}", f"等到 {act.moment}"), "a moment", text or "no text") from None


def _send(stage: Stage, act: Send) -> None:
    by = stage.person(act.by)
    known = _variables(stage, stage.case(act.case)) if act.case or stage.labels else {}
    values = stage.filled_values(act.values, known, by=by)
    if act.is_signal:
        stage.engine.broadcast_signal(act.name, values, actor=by)
        return
    key = stage.filled(act.key, known, by=by)
    publication = Publication(
        act.name, "" if key is None else str(key), values, act.keep or timedelta(0), message_id=act.message_id
    )
    if act.keep is not None:
        _refusable(act.refused, lambda: stage.engine.publish_message(publication, actor=by))
    else:
        _refusable(act.refused, lambda: stage.engine.correlate_message(publication, actor=by))


def _on_job(stage: Stage, act: OnJob) -> None:
    cases = [stage.case(act.case)] if act.case else list(stage.seen)
    found = [
        (case, job) for case in cases for job in case.jobs.values() if act.name in (job.type, job.element_id)
    ]  # fmt: skip
    known = [(job, _job_variables(stage, case, job)) for case, job in found]
    if isinstance(act.where, str):
        condition = act.where
        known = [one for one in known if stage.evaluate(condition, one[1]) is True]
    elif isinstance(act.where, int):
        known = known[act.where - 1 : act.where]
    if len(known) != 1:
        subject = Text(f"job '{act.name}'", f"作业「{act.name}」")
        raise Mismatch(subject, "one such waiting job", f"{len(known)} of them")
    job, variables = known[0]
    stage.answer_job(job.job_key, act.answer, variables, label=f"{job.type} at {job.element_id}")


def _job_variables(stage: Stage, case: SeenCase, job: OpenJob) -> Values:
    return stage.engine.scope_values(case.case_key, job.element_instance_key)


def _operate(stage: Stage, act: Operate) -> None:
    by = stage.person(act.by or "operator")
    if act.deed == "cancel":
        stage.engine.cancel_case(stage.case(act.target).case_key, actor=by, reason=act.reason)
        return
    case = stage.case(act.case)
    if act.deed == "set":
        values = stage.filled_values(act.values, _variables(stage, case), by=by)
        stage.engine.set_variables(case.case_key, values, local=False, actor=by)
        return
    waiting = [one for one in stage.page(case).incidents if one.state == "ACTIVE" and one.element_id == act.target]
    if not waiting:
        raise Mismatch(Text(f"incident at '{act.target}'", f"「{act.target}」的异常"), "an incident", "none")
    stage.engine.resolve_incident(waiting[0].incident_key, actor=by)


def _variables(stage: Stage, case: SeenCase) -> Values:
    return dict(stage.page(case).variables or {})


def _refusable(refused: Refusal | None, deed: Callable[[], object]) -> None:
    """Do it, or see it refused as expected."""
    if refused is None:
        deed()
        return
    try:
        deed()
    except InvalidFields as found:
        _compare_fields(refused, found)
    except ServicelaneError as found:
        told = f"{found.code} {found}"
        if refused.fields or refused.text.replace("_", " ") not in told.replace("_", " "):
            expected: Json = refused.text or f"fields {', '.join(refused.fields)} refused"
            raise Mismatch(Text("refusal", "拒绝"), expected, told) from None
    else:
        wanted = refused.text or ", ".join(refused.fields)
        raise Mismatch(Text("refusal", "拒绝"), f"a refusal ({wanted})", "that it was accepted")


def _compare_fields(refused: Refusal, found: Invalid) -> None:
    errors = found.errors if isinstance(found, InvalidFields) else ()
    told = "; ".join(f"{error.pointer}: {error.code}: {error.zh} / {error.en}" for error in errors)
    if refused.text and refused.text not in told and refused.text != found.code:
        raise Mismatch(Text("refusal", "拒绝"), refused.text, told)
    for pointer, part in refused.fields.items():
        texts = [f"{error.code} {error.zh} {error.en}" for error in errors if error.pointer == pointer]
        if not any(part in text for text in texts):
            raise Mismatch(Text(f"refusal at '{pointer}'", f"字段「{pointer}」的拒绝"), part or "an error", told)
