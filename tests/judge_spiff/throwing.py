"""Errors and escalations: where they are searched (E8), and how a catch fires at once (K13)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge_spiff.scopes import Values, is_instance, owner_of

KINDS = {"error": "Error", "escalation": "Escalation"}


def throw(task: Task, kind: str, code: Any, payload: Values, *, at_work: bool = False) -> bool:
    """Search and fire; False when nobody catches it. `at_work`: the boundary events of the task itself come first."""
    for place in places(task, at_work=at_work):
        for wanted in (code, None):
            for catch in place:
                if wanted in codes(catch.task_spec.event_definition, kind):
                    fire(catch, payload)
                    return True
    return False


def codes(definition: Any, kind: str) -> list[Any]:
    """The codes a catch of that kind takes, None for any; a multiple one may have several (E20)."""
    single = getattr(definition, "definitions", [definition])
    return [one.code for one in single if type(one).__name__ == KINDS[kind]]


def places(task: Task, *, at_work: bool) -> Iterator[list[Task]]:
    """Waiting catches, place after place: event sub-processes of a scope, then what stands on its border."""
    if at_work:
        yield boundary_of(task)
    workflow = scope_of_throw(task)
    while True:
        yield [
            other
            for other in workflow.tasks.values()
            if getattr(other.task_spec, "is_scope_event", False) and waits(other)
        ]
        owner = owner_of(workflow)
        if owner is None:
            return
        yield boundary_of(owner)
        workflow = scope_of_throw(owner)


def scope_of_throw(task: Task) -> Any:
    """The body a task stands in; for a compensation handler that of the throw (P28)."""
    series = task.internal_data.get("series")
    return series.thrower.workflow if series else task.workflow


def waits(task: Task) -> bool:
    """A catch that is open."""
    return bool(task.state == TaskState.WAITING)


def boundary_of(task: Task) -> list[Task]:
    """The open boundary events of an activity; those of a repetition stand around it as a whole (M2, M8)."""
    host = task.parent if is_instance(task) else task
    above = host.parent
    return (
        [other for other in above.children if isinstance(other.task_spec, BoundaryEvent) and waits(other)]
        if above
        else []
    )


def host_of(task: Task) -> Task:
    """The activity at which a boundary event waits; any other task itself."""
    if not isinstance(task.task_spec, BoundaryEvent):
        return task
    return next((other for other in task.parent.children if not isinstance(other.task_spec, BoundaryEvent)), task)


def fire(task: Task, payload: Values) -> None:
    """Let an open catch fire now: its flow is taken, and what it interrupts ends, before anything else moves."""
    assert isinstance(task.task_spec, CatchingEvent)
    task.internal_data.update(event_fired=True, payload=dict(payload))
    task.task_spec._update(task)
    if task.state == TaskState.READY:
        task.run()


def is_gone(task: Task) -> bool:
    """Ended by what it threw itself."""
    return task.id not in task.workflow.tasks or task.state == TaskState.CANCELLED
