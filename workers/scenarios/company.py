"""Many scenarios: found below paths, checked, played on one or more processors, with the coverage of each process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.definitions.files import ModelFile
from engine.findings import Text
from workers.scenarios.checking import faults
from workers.scenarios.coverage import Coverage, Reached, coverage_of
from workers.scenarios.models import Models
from workers.scenarios.moments import read_moment
from workers.scenarios.notation import WrongScenario
from workers.scenarios.player import play
from workers.scenarios.reading import FIRST_MOMENT, FOLDER, read_scenario
from workers.scenarios.report import Failure, ScenarioReport
from workers.scenarios.theatre import Theatre

_ENDINGS = (".yaml", ".yml")
_READING = Text("reading the scenario", "读取场景")


@dataclass(frozen=True, slots=True)
class Performance:
    """Everything that was played, by file, and the coverage of the processes whose scenarios were played."""

    reports: tuple[ScenarioReport, ...]
    coverages: tuple[Coverage, ...]

    @property
    def is_passed(self) -> bool:
        """Whether every scenario went as written."""
        return all(report.is_passed for report in self.reports)


def scenario_files(paths: Iterable[Path]) -> list[Path]:
    """The scenario files that `paths` name, or that lie below them in folders `scenarios/`. Raises OSError."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            found[path] = None
        elif path.is_dir():
            below = (one for one in sorted(path.rglob("*")) if one.suffix in _ENDINGS and one.parent.name == FOLDER)
            found |= dict.fromkeys(below)
            own = (one for one in sorted(path.glob("*")) if one.suffix in _ENDINGS and path.name == FOLDER)
            found |= dict.fromkeys(own)
        else:
            raise FileNotFoundError(f"expected a file or folder, but found nothing at '{path}'")
    return list(found)


def play_all(
    paths: Sequence[Path],
    models: Sequence[ModelFile],
    *,
    processes: int = 1,
    told: Callable[[ScenarioReport], None] = lambda report: None,
) -> Performance:
    """Play every scenario of `paths` on engines with `models` deployed; `told` hears of each as it ends.

    Raises Refused when the models do not deploy.
    """
    with Theatre(models) as theatre:
        cast = Cast(theatre)
        reports: dict[Path, ScenarioReport] = {}
        for path, report in _played(paths, models, cast, processes):
            told(report)
            reports[path] = report
        ordered = tuple(reports[path] for path in paths)
        return Performance(ordered, cast.coverages(ordered))


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


def _played(
    paths: Sequence[Path], models: Sequence[ModelFile], cast: Cast, processes: int
) -> Iterator[tuple[Path, ScenarioReport]]:
    if processes < 2 or len(paths) < 2:
        for path in paths:
            yield path, cast.play(path)
        return
    context = multiprocessing.get_context("spawn")
    begun = (tuple(models), cast.theatre.prepared)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=begun) as pool:
        waiting = {pool.submit(_play_elsewhere, path): path for path in paths}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


_own: list[Cast] = []


def _begin(models: Sequence[ModelFile], prepared: Mapping[datetime, Path]) -> None:
    """In each further process: a theatre of its own that begins with what the first one prepared."""
    _own.append(Cast(Theatre(models, prepared=prepared)))


def _play_elsewhere(path: Path) -> ScenarioReport:
    return _own[0].play(path)


def _unread(path: Path, wrongs: Sequence[WrongScenario]) -> ScenarioReport:
    failures = tuple(_told(wrong) for wrong in wrongs)
    process_id = path.parent.parent.name
    return ScenarioReport(str(path), path.stem, path.stem, process_id, 0, 0.0, failures, ())


def _told(wrong: WrongScenario) -> Failure:
    expected, _, found = wrong.message.removeprefix("expected ").partition(", but ")
    return Failure(wrong.file, wrong.line, 0, _READING, expected, found.removeprefix("found "))
