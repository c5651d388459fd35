"""Task specs: the library's, with variables in scopes, and with everything that waits for people or workers manual."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    NoneTask,
    ReceiveTask,
    ServiceTask,
    StartEvent,
    SubWorkflowTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.feel import to_json
from tests.judge.product import decide
from tests.judge_spiff.scopes import (
    Values,
    apply_inputs,
    apply_outputs,
    chain,
    evaluate,
    hand_out,
    locals_of,
    merge,
    required,
)
from tests.judge_spiff.throwing import is_gone
from tests.judge_spiff.triggers import Condition, Timer


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
    """Waits for a person, a worker or a called case; `kind` is task, job or child."""

    kind = "task"

    @property
    def manual(self) -> bool:
        """Never run by the engine itself."""
        return True

    @manual.setter
    def manual(self, value: bool) -> None:
        """The library sets it."""

    def _run_hook(self, task: Task) -> bool:
        return True


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
            name, value = script["resultVariable"], to_json(evaluate(task, script["expression"]))
        else:
            called = self.extensions["calledDecision"]
            name, value = called["resultVariable"], decide(required(task, called["decisionId"], (str,)), {})
        task.internal_data["results"] = {name: value}
        return True


class Body(Scoped, SubWorkflowTask):
    """P1: an embedded sub-process; its locals are those of its owner."""

    is_event_sub = False

    def _update_hook(self, task: Task) -> Any:
        self.enter(task)
        return super()._update_hook(task)

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
            for source, target in start:
                merge(chain(task), {target: to_json(evaluate(task, source))})


class Catching:
    """Mixin before catching events: what it waits for is fixed on entry, the payload goes to scopes (E5, E21)."""

    def _update_hook(self, task: Task) -> Any:
        if "waits" not in task.internal_data:
            if isinstance(self, Scoped):
                self.enter(task)
            definition = self.event_definition
            silent = isinstance(definition, NoneEventDefinition)
            task.internal_data["waits"] = [] if silent else definition.waits(task)
        return super()._update_hook(task)

    def deliver(self, task: Task) -> None:
        """E21: local, and from there outward."""
        hand_out(task, task.internal_data.get("payload", {}))

    def again(self, task: Task) -> None:
        """E13: a further firing is a further task beside this one, so that what this one started lives on."""
        definition = self.event_definition
        start = {}
        if isinstance(definition, Timer):
            cycle = definition.next_round(task)
            if cycle is None:
                return
            start = {"cycle": cycle}
        if isinstance(definition, Condition):
            start = {"is_spent": True}
        child = task.parent._add_child(self, TaskState.WAITING)
        child.triggered = True
        child.internal_data.update(start)
        self._predict(child, mask=TaskState.NOT_FINISHED_MASK)
        self._update(child)


def win_race(task: Task) -> None:
    """W9: behind an event-based gateway the first one ends the others."""
    if isinstance(task.parent.task_spec, EventGateway):
        for other in task.parent.children:
            if other is not task and other.has_state(TaskState.NOT_FINISHED_MASK):
                other.cancel()


class Catch(Catching, IntermediateCatchEvent):
    """An intermediate catch event."""

    def _on_complete_hook(self, task: Task) -> None:
        win_race(task)
        self.deliver(task)
        super()._on_complete_hook(task)


class Start(Catching, StartEvent):
    """The start event. The payload of a typed one that maps it is local to it (E21); EventBody maps for its own."""

    position = "plain"

    def _on_complete_hook(self, task: Task) -> None:
        if self.position == "typed" and self.extensions["output"]:
            variables = task.workflow.top_workflow.variables
            locals_of(task).update(variables)
            variables.clear()
        if self.position != "event sub-process":
            apply_outputs(task)
        super()._on_complete_hook(task)


class Receive(Catching, Scoped, ReceiveTask):
    """A9: a receive task."""

    def _on_complete_hook(self, task: Task) -> None:
        win_race(task)
        super()._on_complete_hook(task)

    def results(self, task: Task) -> Values:
        """The message's."""
        return dict(task.internal_data.get("payload", {}))


class Boundary(Catching, BoundaryEvent):
    """K13, E13: interrupting ends the activity and its other events, the other kind is armed again."""

    def _on_complete_hook(self, task: Task) -> None:
        if self.cancel_activity:
            for other in task.parent.children:
                if other is not task and other.has_state(TaskState.NOT_FINISHED_MASK):
                    other.cancel()
        self.deliver(task)
        super()._on_complete_hook(task)
        if not self.cancel_activity:
            self.again(task)


class EventGateway(BpmnSpecMixin):
    """Lets every event behind it wait by itself."""


class Throwing(Scoped):
    """Mixin before throwing events; one that is ended by what it throws goes nowhere."""

    def _run_hook(self, task: Task) -> Any:
        self.event_definition.throw(task)
        if is_gone(task):
            task.internal_data["is_gone"] = True
            return None
        return True


class Throw(Throwing, IntermediateThrowEvent):
    """An intermediate throw event or a send task without worker."""


class End(Throwing, EndEvent):
    """An end event."""
