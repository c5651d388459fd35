"""`servicelane test`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import main
from tests.scenarios.loan import FORM, LOAN

KEPT = "name: 不借\nname_en: Kept\nstart: {with: {}}\nsteps:\n  - complete: decide\n    with: {days: 1}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder like `bpmn/` with one process and one scenario."""
    scenarios = tmp_path / "loan" / "scenarios"
    scenarios.mkdir(parents=True)
    (tmp_path / "loan" / "loan.bpmn").write_bytes(LOAN)
    (tmp_path / "loan" / "loan_decision.form").write_bytes(FORM)
    (scenarios / "kept.yaml").write_text(KEPT, encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str) -> int:
    return main(["test", str(folder), "--models", str(folder), *options])


def test_it_tells_scenarios_and_what_was_never_reached(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0

    told = capsys.readouterr().out
    assert "ok     loan: Kept (2 steps" in told
    assert "loan: 4/12 elements, 3/11 flows reached" in told
    assert "never reached: element 登记 (book)" in told
    assert "1 scenarios, 1 passed" in told


def test_required_coverage_decides_how_it_ends(folder: Path) -> None:
    assert run(folder, "--coverage-required") == 1


def test_a_failure_and_an_unreadable_file_end_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenarios = folder / "loan" / "scenarios"
    (scenarios / "lost.yaml").write_text(KEPT + "    expect: {ended: lost}\n", encoding="utf-8")
    (scenarios / "odd.yaml").write_text("name: x\n", encoding="utf-8")

    assert run(folder, "--processes", "2") == 1

    told = capsys.readouterr().out
    assert "lost.yaml:7: end of loan: expected lost, but found completed, passed ends: kept" in told
    assert "odd.yaml:1: reading the scenario: expected a scenario with 'name_en'" in told
    assert "3 scenarios, 1 passed" in told


def test_json_holds_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "--json", "--language", "zh") == 0

    told = json.loads(capsys.readouterr().out)
    assert told["is_passed"] is True
    assert told["scenarios"][0]["process_id"] == "loan"
    assert "book" in told["coverage"][0]["missed_elements"]


def test_a_folder_without_scenarios_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(tmp_path)]) == 1
    assert "expected scenarios below" in capsys.readouterr().err
