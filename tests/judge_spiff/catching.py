"""Task specs of events that wait: catch, boundary, start, receive task, and what stands behind an event gateway."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, IntermediateCatchEvent, ReceiveTask, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge_spiff.elements import Scoped
from tests.judge_spiff.scopes import Values, apply_outputs, hand_out, locals_of
from tests.judge_spiff.throwing import host_of
from tests.judge_spiff.triggers import Condition, Timer


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
        start: dict[str, Any] = {}
        if isinstance(definition, Timer):
            cycle = definition.next_round(task)
            if cycle is None:
                return
            start = {"cycle": cycle}
        if isinstance(definition, Condition):
            start = {"is_spent": True}
        child = task.parent._add_child(self, TaskState.WAITING)
        child.triggered = True
        child.internal_data.update(start, again_of=task.id)
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
        for other in task.parent.children:  # event sub-processes of the case, that waited for what it maps
            if other.state == TaskState.WAITING and "waits" not in other.internal_data:
                task.internal_data["mapped"] = True
                other.task_spec._update(other)
        super()._on_complete_hook(task)


def is_starting(task: Task) -> bool:
    """The start event of a case that has not mapped its payload yet."""
    is_done = task.has_state(TaskState.FINISHED_MASK) or "mapped" in task.internal_data
    return isinstance(task.task_spec, Start) and not is_done


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
        if not self.cancel_activity and host_of(task).has_state(TaskState.NOT_FINISHED_MASK):
            self.again(task)


class EventGateway(BpmnSpecMixin):
    """Lets every event behind it wait by itself."""
