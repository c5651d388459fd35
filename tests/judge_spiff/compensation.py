"""Compensation and cancel (P7, P20 to P28): records of what was completed, and handlers run newest first.

A handler's task is a child of the activity it undoes, in the body where that was done: a completed body comes back with
its locals around its handlers, which is the snapshot of P26.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import CancelEventDefinition
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge_spiff.scopes import Values, is_instance, locals_of, owner_of
from tests.judge_spiff.throwing import boundary_of, fire
from tests.judge_spiff.triggers import Nothing, Trigger


@dataclass
class Record:
    """A completed activity that can be compensated: by its own handler, or by the `inner` records of its body."""

    owner: Task
    handler: str | None
    inner: list[Record]
    snapshot: Values
    claimed_by: Task | None = None
    is_done: bool = False


def records_of(workflow: Any) -> list[Record]:
    """What was completed in a body and can be compensated, oldest first."""
    found: list[Record] = workflow.data.setdefault("records", [])
    return found


def remember(task: Task, *, is_whole: bool = True) -> None:
    """P20, P25: called when an activity or repetition completes; `is_whole`: with all its instances."""
    body = task.workflow.top_workflow.subprocesses.get(task.id)
    inner = [*(records_of(body) if body else ()), *task.internal_data.get("inner", ())]
    handlers = task.workflow.spec.handlers
    handler = None if is_instance(task) or not is_whole else handlers.get(task.task_spec.bpmn_id)
    if "series" in task.internal_data or not (handler or inner):
        return
    record = Record(task, handler, inner, dict(locals_of(task)))
    if is_instance(task):
        task.parent.internal_data.setdefault("inner", []).append(record)
    else:
        records_of(task.workflow).append(record)


@dataclass
class Series:
    """P22: one handler after the other, newest first."""

    thrower: Task
    chosen: list[Record]
    then: Callable[[], None]
    current: list[Task] = field(default_factory=list)

    def go_on(self) -> None:
        """The next one, or `then`."""
        left = [record for record in self.chosen if not record.is_done]
        if not left:
            self.then()
            return
        record = left[-1]
        record.is_done = True
        if record.handler is None:
            inner = Series(self.thrower, list(record.inner), self.go_on, self.current)
            inner.go_on()
            return
        workflow = record.owner.workflow
        spec = workflow.spec.task_specs[record.handler]
        child = record.owner._add_child(spec, TaskState.FUTURE)
        child.triggered = True
        child.internal_data["series"] = self
        locals_of(child).update(record.snapshot)
        self.current[:] = [child]
        workflow.top_workflow.revived[workflow] = None
        spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
        spec._update(child)

    def stop(self) -> None:
        """The throw was ended: its handler ends, and what it did not come to is free again (P28)."""
        for child in self.current:
            if child.has_state(TaskState.NOT_FINISHED_MASK):
                child.cancel()
        for record in self.chosen:
            record.claimed_by = None


class Compensate(Nothing):
    """A throw of compensation; `activity` narrows it to one."""

    activity: str | None = None
    waits_for_it = True


class Cancel(Trigger, CancelEventDefinition):
    """Thrown by a cancel end event, caught at the border of its transaction."""


class SeriesTask(SimpleBpmnTask):
    """Beside a throw that does not wait: the scope waits instead."""

    definition: Compensate

    def _run_hook(self, task: Task) -> bool | None:
        return compensate(task, self.definition)

    def _on_cancel(self, task: Task) -> None:
        stop(task)
        super()._on_cancel(task)


def stop(task: Task) -> None:
    """A throw is ended before its handlers are through."""
    if found := task.internal_data.get("throws"):
        found.stop()


def compensate(task: Task, definition: Compensate) -> bool | None:
    """P23: what the throw covers. True when nothing is left to do, None while handlers run."""
    if "throws" in task.internal_data:
        return True
    owner = owner_of(task.workflow)
    in_event_sub = owner is not None and getattr(owner.task_spec, "is_event_sub", False)
    scope = owner.workflow if owner is not None and in_event_sub else task.workflow
    chosen = [record for record in records_of(scope) if is_covered(record, definition.activity)]
    for record in chosen:
        record.claimed_by = task
    return run_series(task, chosen, lambda: task._set_state(TaskState.READY))


def is_covered(record: Record, activity: str | None) -> bool:
    """P24: each completion once."""
    is_named = activity in (None, "", record.owner.task_spec.bpmn_id)
    return is_named and record.claimed_by is None and not record.is_done


def run_series(task: Task, chosen: list[Record], then: Callable[[], None]) -> bool | None:
    """True when `chosen` holds nothing to run."""
    finished: list[bool] = []
    task.internal_data["throws"] = series = Series(task, chosen, lambda: finished.append(True))
    series.go_on()
    series.then = then
    return True if finished else None


def cancel_transaction(task: Task) -> bool | None:
    """P7: all other content ends, what was completed is compensated, then the token leaves by the cancel event."""
    owner = owner_of(task.workflow)
    assert owner is not None
    for other in list(task.workflow.tasks.values()):
        if other is not task and other.id in task.workflow.tasks and other.has_state(TaskState.NOT_FINISHED_MASK):
            other.cancel()

    def leave() -> None:
        catches = boundary_of(owner)
        fire(next(catch for catch in catches if isinstance(catch.task_spec.event_definition, Cancel)), {})

    if run_series(task, list(records_of(task.workflow)), leave):
        leave()
    return None
