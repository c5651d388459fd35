"""Writing a step: one statement for each kind of change, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, update

from engine.process.step import (
    ElementChange,
    ElementState,
    JobOpened,
    Step,
    SubscriptionOpened,
    TimerOpened,
    VariableWritten,
)
from engine.store.database import Tx
from engine.store.offers import offered_to
from engine.store.prepared import Insertion, Update
from engine.store.schema import (
    CASE_SHARE,
    CASE_VARIABLE,
    DECISION_INSTANCE,
    ELEMENT_INSTANCE,
    INCIDENT,
    JOB,
    SUBSCRIPTION,
    TASK,
    TASK_CANDIDATE,
    TIMER,
)
from engine.values import Json, dump

_VARIABLES = Insertion(CASE_VARIABLE, keys=("case_key", "scope_key", "name"), changes=("value",))
_ELEMENTS = Insertion(ELEMENT_INSTANCE, keys=("case_key", "element_instance_key"), changes=("state", "ended_at"))
_TASKS, _CANDIDATES = Insertion(TASK), Insertion(TASK_CANDIDATE)
_TASK_ENDS = Update(TASK, keys=("element_instance_key", "case_key"), where="state = 'open'")
_SHARES = Insertion(CASE_SHARE, keys=("case_key", "role"), changes=("unit_path",))
_JOBS, _TIMERS, _SUBSCRIPTIONS = Insertion(JOB), Insertion(TIMER), Insertion(SUBSCRIPTION)
_DECISIONS = Insertion(DECISION_INSTANCE)


def write_variables(tx: Tx, case_key: int, written: Sequence[VariableWritten], closed: Sequence[int]) -> None:
    """Upsert the last value of each variable that it did not have before, and drop those of closed scopes."""
    gone = set(closed)
    first: dict[tuple[int, str], VariableWritten] = {}
    last: dict[tuple[int, str], VariableWritten] = {}
    for item in written:
        if item.scope_key not in gone:
            first.setdefault((item.scope_key, item.name), item)
            last[item.scope_key, item.name] = item
    rows = [
        {"case_key": case_key, "scope_key": scope, "name": name, "variable_key": tx.new_key(), "value": value}
        for (scope, name), item in last.items()
        if (value := dump(item.value)) != _text_before(first[scope, name], item.value)
    ]
    tx.later(_VARIABLES, rows)
    if gone:
        tx.execute(
            delete(CASE_VARIABLE).where(CASE_VARIABLE.c.case_key == case_key, CASE_VARIABLE.c.scope_key.in_(gone))
        )


def _text_before(first: VariableWritten, value: Json) -> str | None:
    """How the row stands that had `value` before the first write of a step; None where it had another, or none."""
    return dump(first.old) if first.existed and first.old == value else None


def write_elements(tx: Tx, case_key: int, changes: Sequence[ElementChange]) -> None:
    """Insert the instances that began in this step, with their last state, and end those that began earlier."""
    rows: dict[int, dict[str, object]] = {}
    for change in changes:
        ended_at = None if change.state is ElementState.ACTIVE else tx.now
        rows[change.element_instance_key] = _element_row(case_key, change, tx.now) | {"ended_at": ended_at}
    if rows:
        tx.later(_ELEMENTS, list(rows.values()))


def add_tasks(tx: Tx, tasks: Sequence[Mapping[str, object]], candidates: Sequence[Mapping[str, object]]) -> None:
    """Insert opened tasks and who else may take them."""
    offered = offered_to(candidates)
    tx.later(_TASKS, [{**task, "offered_to": offered.get(task["task_key"])} for task in tasks])
    tx.later(_CANDIDATES, candidates)


def share(tx: Tx, case_key: int, units_by_role: Mapping[str, str]) -> None:
    """Let the units that got tasks see the case; each role's earlier unit sees it no longer."""
    rows = [{"case_key": case_key, "role": role, "unit_path": path} for role, path in units_by_role.items()]
    tx.later(_SHARES, rows)


def close_tasks(tx: Tx, case_key: int, closed: Sequence[tuple[int, str]], *, by: str) -> None:
    """End tasks by element instance: 'completed' or 'withdrawn'."""
    if len(closed) == 1:
        (key, state) = closed[0]
        ended = {"state": state, "ended_at": tx.now, "ended_by": by, "changed_at": tx.now, "changed_by": by}
        tx.later(_TASK_ENDS, [{**ended, "element_instance_key": key, "case_key": case_key}])
        return
    for state in sorted({state for _, state in closed}):
        keys = [key for key, ended in closed if ended == state]
        tx.execute(
            update(TASK)
            .where(TASK.c.element_instance_key.in_(keys), TASK.c.case_key == case_key, TASK.c.state == "open")
            .values(
                state=state, ended_at=tx.now, ended_by=by, changed_at=tx.now, changed_by=by,
                revision=TASK.c.revision + 1,
            )
        )  # fmt: skip


def write_jobs(tx: Tx, case_key: int, step: Step) -> None:
    """Insert opened jobs; end, cancel or reopen others."""
    if step.jobs_opened:
        tx.later(_JOBS, [_job_row(case_key, job, tx.now) for job in step.jobs_opened])
    states = {"completed": "COMPLETED", "cancelled": "CANCELED", "error": "ERROR_THROWN"}
    for ending in sorted({ending for _, ending in step.jobs_closed}):
        keys = [key for key, ended in step.jobs_closed if ended == ending]
        tx.execute(
            update(JOB)
            .where(JOB.c.job_key.in_(keys), JOB.c.ended_at.is_(None))
            .values(state=states[ending], ended_at=tx.now, updated_at=tx.now, lease_until=None, lease_token=None)
        )
    for job_key, retries in step.jobs_reopened:
        tx.execute(
            update(JOB)
            .where(JOB.c.job_key == job_key)
            .values(state="CREATED", retries=retries, available_at=tx.now, updated_at=tx.now, lease_until=None)
        )


def write_waits(tx: Tx, case_key: int, process_id: str, step: Step) -> None:
    """Open and close timers and subscriptions; what opened and closed in one step is never written."""
    closed = set(step.timers_closed)
    timers = [timer for timer in step.timers_opened if timer.timer_key not in closed]
    if timers:
        tx.later(_TIMERS, [_timer_row(case_key, timer) for timer in timers])
    for timer_key, due_at in step.timers_changed:
        tx.execute(update(TIMER).where(TIMER.c.timer_key == timer_key).values(due_at=due_at))
    gone = closed - {timer.timer_key for timer in step.timers_opened}
    if gone:
        tx.execute(delete(TIMER).where(TIMER.c.timer_key.in_(gone)))
    closed = set(step.subscriptions_closed)
    opened = [item for item in step.subscriptions_opened if item.subscription_key not in closed]
    if opened:
        tx.later(_SUBSCRIPTIONS, [_subscription_row(tx, case_key, process_id, item) for item in opened])
    gone = closed - {item.subscription_key for item in step.subscriptions_opened}
    if gone:
        tx.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.subscription_key.in_(gone)))


def write_incidents(tx: Tx, case_key: int, step: Step, *, by: str) -> None:
    """Open and resolve incidents; a job whose incident opened waits in state INCIDENT."""
    closed = set(step.incidents_closed)
    opened = [item for item in step.incidents_opened if item.incident_key not in closed]
    if opened:
        rows = [
            {
                "incident_key": item.incident_key, "case_key": case_key, "element_id": item.element_id,
                "element_instance_key": item.element_instance_key, "error_type": item.error_type,
                "message": item.message, "job_key": item.job_key, "state": "ACTIVE", "opened_at": tx.now,
            }
            for item in opened
        ]  # fmt: skip
        tx.execute(insert(INCIDENT), rows)
        jobs = [item.job_key for item in opened if item.job_key is not None]
        if jobs:
            tx.execute(
                update(JOB).where(JOB.c.job_key.in_(jobs)).values(state="INCIDENT", updated_at=tx.now, lease_until=None)
            )
    if closed:
        tx.execute(
            update(INCIDENT)
            .where(INCIDENT.c.incident_key.in_(closed))
            .values(state="RESOLVED", resolved_at=tx.now, resolved_by=by)
        )


def add_decisions(tx: Tx, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep how decisions were made."""
    tx.later(_DECISIONS, rows)


def _element_row(case_key: int, change: ElementChange, now: datetime) -> dict[str, object]:
    return {
        "case_key": case_key, "element_instance_key": change.element_instance_key, "element_id": change.element_id,
        "name": change.name[:400], "type": change.type, "state": change.state.value, "scope_key": change.scope_key,
        "started_at": now,
    }  # fmt: skip


def _job_row(case_key: int, job: JobOpened, now: datetime) -> dict[str, object]:
    return {
        "job_key": job.job_key, "case_key": case_key, "element_instance_key": job.element_instance_key,
        "element_id": job.element_id, "type": job.type, "kind": job.kind.value, "listener_event": job.listener_event,
        "state": "CREATED", "retries": job.retries, "model_retries": job.retries, "attempt": 0,
        "priority": job.priority, "headers": dump(dict(job.headers)), "available_at": now, "created_at": now,
        "updated_at": now,
    }  # fmt: skip


def _timer_row(case_key: int, timer: TimerOpened) -> dict[str, object]:
    return {
        "timer_key": timer.timer_key, "case_key": case_key, "due_at": timer.due_at,
        "element_instance_key": timer.element_instance_key, "element_id": timer.element_id,
    }  # fmt: skip


def _subscription_row(tx: Tx, case_key: int, process_id: str, item: SubscriptionOpened) -> dict[str, object]:
    return {
        "subscription_key": item.subscription_key, "case_key": case_key, "process_id": process_id,
        "element_instance_key": item.element_instance_key, "element_id": item.element_id, "kind": item.kind,
        "name": item.name, "correlation_key": item.correlation_key, "is_interrupting": item.interrupting,
        "opened_at": tx.now,
    }  # fmt: skip
