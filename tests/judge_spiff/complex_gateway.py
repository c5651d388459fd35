"""The complex gateway (W11, W12), which the library has not: a join that counts tokens and has two states a scope."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge_spiff.flow import TokenJoin, others_can_come, take
from tests.judge_spiff.scopes import Trouble, locals_of, required


class TokenComplex(TokenJoin, MultiChoice, BpmnSpecMixin):
    """`activation` is its condition. Waiting for reset, the scope keeps the flows consumed and the task that fired."""

    activation = ""
    default: str | None = None

    def consumed(self, workflow: Any) -> dict[str, tuple[set[str], Task]]:
        """Gateway name → what it consumed, while it waits for its reset."""
        found: dict[str, tuple[set[str], Task]] = workflow.data.setdefault("consumed", {})
        return found

    def held(self, workflow: Any) -> dict[str, list[Task]]:
        """Waiting tokens by where they come from."""
        tokens = defaultdict(list)
        for other in workflow.tasks.values():
            if other.task_spec is self and other.state == TaskState.WAITING:
                tokens[other.parent.task_spec.name].append(other)
        return tokens

    def _update_hook(self, task: Task) -> bool:
        if "is_reset" in task.internal_data:
            return True
        is_arrival = task.state != TaskState.WAITING
        task._set_state(TaskState.WAITING)
        waits_for_start = self.name not in self.consumed(task.workflow)
        return is_arrival and waits_for_start and self.starts(task)

    def starts(self, task: Task) -> bool:
        """W11: one token of every flow that has one is taken when the condition is true."""
        held = self.held(task.workflow)
        count = sum(len(queue) for queue in held.values())
        if not required(task, self.activation, (bool,), {"activationCount": count, "waitingForStart": True}):
            return False
        for queue in held.values():
            if queue[0] is not task and task not in queue:
                queue[0].cancel()
        locals_of(task)["waitingForStart"] = True
        self.consumed(task.workflow)[self.name] = (set(held), task)
        return True

    def look_for_reset(self, workflow: Any) -> bool:
        """W12: nobody comes on the other flows any more; what came there is taken. True when it was reset."""
        if self.name not in self.consumed(workflow):
            return False
        consumed, fired = self.consumed(workflow)[self.name]
        held = self.held(workflow)
        late = set(self._inputs) - consumed
        if others_can_come(workflow, self, filled=late & set(held), empty=late - set(held)):
            return False
        del self.consumed(workflow)[self.name]
        for name in late & set(held):
            held[name][0].cancel()
        again = fired._add_child(self, TaskState.FUTURE)
        again.triggered = True
        again.internal_data["is_reset"] = True
        locals_of(again)["waitingForStart"] = False
        self._predict(again, mask=TaskState.NOT_FINISHED_MASK)
        self._update(again)
        early = [queue[0] for queue in self.held(workflow).values()]
        if early and self.starts(early[0]):
            early[0]._ready()
        return True

    def connect_default(self, spec: Any) -> None:
        """The flow that is taken when no condition is true."""
        self.default = spec.name
        self._outputs.append(spec.name)
        spec._connect_notify(self)

    def _run_hook(self, task: Task) -> bool:
        is_reset = "is_reset" in task.internal_data
        chosen = [
            name
            for condition, name in self.cond_task_specs
            if (condition is not None or not is_reset) and (condition is None or condition._matches(task))
        ]
        if not chosen and not is_reset and self.default:
            chosen = [self.default]
        if not chosen and not is_reset:
            raise Trouble(f"expected a true condition at {self.name}, but found none", self.name)
        return take(task, chosen)
