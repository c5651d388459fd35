"""A theatre with a small process, and one with everything that ships."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.definitions.files import ModelFile
from tests.scenarios.loan import FORM, LOAN
from workers.scenarios import Scenario, ScenarioReport, Theatre, WrongScenario, play, read_text
from workers.scenarios.checking import faults
from workers.scenarios.models import Models

ZONE = ZoneInfo("Asia/Shanghai")
Played = Callable[[str], ScenarioReport]


def scenario(text: str, *, folder: Path | None = None) -> Scenario:
    """The scenario of a text about the process `loan`."""
    head = "" if text.startswith("name:") else "name: 借用\nname_en: A loan\n"
    return read_text((head + text).encode(), file="loan.yaml", zone=ZONE, folder=folder, process_id="loan")


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    """Engines with the process `loan` and the demo network."""
    files = [ModelFile("loan.bpmn", LOAN), ModelFile("loan_decision.form", FORM)]
    with Theatre(files) as made:
        yield made


@pytest.fixture(scope="session")
def models(theatre: Theatre) -> Models:
    return Models(*theatre.look_around(scenario("start: {with: {}}").clock))


@pytest.fixture
def played(theatre: Theatre, models: Models) -> Played:
    """Check and play the scenario of a text."""

    def run(text: str) -> ScenarioReport:
        found = scenario(text)
        wrong = faults(found, models)
        if wrong:
            raise wrong[0]
        with theatre.stage(found.clock) as engine:
            return play(found, engine)

    return run


@pytest.fixture
def refused(models: Models) -> Callable[[str], WrongScenario]:
    """The first fault of a text that cannot be played."""

    def check(text: str) -> WrongScenario:
        try:
            wrong = faults(scenario(text), models)
        except WrongScenario as unread:
            return unread
        assert wrong, "expected a fault, but found none"
        return wrong[0]

    return check
