"""Death and lost connections at every statement and on both sides of every commit of every scenario.

After each death the doctor examines, a new process plays the scenario again from its start under the same idempotency
keys, and in the end every case has exactly the history of a course without faults. `NIGHTLY=1` tries every point, a
normal run some of each scenario: always the same ones, other ones for each scenario.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator

import pytest

from engine.advance import turn
from engine.history.append import append
from engine.history.chain import link
from engine.service import transaction
from engine.store import events
from tests.reliability import more_scenarios
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.faults import POINTS
from tests.reliability.scenarios import SCENARIOS, Scenario
from tests.reliability.stage import Course, Stage

BY_DAY = {
    ("sqlite", "die"): POINTS,
    ("sqlite", "cut"): ("after commit",),
    ("postgres", "die"): ("statement",),
    ("postgres", "cut"): ("after commit",),
}
"""of which kinds a normal run tries one point of each scenario"""
assert more_scenarios


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What breaks here is logged as it should be, and read by nobody."""
    logging.disable(logging.CRITICAL)
    caplog.set_level(logging.CRITICAL)


@pytest.fixture(autouse=True)
def loud_again() -> Iterator[None]:
    """Let the log speak after the test."""
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("how", ["die", "cut"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_lost_or_done_twice_whatever_breaks(
    stage: Stage, name: str, how: str, request: pytest.FixtureRequest
) -> None:
    scenario = SCENARIOS[name]
    course = stage.undisturbed(scenario)

    wrong = {
        f"{point} {number}": found
        for point, number in _chosen(scenario, course, how, request.node.callspec.params["stage"])
        if (found := stage.disturbed(scenario, course, point, number, how=how))
    }

    assert wrong == {}


@pytest.mark.parametrize("mistake", ["no keys", "two transactions", "history first"])
def test_a_mistake_of_ours_would_be_found(sqlite_theatre: Stage, mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = SCENARIOS["tasks_in_a_row"]
    course = sqlite_theatre.undisturbed(scenario)
    _MISTAKES[mistake](monkeypatch)

    wrong = [
        found
        for point in ("before commit", "after commit", "statement")
        for number in range(1, course.points[point] + 1)
        if (found := _found(sqlite_theatre, scenario, course, point, number))
    ]

    assert wrong != []


def test_there_is_a_scenario_for_each_family_of_elements() -> None:
    text = b"".join(file.content for one in SCENARIOS.values() for file in one.files).decode()
    families = (
        *("userTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess", "adHocSubProcess"),
        *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "boundaryEvent"),
        *("messageEventDefinition", "signalEventDefinition", "timerEventDefinition", "errorEventDefinition"),
        *("escalationEventDefinition", "compensateEventDefinition", "terminateEventDefinition"),
        *("conditionalEventDefinition", "multiInstanceLoopCharacteristics", 'triggeredByEvent="true"'),
        *("intermediateThrowEvent", "intermediateCatchEvent", 'cancelActivity="false"', 'isSequential="true"'),
    )

    assert [family for family in families if family not in text] == []
    assert len(SCENARIOS) >= 30


def _chosen(scenario: Scenario, course: Course, how: str, kind: str) -> Iterator[tuple[str, int]]:
    """Every point at night; by day one of each kind, the same in every run."""
    for point in POINTS:
        count = course.points[point]
        if IS_NIGHT:
            yield from ((point, number) for number in range(1, count + 1))
        elif point in BY_DAY[kind, how]:
            yield point, 1 + zlib.crc32(f"{scenario.name} {point} {how}".encode()) % count


def _found(stage: Stage, scenario: Scenario, course: Course, point: str, number: int) -> list[str]:
    try:
        return stage.disturbed(scenario, course, point, number, how="die")
    except Exception as error:  # with a mistake in the engine even going on may be impossible
        return [f"{type(error).__name__}: {error}"]


def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "_once", lambda tx, operation, _once: operation(tx))


def _two_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """History is written after the commit of what it tells."""

    def later(tx, case_key, head, lines, *, actor, operation_id):
        head, records = link(case_key, head, lines, actor=actor, at=tx.now, operation_id=operation_id)

        def write() -> None:
            with tx.connection.engine.begin() as connection:
                events.add(
                    type(tx)(connection, tx.now, tx.new_key), case_key, records, actor=actor, operation_id=operation_id
                )

        tx.after_commit.append(write)
        return head

    monkeypatch.setattr(turn, "append", later)


def _history_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """History is kept even if what it tells is not."""

    def first(tx, case_key, head, lines, *, actor, operation_id):
        head = append(tx, case_key, head, lines, actor=actor, operation_id=operation_id)
        tx.connection.connection.driver_connection.execute("COMMIT")
        tx.connection.connection.driver_connection.execute("BEGIN IMMEDIATE")
        return head

    monkeypatch.setattr(turn, "append", first)


_MISTAKES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no keys": _no_keys,
    "two transactions": _two_transactions,
    "history first": _history_first,
}
