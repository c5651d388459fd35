"""Runs a case as the engine does: one command, one step, saved and loaded in between, work and variables in tables.

After every step it checks what must always hold: nothing is closed that is not open, nothing stalls silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from engine.process.codec import load_state
from engine.process.command import (
    CancelCase,
    ChildCompleted,
    Command,
    CompleteJob,
    CompleteTask,
    Deliver,
    ElementFailed,
    FireTimer,
    Modify,
    ResolveIncident,
    SetVariables,
    StartCase,
    ThrowError,
)
from engine.process.definition import Definition, read_definitions
from engine.process.machine import run
from engine.process.open_work import open_work
from engine.process.step import (
    ChildCalled,
    ElementState,
    IncidentOpened,
    JobOpened,
    Outcome,
    Step,
    SubscriptionOpened,
    TaskOpened,
    TimerOpened,
)
from engine.process.surroundings import CallerAnswer, DecisionUnavailable, Surroundings
from engine.values import Json, Values

Row = TypeVar("Row")
CASE_KEY = 1_000_000
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CASES: list[Case] = []
"""every case of the running test; conftest.py looks at each when the test is over"""


class Case:
    """A running case of a test."""

    def __init__(
        self, source: bytes | Definition, *, decisions: Mapping[str, object] | None = None, zone: str = "UTC"
    ) -> None:
        self.definition = source if isinstance(source, Definition) else read_definitions(source)[0]
        self.now, self.zone = START, zone
        self.state: bytes | None = None
        self.outcome = Outcome.ACTIVE
        self.scopes: dict[int, Values] = {}
        self.tasks: dict[int, TaskOpened] = {}
        self.jobs: dict[int, JobOpened] = {}
        self.timers: dict[int, TimerOpened] = {}
        self.waits: dict[int, SubscriptionOpened] = {}
        self.incidents: dict[int, IncidentOpened] = {}
        self.children: dict[int, ChildCalled] = {}
        self.active: dict[int, str] = {}
        self.flows: list[str] = []
        self.steps: list[Step] = []
        self.decisions = decisions or {}
        self.element_limit = 10_000
        self.is_checked = True
        """False leaves out the checks after each step, which look at everything that is open"""
        self.caller_answers: list[CallerAnswer] = []
        """what a calling case answers, in order; then nobody catches"""
        self.asked_caller: list[tuple[str, str]] = []
        self._keys = count(CASE_KEY + 1)
        CASES.append(self)

    def do(self, command: Command) -> Step:
        """One step, kept."""
        around = Surroundings(
            now=self.now,
            new_key=lambda: next(self._keys),
            decide=self._decide,
            add_working_time=_eight_hour_days,
            ask_caller=self._ask_caller,
            time_zone=self.zone,
            element_limit=self.element_limit,
        )
        step = run(self.definition, command, around, case_key=CASE_KEY, state=self.state, variables=self.scopes)
        if isinstance(command, ElementFailed):  # the engine never wrote it
            self.tasks.pop(command.element_instance_key, None)
        self._keep(step)
        self._deliver_own(step)
        return step

    def start(
        self, at: str | None = None, /, *, call_depth: int = 0, begin_at: tuple[str, ...] = (), **variables: Json
    ) -> Case:
        """Start the case; `at` names a start event."""
        self.do(StartCase(CASE_KEY, variables, at, begin_at, call_depth))
        return self

    def task(self, element_id: str, /, **variables: Json) -> Case:
        """Complete the oldest open task of that element."""
        key = next(key for key, task in self.tasks.items() if task.element_id == element_id)
        self.do(CompleteTask(key, variables))
        return self

    def job(self, element_id: str, /, **variables: Json) -> Case:
        """Complete the oldest open job of that element."""
        self.do(CompleteJob(self.job_key(element_id), variables))
        return self

    def job_key(self, element_id: str) -> int:
        """The oldest open job of that element."""
        return next(key for key, job in self.jobs.items() if job.element_id == element_id)

    def throw(self, element_id: str, code: str, /, **variables: Json) -> Case:
        """Throw a BPMN error at the open task or job of that element."""
        keys = [key for key, task in self.tasks.items() if task.element_id == element_id]
        keys += [job.element_instance_key for job in self.jobs.values() if job.element_id == element_id]
        self.do(ThrowError(keys[0], code, variables=variables))
        return self

    def message(self, name: str, /, **variables: Json) -> Case:
        """Deliver a message to the oldest subscription of that name."""
        key = next(key for key, wait in self.waits.items() if wait.kind == "message" and wait.name == name)
        self.do(Deliver(key, variables))
        return self

    def signal(self, name: str, /, **variables: Json) -> Case:
        """Broadcast a signal to every subscription open now."""
        for key in [key for key, wait in self.waits.items() if wait.kind == "signal" and wait.name == name]:
            if key in self.waits:
                self.do(Deliver(key, variables))
        return self

    def wait(self, **duration: float) -> Case:
        """Let time pass; timers fire at their due time, in its order."""
        until = self.now + timedelta(**duration)
        while self.timers:
            due = min(self.timers.values(), key=lambda timer: (timer.due_at, timer.timer_key))
            if due.due_at > until:
                break
            self.now = max(self.now, due.due_at)
            self.do(FireTimer(due.timer_key))
        self.now = until
        return self

    def sleep(self, **duration: float) -> Case:
        """Let time pass with nobody there to fire timers."""
        self.now += timedelta(**duration)
        return self

    def child(self, element_id: str, /, **variables: Json) -> Case:
        """Complete the called case of that call activity."""
        key = next(key for key, child in self.children.items() if child.element_id == element_id)
        self.do(ChildCompleted(key, variables))
        self.children.pop(key, None)
        return self

    def resolve(self) -> Case:
        """Resolve the oldest incident."""
        self.do(ResolveIncident(next(iter(self.incidents))))
        return self

    def set(self, scope_key: int = CASE_KEY, /, *, local: bool = False, **variables: Json) -> Case:
        """Set variables from outside."""
        self.do(SetVariables(scope_key, variables, local))
        return self

    def modify(self, *, activate: tuple[str, ...] = (), terminate: tuple[str, ...] = ()) -> Case:
        """Start and end elements by id."""
        keys = tuple(next(key for key, node in self.active.items() if node == name) for name in terminate)
        self.do(Modify(tuple((name, {}) for name in activate), keys))
        return self

    def cancel(self) -> Case:
        """Cancel the case."""
        self.do(CancelCase("test"))
        return self

    @property
    def variables(self) -> Values:
        """The case's own variables."""
        return self.scopes.get(CASE_KEY, {})

    @property
    def open(self) -> list[str]:
        """Element ids of open tasks and jobs, sorted."""
        names = [task.element_id for task in self.tasks.values()] + [job.element_id for job in self.jobs.values()]
        return sorted(names)

    @property
    def is_completed(self) -> bool:
        """Whether the case ended normally."""
        return self.outcome is Outcome.COMPLETED

    @property
    def incident_types(self) -> list[str]:
        """Error types of the open incidents."""
        return [incident.error_type for incident in self.incidents.values()]

    def local(self, element_id: str) -> Values:
        """Variables of the newest active instance of that element."""
        key = [key for key, node in self.active.items() if node == element_id][-1]
        return self.scopes.get(key, {})

    def happened(self, type_: str) -> list[str]:
        """Element ids of every happening of that type so far."""
        return [line.element_id for step in self.steps for line in step.happenings if line.type == type_]

    def _keep(self, step: Step) -> None:
        self.steps.append(step)
        self.state, self.outcome = step.state, step.outcome
        self.flows += [flow for flow, _ in step.flows_taken]
        _apply(self.tasks, [(t.element_instance_key, t) for t in step.tasks_opened], [k for k, _ in step.tasks_closed])
        _apply(self.jobs, [(job.job_key, job) for job in step.jobs_opened], [key for key, _ in step.jobs_closed])
        _apply(self.timers, [(timer.timer_key, timer) for timer in step.timers_opened], step.timers_closed)
        opened = [(wait.subscription_key, wait) for wait in step.subscriptions_opened]
        _apply(self.waits, opened, step.subscriptions_closed)
        _apply(self.incidents, [(i.incident_key, i) for i in step.incidents_opened], step.incidents_closed)
        _apply(self.children, [(c.element_instance_key, c) for c in step.children_called], step.children_ended)
        for change in step.elements:
            if change.state is ElementState.ACTIVE:
                self.active[change.element_instance_key] = change.element_id
            else:
                del self.active[change.element_instance_key]
        for write in step.variables:
            scope = self.scopes.setdefault(write.scope_key, {})
            assert (write.name in scope) == write.existed
            self.scopes[write.scope_key] = {**scope, write.name: write.value}
        for key in step.scopes_closed:
            self.scopes.pop(key, None)
        if self.is_checked:
            self._check()

    def _check(self) -> None:
        if self.outcome is not Outcome.ACTIVE:
            left = [self.tasks, self.jobs, self.timers, self.waits, self.incidents, self.active, self.scopes]
            assert not any(left), left
            return
        assert self.state
        state = load_state(self.state, self.definition)
        assert self.active.keys() == state.instances.keys()
        assert self.scopes.keys() <= self.active.keys()
        self.check_waiting()

    def check_waiting(self) -> None:
        """I5: an open case waits for something, and its state says the same as what its steps told (K12)."""
        if self.outcome is not Outcome.ACTIVE or not self.state:
            return
        work = open_work(self.state, self.definition)
        assert work.is_waiting, "the case stalls silently"
        told = [self.tasks, self.jobs, self.timers, self.waits, self.incidents]
        assert [work.tasks, work.jobs, work.timers, work.subscriptions, work.incidents] == [set(keys) for keys in told]

    def _deliver_own(self, step: Step) -> None:
        """C15: a case's own throw reaches its own catch after the step."""
        for thrown in step.signals_thrown:
            self.signal(thrown.name, **thrown.variables)
        for sent in step.messages_thrown:
            for key, wait in list(self.waits.items()):
                if (wait.kind, wait.name, wait.correlation_key) == ("message", sent.name, sent.correlation_key):
                    self.do(Deliver(key, sent.variables))
                    break

    def _ask_caller(self, kind: str, code: str, message: str, variables: Values) -> CallerAnswer:
        self.asked_caller.append((kind, code))
        return self.caller_answers.pop(0) if self.caller_answers else CallerAnswer.UNCAUGHT

    def _decide(
        self, decision_id: str, *, binding: str, version_tag: str | None, variables: Values
    ) -> tuple[object, Values]:
        if decision_id not in self.decisions:
            raise DecisionUnavailable(f"expected decision '{decision_id}', but it is not there")
        return self.decisions[decision_id], {"decision": decision_id}


def _apply(table: dict[int, Row], opened: list[tuple[int, Row]], closed: list[int]) -> None:
    for key, row in opened:
        assert key not in table, f"{key} opened twice"
        table[key] = row
    for key in closed:
        assert key in table, f"{key} closed but not open"
        del table[key]


def _eight_hour_days(start: datetime, duration: str, calendar: str) -> datetime:
    """A stand-in for working calendars: only PT8H, as one day; calendar 'office' exists."""
    if calendar != "office":
        raise LookupError(calendar)
    return start + timedelta(days=1 if duration == "PT8H" else 7)
