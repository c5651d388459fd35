"""`servicelane test --processes N` when one of the processes dies: said in words, and nothing waits for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from api.cli import main
from engine.definitions.files import ModelFile
from tests.scenarios.loan import FORM, LOAN
from workers.scenarios import ScenarioReport, play_all

KEPT = "name: 不借\nname_en: Kept\nstart: {with: {}}\nsteps:\n  - complete: decide\n    with: {days: 1}\n"
MODELS = [ModelFile("loan.bpmn", LOAN), ModelFile("loan_decision.form", FORM)]
OTHER = FORM.replace(b'"loan_decision"', b'"other"')
MORE_THAN_A_PIPE_HOLDS = 500_000
PATIENCE_SECONDS = 90


class Deadly(ModelFile):
    """A model that ends whoever receives it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Four scenarios."""
    folder = tmp_path / "loan" / "scenarios"
    folder.mkdir(parents=True)
    found = [folder / f"kept_{number}.yaml" for number in range(4)]
    for path in found:
        path.write_text(KEPT, encoding="utf-8")
    return found


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """A test that stands still fails."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"expected an end within {PATIENCE_SECONDS} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def words(report: ScenarioReport) -> str:
    """Its only failure."""
    return report.failures[0].told().partition(": ")[2]


def test_processes_that_die_while_they_start_are_told_and_nothing_stands_still(paths: list[Path]) -> None:
    # given models that are more than is read before the death
    models = [Deadly("loan.bpmn", LOAN), MODELS[1], ModelFile("big.form", OTHER + b" " * MORE_THAN_A_PIPE_HOLDS)]

    # when two processes should play
    performance = play_all(paths, models, processes=2)

    # then every scenario says why it was not played
    told = sorted(map(words, performance.reports))
    died = "playing the scenario: expected a report, but found its process ended with exit code 9"
    alone = "playing the scenario: expected a report, but found none left of the processes that play"
    assert told == [died, died, alone, alone]
    assert not performance.is_passed


def test_a_process_that_is_killed_costs_one_scenario_and_leaves_nothing_behind(
    paths: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given two processes at work in a folder of this test's
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    killed: list[int] = []

    def kill_one(_report: ScenarioReport) -> None:
        if not killed:
            killed.append(multiprocessing.active_children()[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    # when one of them is killed after the first scenario
    performance = play_all(paths, MODELS, processes=2, told=kill_one)

    # then the scenario in its hands fails, the other process plays the rest, and neither files nor processes stay
    failed = [words(report) for report in performance.reports if not report.is_passed]
    assert failed == ["playing the scenario: expected a report, but found its process killed by signal 9"]
    assert sum(report.is_passed for report in performance.reports) == 3
    assert multiprocessing.active_children() == []
    assert list(temporary.glob("servicelane-*")) == []


def test_the_command_ends_with_1_when_its_processes_die(
    paths: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.cli.scenarios._models", lambda _folders: [Deadly("loan.bpmn", LOAN), MODELS[1]])

    code = main(["test", str(paths[0].parent), "--models", "x", "--processes", "2"])

    assert code == 1
    assert "4 scenarios, 0 passed" in capsys.readouterr().out
