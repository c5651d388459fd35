"""The product's side of a run: the core called as the engine calls it, its steps kept in small tables."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from engine.feel import parse_timer_duration
from engine.process.command import Command, StartCase
from engine.process.definition import Definition, read_definitions
from engine.process.machine import run
from engine.process.step import ElementState, Step, TaskOpened
from engine.process.surroundings import AskCaller, CallerAnswer, DecisionFailed, Surroundings
from engine.values import Values, dump, load
from tests.judge.decisions import Failed, decide

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CASE = 1

Entry = tuple[str, int]


@lru_cache(maxsize=256)
def definition_of(content: bytes, process_id: str) -> Definition:
    """Read once per model."""
    found = read_definitions(content, file="model.bpmn")
    return next(item for item in found if not process_id or item.process_id == process_id)


def _decide(decision_id: str, *, binding: str, version_tag: str | None, variables: Values) -> tuple[object, Values]:
    try:
        return decide(decision_id, variables), {}
    except Failed as failure:
        raise DecisionFailed(str(failure), {}) from None


def _all_hours(start: datetime, duration: str, calendar: str) -> datetime:
    """Calendars are not judged: every hour is a working hour."""
    found = parse_timer_duration(duration)
    assert found is not None
    return found.after(start, zone=UTC)


def answer(kind: str, code: str) -> CallerAnswer:
    """What the caller of a called case says to an error or escalation that leaves it: by its code, on both sides."""
    if code in ("E1", "X2"):
        return CallerAnswer.ENDED
    return CallerAnswer.GOES_ON if code == "X1" and kind == "escalation" else CallerAnswer.UNCAUGHT


class Product:
    """A case of the product. Every table is key -> (element id, element instance key …), in order of opening."""

    def __init__(self, content: bytes, process_id: str = "") -> None:
        self.definition = definition_of(content, process_id)
        self.state: bytes | None = None
        self.variables: dict[int, Values] = {}
        self.tasks: dict[int, Entry] = {}
        self.people: dict[int, dict[str, Any]] = {}
        """of each task what listeners may correct, in the words of `/v2`"""
        self.jobs: dict[int, tuple[str, int, str]] = {}
        self.idle_jobs: set[int] = set()
        self.timers: dict[int, tuple[str, int, datetime]] = {}
        self.subscriptions: dict[int, tuple[str, int, str, str, str]] = {}
        self.incidents: dict[int, tuple[str, int, str]] = {}
        self.children: dict[int, str] = {}
        self.parents: dict[int, int] = {}
        self.elements: dict[int, str] = {}
        self.outcome = "active"
        self.step = Step()
        self.is_child = False
        self.asked: list[tuple[str, str]] = []
        self.answer: AskCaller = lambda kind, code, message, variables: answer(kind, code)
        """what its caller says; a family of cases asks the caller itself"""
        self._keys = itertools.count(CASE + 1)

    def start(self, variables: Values, *, now: datetime, start_id: str = "", is_child: bool = False) -> None:
        """The first step."""
        self.is_child = is_child
        self.run(StartCase(CASE, dict(variables), start_id or None, call_depth=int(is_child)), now=now)

    def run(self, command: Command, *, now: datetime) -> Step:
        """One step; the state goes out as bytes and comes back as bytes, the variables as JSON text."""
        world = Surroundings(
            now=now,
            new_key=lambda: next(self._keys),
            decide=_decide,
            add_working_time=_all_hours,
            ask_caller=self._ask,
        )
        self.asked = []
        given: dict[int, Values] = {key: _copied(values) for key, values in self.variables.items()}
        step = run(self.definition, command, world, case_key=CASE, state=self.state, variables=given)
        self._keep(step)
        return step

    def _ask(self, kind: str, code: str, message: str, variables: Values) -> CallerAnswer:
        if not self.is_child:
            return CallerAnswer.UNCAUGHT
        self.asked.append((kind, code))
        return self.answer(kind, code, message, variables)

    def _keep(self, step: Step) -> None:
        self.step, self.state, self.outcome = step, bytes(step.state), step.outcome.value
        for change in step.elements:
            self.parents[change.element_instance_key] = change.scope_key
            if change.state is ElementState.ACTIVE:
                self.elements[change.element_instance_key] = change.element_id
            else:
                self.elements.pop(change.element_instance_key, None)
                self.children.pop(change.element_instance_key, None)
        for written in step.variables:
            self.variables.setdefault(written.scope_key, {})[written.name] = written.value
        for key in step.scopes_closed:
            if key != CASE:
                self.variables.pop(key, None)
        self._keep_work(step)

    def _keep_work(self, step: Step) -> None:
        self.tasks.update({t.element_instance_key: (t.element_id, t.element_instance_key) for t in step.tasks_opened})
        self.people.update({t.element_instance_key: _people(t) for t in step.tasks_opened})
        for key, changes in step.tasks_changed:
            self.people[key] |= changes
        self.jobs.update({j.job_key: (j.element_id, j.element_instance_key, j.type) for j in step.jobs_opened})
        self.timers.update({t.timer_key: (t.element_id, t.element_instance_key, t.due_at) for t in step.timers_opened})
        self.subscriptions.update(
            {
                s.subscription_key: (s.element_id, s.element_instance_key, s.kind, s.name, s.correlation_key)
                for s in step.subscriptions_opened
            }
        )
        self.incidents.update(
            {i.incident_key: (i.element_id, i.element_instance_key, i.error_type) for i in step.incidents_opened}
        )
        for call in step.children_called:
            if call.element_instance_key in self.elements:
                self.children[call.element_instance_key] = call.element_id
        for key, _ in step.tasks_closed:
            self.tasks.pop(key, None)
        for key, ending in step.jobs_closed:
            if ending == "error":
                self.idle_jobs.add(key)
            else:
                self.jobs.pop(key, None)
        self.idle_jobs -= {key for key, _ in step.jobs_reopened}
        for key in step.timers_closed:
            self.timers.pop(key, None)
        for key in step.subscriptions_closed:
            self.subscriptions.pop(key, None)
        for key in step.incidents_closed:
            self.incidents.pop(key, None)
        for key in step.children_ended:
            self.children.pop(key, None)

    def facts_of(self, key: int) -> tuple[object, ...]:
        """Holder, priority, dates, roles and users of a task; what is empty is not there, without groups the lane's."""
        people, (element_id, _) = self.people[key], self.tasks[key]
        dates = [_moment(people[name]) for name in ("dueDate", "followUpDate")]
        lane_role = self.definition.node(element_id).lane_role
        roles = people["candidateGroups"] or ([lane_role] if lane_role else [])
        return (people["assignee"] or None, people["priority"], *dates, roles, people["candidateUsers"])

    def locals_of(self, instance_key: int) -> list[Values]:
        """The locals around an element instance, from the inside, without the case's own and without empty ones."""
        found = []
        while instance_key != CASE and instance_key in self.parents:
            found.append(self.variables.get(instance_key, {}))
            instance_key = self.parents[instance_key]
        return [values for values in found if values]


def _people(task: TaskOpened) -> dict[str, Any]:
    return {
        "assignee": task.assignee, "priority": task.priority, "dueDate": task.due_at, "followUpDate": task.follow_up_at,
        "candidateGroups": list(task.roles), "candidateUsers": list(task.candidate_users),
    }  # fmt: skip


def _moment(found: object) -> object:
    """As the engine reads it: a moment, its ISO text, or an empty text for none."""
    return datetime.fromisoformat(found) if isinstance(found, str) and found else found or None


def _copied(values: Values) -> Values:
    found = load(dump(values))
    assert isinstance(found, dict)
    return found
