"""One process's engines for scenarios and the names they may use: a file becomes a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.findings import Text
from workers.scenarios.checking import faults
from workers.scenarios.coverage import Coverage, Reached, coverage_of
from workers.scenarios.models import Models
from workers.scenarios.moments import read_moment
from workers.scenarios.notation import WrongScenario
from workers.scenarios.player import play
from workers.scenarios.reading import FIRST_MOMENT, read_scenario
from workers.scenarios.report import Failure, ScenarioReport, unplayed
from workers.scenarios.theatre import Theatre

_READING = Text("reading the scenario", "读取场景")


class Cast:
    """A theatre and what its scenarios may name."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.zone = ZoneInfo(theatre.time_zone)
        self.models = Models(*theatre.look_around(read_moment(FIRST_MOMENT, self.zone)))

    def play(self, path: Path) -> ScenarioReport:
        """Read, check and play one file."""
        try:
            scenario = read_scenario(path, zone=self.zone)
        except WrongScenario as wrong:
            return _unread(path, [wrong])
        wrongs = faults(scenario, self.models)
        if wrongs:
            return _unread(path, wrongs)
        with self.theatre.stage(scenario.clock) as engine:
            return play(scenario, engine)

    def coverages(self, reports: Sequence[ScenarioReport]) -> tuple[Coverage, ...]:
        """Of each process whose model stands beside a scenario, else of the one it names; whoever reached it."""
        reached: list[Reached] = [one for report in reports for one in report.reached]
        files: set[str] = set()
        named: set[str] = set()
        for report in reports:
            beside = {path.name for path in Path(report.file).parent.parent.glob("*.bpmn")}
            files |= beside
            named |= set() if beside else {report.process_id}
        return tuple(
            coverage_of(definition, reached)
            for process_id, definition in self.models.definitions.items()
            if process_id in named or self.models.files.get(process_id) in files
        )


def _unread(path: Path, wrongs: Sequence[WrongScenario]) -> ScenarioReport:
    return unplayed(path, tuple(_told(wrong) for wrong in wrongs))


def _told(wrong: WrongScenario) -> Failure:
    expected, _, found = wrong.message.removeprefix("expected ").partition(", but ")
    return Failure(wrong.file, wrong.line, 0, _READING, expected, found.removeprefix("found "))
