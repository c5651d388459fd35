"""Task specs: the library's, with variables in scopes, and with everything that waits for people or workers manual."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateThrowEvent,
    NoneTask,
    ServiceTask,
    SubWorkflowTask,
)
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge.decisions import Failed, decide
from tests.judge_spiff.compensation import Cancel, Compensate, cancel_transaction, compensate, remember, stop
from tests.judge_spiff.scopes import (
    Trouble,
    Values,
    apply_inputs,
    chain,
    hand_out,
    locals_of,
    merge,
    required,
    stored,
    visible,
    with_leaf,
)
from tests.judge_spiff.throwing import is_gone


class BoundarySplit(EventSplit):
    """Stands before an activity with boundary events; unlike the library's it needs no join behind it."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(BoundaryEvent, wf_spec, name, **kwargs)


def disarm(task: Task) -> None:
    """The boundary events of an activity that is left close with it."""
    if isinstance(task.parent.task_spec, BoundarySplit):
        for other in task.parent.children:
            if other is not task and other.state == TaskState.WAITING:
                other.cancel()


class Scoped:
    """Mixin before an activity: input mappings when it is entered, output mappings when it is left (K8)."""

    extensions: dict[str, Any]

    def enter(self, task: Task) -> None:
        """Once per instance."""
        if not task.internal_data.get("is_entered"):
            task.internal_data["is_entered"] = True
            apply_inputs(task)

    def results(self, task: Task) -> Values:
        """D8: what is merged without output mappings."""
        return dict(task.internal_data.get("results", {}))

    def _on_ready_hook(self, task: Task) -> None:
        super()._on_ready_hook(task)
        self.enter(task)

    def _on_complete_hook(self, task: Task) -> None:
        disarm(task)
        hand_out(task, self.results(task))
        remember(task)
        super()._on_complete_hook(task)


class Passing(Scoped, NoneTask):
    """A12: a manual or undefined task passes at once."""

    @property
    def manual(self) -> bool:
        """Nobody gets work from it."""
        return False

    @manual.setter
    def manual(self, value: bool) -> None:
        """The library sets it."""


class Work(Scoped, ServiceTask):
    """Entered in its turn (K9), then STARTED: it waits for a person, a worker or a called case, as `kind` says."""

    kind = "task"

    def _on_ready_hook(self, task: Task) -> None:
        """Its turn has not come yet."""

    def _run_hook(self, task: Task) -> None:
        self.enter(task)


class Call(Work):
    """P10: a call activity, its called case played by the run."""

    kind = "child"

    def results(self, task: Task) -> Values:
        """Everything, unless it is told otherwise."""
        called = self.extensions["calledElement"]
        found = super().results(task)
        hands_back = called.get("propagateAllChildVariables", "true") == "true"
        return found if hands_back or self.extensions.get("output") else {}

    def enter(self, task: Task) -> None:
        """A process that has no name is Trouble (P8)."""
        super().enter(task)
        required(task, self.extensions["calledElement"]["processId"], (str,))


class Script(Passing):
    """A10, A11: a FEEL expression or a decision, its result in a variable."""

    def _run_hook(self, task: Task) -> bool:
        if script := self.extensions.get("script"):
            name, value = script["resultVariable"], stored(task, script["expression"])
        else:
            called = self.extensions["calledDecision"]
            name, value = called["resultVariable"], self.decided(task, required(task, called["decisionId"], (str,)))
        task.internal_data["results"] = {name: value}
        return True

    def decided(self, task: Task, decision_id: str) -> Any:
        """N6: a decision sees what the task sees; a failed one is Trouble."""
        try:
            return decide(decision_id, visible(task))
        except Failed as problem:
            raise Trouble(str(problem), task.task_spec.name) from None


class Body(Scoped, SubWorkflowTask):
    """P1: an embedded sub-process; its locals are those of its owner."""

    is_event_sub = False

    def _update_hook(self, task: Task) -> Any:
        self.enter(task)
        return super()._update_hook(task)

    def _on_subworkflow_completed(self, body: Any, task: Task) -> None:
        if not task.has_state(TaskState.FINISHED_MASK):  # a completed body comes back for its handlers
            super()._on_subworkflow_completed(body, task)

    def copy_data(self, task: Task, body: Any) -> None:
        """Scopes need no copies."""

    def update_data(self, task: Task, body: Any) -> None:
        """Scopes need no copies."""


class EventBody(Body):
    """P2: an event sub-process; the payload of its trigger is local to it; its start event may map it further."""

    is_event_sub = True

    def enter(self, task: Task) -> None:
        """The event before it carries the payload."""
        if not task.internal_data.get("is_entered"):
            payload = task.parent.internal_data.get("payload", {})
            start = task.parent.task_spec.start_outputs
            super().enter(task)
            locals_of(task).update(payload)
            outward = chain(task)
            for source, target in start:
                first, *rest = target.split(".")
                base = next((scope[first] for scope in outward if first in scope), {})
                merge(outward, {first: with_leaf(base, rest, stored(task, source))})


class Throwing(Scoped):
    """Mixin before throwing events; one that is ended by what it throws goes nowhere."""

    def _run_hook(self, task: Task) -> Any:
        definition, result = self.event_definition, True
        if isinstance(definition, Cancel):
            result = cancel_transaction(task)
        elif isinstance(definition, Compensate):
            result = compensate(task, definition) if definition.waits_for_it else True
        else:
            definition.throw(task)
        if is_gone(task):
            task.internal_data["is_gone"] = True
            return None
        return result

    def _on_cancel(self, task: Task) -> None:
        stop(task)
        super()._on_cancel(task)


class Throw(Throwing, IntermediateThrowEvent):
    """An intermediate throw event or a send task without worker."""


class End(Throwing, EndEvent):
    """An end event."""
