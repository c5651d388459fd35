"""Scopes and gateways: start and end of a scope, event sub-processes, joins that count tokens, implicit splits."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask, SimpleBpmnTask, _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, InclusiveGateway, IntermediateCatchEvent, ParallelGateway
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge_spiff.catching import Catching, is_starting
from tests.judge_spiff.elements import BoundarySplit
from tests.judge_spiff.scopes import Trouble, owner_of

ACTIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def live(workflow: Any) -> Iterator[Task]:
    """Every task that stands for a token: active ones, and those just reached but not yet looked at."""
    for task in list(workflow.tasks.values()):
        above = task.parent
        is_new = task.state == TaskState.FUTURE and above is not None and above.state & TaskState.FINISHED_MASK
        if task.state & ACTIVE or is_new:
            yield task


def is_armed(task: Task) -> bool:
    """The start event of an event sub-process that waits."""
    return isinstance(task.task_spec, ScopeEvent) and task.state == TaskState.WAITING


def stuck_at(workflow: Any) -> list[str]:
    """K12: the joins at which tokens wait, when nothing else is in the scope."""
    found = [task for task in live(workflow) if not is_armed(task) and not isinstance(task.task_spec, ScopeEnd)]
    is_stuck = all(isinstance(task.task_spec, TokenJoin) for task in found)
    return [task.task_spec.name for task in found] if is_stuck else []


class ScopeStart(BpmnStartTask):
    """Start of a scope: the start events of its event sub-processes are armed beside the normal start."""

    def arm(self, body: TaskSpec, event: ScopeEvent) -> None:
        """Put the trigger of an event sub-process beside the start event."""
        self._outputs.remove(event.name) if event.name in self._outputs else None
        self._outputs.insert(0, event.name)
        event._connect_notify(self)
        event.connect(body)
        body.connect(self._wf_spec.end)


class ScopeEvent(Catching, IntermediateCatchEvent):
    """The trigger of an event sub-process. Interrupting: it ends everything else in the scope (P3)."""

    is_scope_event = True
    interrupting = True
    start_outputs: tuple[tuple[str, str], ...] = ()

    def _update_hook(self, task: Task) -> Any:
        """That of a case opens behind the mappings of its start event, which may bring the key."""
        is_early = owner_of(task.workflow) is None and any(is_starting(other) for other in task.parent.children)
        if is_early and "waits" not in task.internal_data:
            task._set_state(TaskState.WAITING)
            return False
        return super()._update_hook(task)

    def _run_hook(self, task: Task) -> Any:
        result = super()._run_hook(task)
        for other in list(live(task.workflow)) if self.interrupting else ():
            if other is not task and other.id in task.workflow.tasks:
                other.cancel()
        return result

    def _on_complete_hook(self, task: Task) -> None:
        super()._on_complete_hook(task)
        if not self.interrupting:
            self.again(task)


class ScopeEnd(_EndJoin):
    """K6, P4: armed events do not keep the scope open, running event sub-processes do, but disarm the others."""

    def _update_hook(self, task: Task) -> bool:
        others = [other for other in live(task.workflow) if other is not task]
        armed = [other for other in others if is_armed(other)]
        rest = [other for other in others if other not in armed and other.task_spec is not self]
        if all(getattr(other.task_spec, "is_event_sub", False) for other in rest):
            for other in armed:
                other.cancel()
        if rest:
            task._set_state(TaskState.WAITING)
            return False
        for other in others:
            if other not in armed:
                other.cancel()
        return True


class ScopeSpec(BpmnProcessSpec):
    """A process or sub-process with this start and end."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.task_specs.clear()
        self.handlers: dict[str, str] = {}
        self.start = ScopeStart(self, "Start")
        self.end = ScopeEnd(self, f"{self.name}.EndJoin")
        self.end.connect(SimpleBpmnTask(self, "End"))


class TokenJoin:
    """Mixin before a gateway: a token that has arrived is a WAITING task; firing takes one of each flow (W3, W4)."""

    def _update_hook(self, task: Task) -> bool:
        tokens = defaultdict(list)
        tokens[task.parent.task_spec.name].append(task)
        for other in task.workflow.tasks.values():
            if other.task_spec is self and other is not task and other.state == TaskState.WAITING:
                tokens[other.parent.task_spec.name].append(other)
        if not self.enough(task, tokens):
            task._set_state(TaskState.WAITING)
            return False
        wanted = Counter(self._inputs)
        for name, queue in tokens.items():
            for other in queue[: wanted[name] or 1]:
                if other is not task:
                    other.cancel()
        return True


def take(task: Task, names: list[str]) -> bool:
    """Put a token on each flow, by the names of what follows."""
    specs = task.workflow.spec.task_specs
    task._sync_children([specs[name] for name in names], TaskState.FUTURE)
    for child in task.children:
        child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
    return True


class TokenParallel(TokenJoin, ParallelGateway):
    """W3."""

    def enough(self, task: Task, tokens: dict[str, list[Task]]) -> bool:
        """One on every incoming flow."""
        return all(len(tokens[name]) >= count for name, count in Counter(self._inputs).items())

    def _run_hook(self, task: Task) -> Any:
        return TaskSpec._run_hook(self, task)


def others_can_come(workflow: Any, gateway: TaskSpec, *, filled: set[str], empty: set[str]) -> bool:
    """W6: another token of the scope can come to an empty flow without coming to a filled one."""
    for other in live(workflow) if empty else ():
        spec = other.task_spec
        if spec is gateway or (isinstance(spec, BoundaryEvent) and other.state == TaskState.WAITING):
            continue
        above = other.parent
        starts = [spec]
        if above is not None and isinstance(above.task_spec, BoundarySplit):
            starts = list(above.task_spec.outputs)
        reached = reach(starts, gateway)
        if reached & empty and not reached & filled:
            return True
    return False


def reach(starts: list[TaskSpec], gateway: TaskSpec) -> set[str]:
    """Along flows without passing the gateway, and by boundary events only where the activity is active."""
    seen, queue = {spec.name for spec in starts}, deque(starts)
    while queue:
        for following in queue.popleft().outputs:
            is_late = isinstance(following, BoundaryEvent)
            if following is not gateway and not is_late and following.name not in seen:
                seen.add(following.name)
                queue.append(following)
    return seen


class TokenInclusive(TokenJoin, InclusiveGateway):
    """W5, W6."""

    def enough(self, task: Task, tokens: dict[str, list[Task]]) -> bool:
        """No other token can come to an empty flow without coming to a filled one."""
        filled, empty = set(tokens), set(self._inputs) - set(tokens)
        return not others_can_come(task.workflow, self, filled=filled, empty=empty)

    def _run_hook(self, task: Task) -> bool:
        conditions = [(condition, name) for condition, name in self.cond_task_specs if condition is not None]
        chosen = [name for condition, name in conditions if condition._matches(task)]
        chosen = chosen or [name for condition, name in self.cond_task_specs if condition is None]
        if not chosen:
            raise Trouble(f"expected a true condition at {self.name}, but found none", self.name)
        return take(task, chosen)


class ImplicitSplit(MultiChoice, SimpleBpmnTask):
    """K2, K3: behind an activity with several or conditional flows."""

    default: str | None = None

    def connect_default(self, spec: TaskSpec) -> None:
        """The flow that is taken when no condition is true."""
        self.default = spec.name
        TaskSpec.connect(self, spec)

    def _run_hook(self, task: Task) -> bool:
        free = [name for condition, name in self.cond_task_specs if condition is None]
        held = [name for condition, name in self.cond_task_specs if condition is not None and condition._matches(task)]
        order = {name: index for index, (_, name) in enumerate(self.cond_task_specs)}
        chosen = sorted([*free, *held], key=lambda name: order[name])
        if not held and self.default:
            chosen.append(self.default)
        if not chosen:
            raise Trouble(f"expected a true condition behind {self.name}, but found none", self.name)
        return take(task, chosen)
