"""Whether the names in a scenario exist; each that does not is told with its line and the nearest that does."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC
from difflib import get_close_matches

from engine.store.rehearsal import columns
from workers.scenarios.models import Models
from workers.scenarios.moments import read_moment
from workers.scenarios.notation import WrongScenario
from workers.scenarios.scenario import (
    MAIN,
    Act,
    Expectation,
    OnJob,
    OnTask,
    Operate,
    Scenario,
    ScenarioStep,
    Send,
    Start,
    Wait,
)


def faults(scenario: Scenario, models: Models) -> list[WrongScenario]:
    """Every name of the scenario that does not exist, in the order of its lines."""
    if scenario.process_id not in models.definitions:
        return [_Checking(scenario, models).unknown(0, "the id of a process", scenario.process_id, models.definitions)]
    return list(_Checking(scenario, models).all())


class _Checking:
    def __init__(self, scenario: Scenario, models: Models) -> None:
        self._scenario, self._models = scenario, models
        self._labels = {MAIN: scenario.process_id}
        self._users = models.known.users | {str(row.get("username")) for row in scenario.reference.get("users", ())}
        self._units = models.known.units.keys() | {str(row.get("code")) for row in scenario.reference.get("units", ())}

    def all(self) -> Iterator[WrongScenario]:
        for name in self._scenario.jobs:
            yield from self._known(0, "a job type or an element with a job", name, self._models.jobs)
        for step in self._scenario.steps:
            yield from self._act(step, step.act)
            for expectation in step.expectations:
                yield from self._expectation(expectation)

    def unknown(self, line: int, what: str, found: str, known: Collection[str]) -> WrongScenario:
        near = get_close_matches(found, list(known), n=1)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        return WrongScenario(self._scenario.file, line, f"expected {what}, but found '{found}'{hint}")

    def _known(self, line: int, what: str, found: str | None, known: Collection[str]) -> Iterator[WrongScenario]:
        if found is not None and found not in known:
            yield self.unknown(line, what, found, known)

    def _act(self, step: ScenarioStep, act: Act) -> Iterator[WrongScenario]:
        line, models = step.line, self._models
        yield from self._known(line, "a user of the demo network", getattr(act, "by", None), self._users)
        yield from self._case(line, getattr(act, "case", None))
        if isinstance(act, Start):
            yield from self._start(line, act)
        elif isinstance(act, OnTask):
            yield from self._known(line, "the id of a user task", act.element_id, self._tasks_of(act.case))
        elif isinstance(act, Send):
            kind = "signal" if act.is_signal else "message"
            yield from self._known(line, f"a {kind} that some process waits for", act.name, models.events(kind))
        elif isinstance(act, OnJob):
            yield from self._known(line, "a job type or an element with a job", act.name, models.jobs)
        elif isinstance(act, Wait):
            calendars = {calendar for calendar in models.known.units.values() if calendar}
            yield from self._known(line, "a unit or calendar", act.calendar_of, {*self._units, *calendars})
        elif isinstance(act, Operate) and act.deed == "resolve":
            yield from self._known(line, "the id of an element", act.target, models.places())
        elif isinstance(act, Operate) and act.deed == "cancel":
            yield from self._case(line, act.target)

    def _start(self, line: int, act: Start) -> Iterator[WrongScenario]:
        yield from self._known(line, "the id of a process", act.process_id, self._models.definitions)
        yield from self._known(line, "a unit", act.unit, self._units)
        yield from self._known(
            line, "a message that some process waits for", act.message, self._models.events("message")
        )
        if act.until is not None:
            yield from self._moment(line, act.until)
        self._labels[act.label] = act.process_id

    def _expectation(self, wanted: Expectation) -> Iterator[WrongScenario]:
        line = wanted.line
        yield from self._case(line, wanted.case)
        process_id = self._process_of(wanted.case)
        for task in wanted.tasks or ():
            yield from self._known(
                line, "the id of a user task of this case", task.element_id, self._tasks_of(wanted.case)
            )
            yield from self._known(line, "a user of the demo network", task.assignee, self._users)
            yield from self._known(line, "a unit", task.unit, self._units)
            yield from self._moment(line, task.due) if task.due else ()
        places = self._models.places(process_id)
        for name in (*wanted.reached, *wanted.not_reached, *filter(None, (wanted.ended,))):
            yield from self._known(line, "the id of an element or flow of this case", name, places)
        for incident in wanted.incidents or ():
            yield from self._known(line, "the id of an element of this case", incident.element_id, places)
        for job in wanted.jobs or ():
            yield from self._known(line, "a job type or an element with a job", job, self._models.jobs)
        for name in wanted.cases:
            yield from self._known(line, "the id of a process", name, self._models.definitions)
        for records in wanted.records:
            known = columns(records.table)
            if not known:
                yield WrongScenario(self._scenario.file, line, f"expected a table, but found '{records.table}'")
            for name in (*records.where, *records.values) if known else ():
                yield from self._known(line, f"a column of '{records.table}'", name, known)

    def _moment(self, line: int, text: str) -> Iterator[WrongScenario]:
        try:
            read_moment(text, UTC)
        except ValueError:
            yield WrongScenario(self._scenario.file, line, f"expected a moment, but found '{text}'")

    def _case(self, line: int, name: str | None) -> Iterator[WrongScenario]:
        known = {*self._labels, *self._models.definitions}
        if name is not None:
            yield from self._known(line, "'main', a name given by `as`, or a process id", name.partition("#")[0], known)

    def _process_of(self, case: str) -> str | None:
        named = case.partition("#")[0]
        found = self._labels.get(named, named)
        return found if found in self._models.definitions else None

    def _tasks_of(self, case: str | None) -> frozenset[str]:
        return self._models.tasks(self._process_of(case) if case else None)
