"""Multi-instance and standard loop (M1 to M8): results by index, FEEL conditions, locals per instance."""

from __future__ import annotations

import re
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask, StandardLoopTask
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge_spiff.compensation import remember
from tests.judge_spiff.elements import disarm
from tests.judge_spiff.scopes import Values, around, instance_of, locals_of, merge, required, stored

PLAIN = re.compile(r"=\s*([^\W\d]\w*)(\.\w+)*\s*")


class Repeats:
    """Mixin before the library's loops: makes instances and lets the loop go on when it is done."""

    extensions: dict[str, Any] = {}

    def add(self, task: Task, values: Values) -> None:
        """One instance or round with its own locals."""
        spec = task.workflow.spec.task_specs[self.task_spec]
        if not spec.completed_event.is_connected(self.merge_child):
            spec.completed_event.connect(self.merge_child)
        child = task._add_child(spec, TaskState.WAITING)
        child.triggered = True
        instance_of(child).update(values)
        spec._update(child)

    def is_over(self, task: Task) -> bool:
        """An instance may complete after its loop was ended."""
        return task.state != TaskState.STARTED

    def leave(self, task: Task) -> None:
        """Done: the engine runs what is READY."""
        for child in self._instances(task):
            if child.has_state(TaskState.NOT_FINISHED_MASK):
                child.cancel()
        task._set_state(TaskState.READY)

    def _on_complete_hook(self, task: Task) -> None:
        disarm(task)
        collection = getattr(self, "line", {}).get("outputCollection")
        if collection:
            merge(list(around(task)), {collection: list(task.internal_data["collected"])})
        state = task.internal_data
        remember(task, is_whole="items" not in state or state["done"] == len(state["items"]))
        super()._on_complete_hook(task)


class Many(Repeats):
    """Multi-instance; `line` is zeebe:loopCharacteristics, `until` the completion condition."""

    line: dict[str, str] = {}
    until: str | None = None
    at_once = True

    def _update_hook(self, task: Task) -> bool:
        TaskSpec._update_hook(self, task)
        items = required(task, self.line["inputCollection"], (list,))
        task.internal_data.update(items=items, collected=[None] * len(items), made=0, done=0)
        self.show(task)
        if not items:
            return True
        task._set_state(TaskState.STARTED)
        for _ in items if self.at_once else items[:1]:
            self.next_instance(task)
        return False

    def show(self, task: Task) -> None:
        """M3: what was collected is a local of the body."""
        if collection := self.line.get("outputCollection"):
            locals_of(task)[collection] = list(task.internal_data["collected"])

    def next_instance(self, task: Task) -> None:
        """M2, M3."""
        index = task.internal_data["made"]
        task.internal_data["made"] = index + 1
        values: Values = {}
        if found := PLAIN.fullmatch(self.line.get("outputElement", "")):
            values[found[1]] = None
        if element := self.line.get("inputElement"):
            values[element] = task.internal_data["items"][index]
        self.add(task, {**values, "loopCounter": index + 1})

    def merge_child(self, workflow: Any, child: Task) -> None:
        """An instance is done."""
        task = child.parent
        if self.is_over(task):
            return
        state = task.internal_data
        state["done"] += 1
        if element := self.line.get("outputElement"):
            state["collected"][instance_of(child)["loopCounter"] - 1] = stored(child, element)
            self.show(task)
        is_enough = bool(self.until) and self.is_enough(child)
        if is_enough or state["done"] == len(state["items"]):
            self.leave(task)
        elif not self.at_once:
            self.next_instance(task)

    def is_enough(self, child: Task) -> bool:
        """M4."""
        state = child.parent.internal_data
        counts = {
            "numberOfInstances": len(state["items"]),
            "numberOfActiveInstances": state["made"] - state["done"],
            "numberOfCompletedInstances": state["done"],
            "numberOfTerminatedInstances": 0,
        }
        return bool(required(child, self.until or "", (bool,), counts))


class Parallel(Many, ParallelMultiInstanceTask):
    """All at once."""


class Sequential(Many, SequentialMultiInstanceTask):
    """One after the other."""

    at_once = False


class Loop(Repeats, StandardLoopTask):
    """M7."""

    def _update_hook(self, task: Task) -> bool:
        TaskSpec._update_hook(self, task)
        task.internal_data["done"] = 0
        if (self.test_before or self.maximum == 0) and not self.goes_on(task, task):
            return True
        task._set_state(TaskState.STARTED)
        self.add(task, {"loopCounter": 1})
        return False

    def merge_child(self, workflow: Any, child: Task) -> None:
        """A round is done."""
        task = child.parent
        if self.is_over(task):
            return
        task.internal_data["done"] += 1
        if self.goes_on(task, child):
            self.add(task, {"loopCounter": task.internal_data["done"] + 1})
        else:
            self.leave(task)

    def goes_on(self, task: Task, seen_from: Task) -> bool:
        """Below the maximum, and the condition is true."""
        done = task.internal_data["done"]
        if self.maximum is not None and done >= self.maximum:
            return False
        return not self.condition or bool(required(seen_from, self.condition, (bool,)))
