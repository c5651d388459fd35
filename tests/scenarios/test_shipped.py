"""Every scenario of every shipped process, and what they reach: all elements, all flows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.opening import bundled_models
from workers.scenarios import ScenarioReport, Theatre, scenario_files
from workers.scenarios.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
FILES = scenario_files([ROOT / "bpmn"])
FOLDERS = sorted({path.parent.parent.name for path in FILES})
REQUIRED = (
    "callback_survey", "complaint", "customer_remedy", "dealer_payment", "instruction", "parts_order", "rebate_period",
    "repair_dispatch", "sale_registration", "settlement", "stock_receipt", "stock_upkeep", "store_build_out",
    "survey_campaign",
)  # fmt: skip


@pytest.fixture(scope="module")
def cast() -> Iterator[Cast]:
    with Theatre(bundled_models()) as theatre:
        yield Cast(theatre)


@pytest.fixture(scope="module")
def reports() -> dict[Path, ScenarioReport]:
    """What was played in this run."""
    return {}


def name(path: Path) -> str:
    return f"{path.parent.parent.name}-{path.stem}"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_scenario_goes_as_it_is_written(path: Path, cast: Cast, reports: dict[Path, ScenarioReport]) -> None:
    reports[path] = cast.play(path)

    assert "\n".join(failure.told() for failure in reports[path].failures) == ""


@pytest.mark.parametrize("folder", FOLDERS)
def test_all_elements_and_flows_of_a_folders_processes_are_reached(
    folder: str, cast: Cast, reports: dict[Path, ScenarioReport]
) -> None:
    for path in FILES:
        if path.parent.parent.name == folder and path not in reports:
            reports[path] = cast.play(path)
    files = {path.name for path in (ROOT / "bpmn" / folder).glob("*.bpmn")}

    found = [one for one in cast.coverages(list(reports.values())) if cast.models.files[one.process_id] in files]

    assert found
    assert [place.told() for one in found for place in (*one.missed_elements, *one.missed_flows)] == []


@pytest.mark.parametrize("folder", REQUIRED)
def test_a_shipped_process_has_scenarios(folder: str) -> None:
    assert folder in FOLDERS
