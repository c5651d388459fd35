"""A case on the extended library: the calls a run makes, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from tests.judge_spiff.compensation import stop
from tests.judge_spiff.complex_gateway import TokenComplex
from tests.judge_spiff.elements import Body, Work
from tests.judge_spiff.flow import ScopeEnd, ScopeEvent, TokenJoin, stuck_at
from tests.judge_spiff.reading import read
from tests.judge_spiff.scopes import Feel, Trouble, Values, merge, visible
from tests.judge_spiff.throwing import fire, throw
from tests.judge_spiff.triggers import Condition, Signal


class CaseWorkflow(BpmnWorkflow):
    """The library's workflow with the case's variables, its clock, what it threw, and its own order of steps."""

    def __init__(self, spec: Any, subs: dict[str, Any], variables: Values, now: datetime) -> None:
        self.variables, self.now = variables, now
        self.thrown: list[tuple[str, Any]] = []
        self.order: dict[Any, int] = {}
        self.revived: dict[Any, None] = {}
        super().__init__(spec, subs, script_engine=Feel())
        self.task_removed_event.connect(self.forget)

    def forget(self, workflow: Any, task: Task) -> None:
        """What is removed from the tree stops waiting, and its sub-process ends."""
        self.event_manager.remove_task(task)
        stop(task)
        if task.id in self.subprocesses and not self.subprocesses[task.id].completed:
            self.subprocesses[task.id].cancel()

    def bodies(self) -> list[Any]:
        """The case and its running sub-processes."""
        bodies = list(self.subprocesses.values())
        return [self, *(body for body in bodies if not body.completed or body in self.revived)]

    def open_tasks(self, state: int) -> Iterator[Task]:
        """Tasks in that state, in order of coming into the tree."""
        for body in self.bodies():
            yield from [task for task in list(body.tasks.values()) if task.state & state]

    def settle(self) -> None:
        """K9: first in, first out, until everything waits."""
        self.queue()
        self.watch()
        while not self.completed:
            ready = self.queue()
            if ready:
                self.run_one(min(ready, key=self.turn))
            elif not self.look_again():
                return

    def turn(self, task: Task) -> tuple[int, int]:
        """An event true on entry comes first (K8); what ends a scope, or only the library needs, takes no turn."""
        spec = task.task_spec
        if isinstance(spec, BoundaryEvent | ScopeEvent):
            return 0, self.order[task.id]
        is_silent = spec.bpmn_id is None or isinstance(spec, Body | LoopTask)
        return 1 if is_silent else 2, self.order[task.id]

    def queue(self) -> list[Task]:
        """What the engine runs by itself; each keeps the turn in which it was first seen here."""
        ready = [task for task in self.open_tasks(TaskState.READY) if not task.task_spec.manual]
        for task in ready:
            self.order.setdefault(task.id, len(self.order))
        return ready

    def run_one(self, task: Task) -> None:
        """A task that was ended by what it threw stays ended."""
        task.run()
        self.resume_series(task)
        if task.internal_data.get("is_gone"):
            task._set_state(TaskState.CANCELLED)
        self.queue()
        self.watch()

    def finish(self, task: Task) -> None:
        """Work is done."""
        task.complete()
        self.resume_series(task)

    def resume_series(self, task: Task) -> None:
        """A compensation handler is followed by the next one."""
        series = task.internal_data.get("series")
        if series and task.state == TaskState.COMPLETED:
            series.go_on()

    def watch(self) -> None:
        """E14: conditions are looked at after every change, from the outer scope inward."""
        for task in list(self.open_tasks(TaskState.WAITING)):
            definition = getattr(task.task_spec, "event_definition", None)
            if isinstance(definition, Condition) and task.state == TaskState.WAITING and definition.has_fired(task):
                fire(task, {})

    def look_again(self) -> bool:
        """Joins and scope ends may go on after what happened elsewhere (W7)."""
        for body in self.bodies():
            gateways = [spec for spec in body.spec.task_specs.values() if isinstance(spec, TokenComplex)]
            if any(gateway.look_for_reset(body) for gateway in gateways):
                return True
        for task in list(self.open_tasks(TaskState.WAITING)):
            spec = task.task_spec
            if task.state == TaskState.WAITING and isinstance(spec, TokenJoin | ScopeEnd):
                spec._update(task)
                if task.state == TaskState.READY:
                    return True
        return False


def as_text(entry: tuple[str, Values]) -> str:
    """For an order of what is seen that does not depend on the order of writes."""
    name, values = entry
    return f"{name} {sorted(values.items())}"


class SpiffCase:
    """One case; `trouble`, at the elements `trouble_at`, stands for incidents; nothing is asked of it then."""

    def __init__(self, content: bytes, process_id: str, variables: Values, *, now: datetime, start_id: str) -> None:
        spec, subs = read(content, process_id, start_id)
        self.trouble = ""
        self.trouble_at: tuple[str, ...] = ()
        self.opened: dict[Any, int] = {}
        self.workflow = CaseWorkflow(spec, subs, dict(variables), now)
        self.do(lambda: None)

    def do(self, act: Callable[[], Any]) -> None:
        """One command."""
        try:
            act()
            self.workflow.settle()
            for body in self.workflow.bodies():
                if stuck := stuck_at(body):
                    raise Trouble(f"stuck at {stuck}", *stuck)
        except Trouble as problem:
            self.trouble, self.trouble_at = str(problem), problem.elements
        except SpiffWorkflowException as problem:
            self.trouble = f"{type(problem).__name__}: {problem}"
        for task in self.work() + [task for task, _ in self.waits()]:
            before = self.opened.get(task.internal_data.get("again_of"), len(self.opened))
            self.opened.setdefault(task.id, before)

    @property
    def is_completed(self) -> bool:
        """K6."""
        return bool(self.workflow.completed)

    def work(self) -> list[Task]:
        """Open tasks, jobs and called cases."""
        return [task for task in self.workflow.open_tasks(TaskState.STARTED) if isinstance(task.task_spec, Work)]

    def waits(self) -> list[tuple[Task, tuple[Any, ...]]]:
        """Each open wait of each catch: (task, (kind, …))."""
        open_tasks = self.workflow.open_tasks(TaskState.WAITING)
        return [(task, wait) for task in open_tasks for wait in task.internal_data.get("waits", ())]

    def find(self, kind: str, element_id: str) -> list[Task]:
        """What is open at an element, in order of opening."""
        found = [task for task in self.work() if task.task_spec.kind == kind]
        found += [task for task, wait in self.waits() if wait[0] == kind]
        mine = [task for task in found if task.task_spec.bpmn_id == element_id]
        return sorted(mine, key=lambda task: self.opened[task.id])

    def complete(self, task: Task, values: Values) -> None:
        """Work is done."""

        def act() -> None:
            task.internal_data["results"] = values
            self.workflow.finish(task)

        self.do(act)

    def fire(self, task: Task, values: Values) -> None:
        """A timer, a message or a signal comes to one catch."""
        self.do(lambda: fire(task, values))

    def throw(self, task: Task, kind: str, code: str, values: Values) -> None:
        """An error or escalation at work. An error at a task or job must be caught (E10)."""

        def act() -> None:
            if not throw(task, kind, code, values, at_work=True) and kind == "error" and task.task_spec.kind != "child":
                raise Trouble(f"nobody catches {code}", task.task_spec.bpmn_id)

        self.do(act)

    def broadcast(self, name: str, values: Values) -> None:
        """C13: the library's event manager knows who waits; each receiver has a step of its own."""
        event = BpmnEvent(Signal(name), values)
        waiting = [task for task in self.workflow.event_manager.tasks.values() if task.task_spec.catches(task, event)]
        for task in sorted(waiting, key=lambda task: self.opened[task.id]):
            if task.state == TaskState.WAITING and not self.trouble:
                self.fire(task, values)

    def set(self, values: Values) -> None:
        """Variables of the case are set."""
        self.do(lambda: merge([self.workflow.variables], values))

    def view(self) -> dict[str, Any]:
        """What is compared."""
        waits = [(task.task_spec.bpmn_id, *wait) for task, wait in self.waits()]
        return {
            "outcome": "completed" if self.is_completed else "active",
            "work": sorted((task.task_spec.kind, task.task_spec.bpmn_id) for task in self.work()),
            "timers": sorted((name, due) for name, kind, due, *_ in waits if kind == "timer"),
            "subscriptions": sorted(wait for wait in waits if wait[1] != "timer"),
            "sees": sorted(((task.task_spec.bpmn_id, visible(task)) for task in self.work()), key=as_text),
            "thrown": sorted(self.workflow.thrown),
            "variables": self.workflow.variables,
            "incidents": bool(self.trouble),
        }
