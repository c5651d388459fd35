"""Many scenarios: found below paths, checked, played on one or more processors, with the coverage of each process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.definitions.files import ModelFile
from workers.scenarios.beside import play_beside
from workers.scenarios.cast import Cast
from workers.scenarios.coverage import Coverage
from workers.scenarios.reading import FOLDER
from workers.scenarios.report import ScenarioReport
from workers.scenarios.theatre import Theatre

_ENDINGS = (".yaml", ".yml")


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


def _played(
    paths: Sequence[Path], models: Sequence[ModelFile], cast: Cast, processes: int
) -> Iterator[tuple[Path, ScenarioReport]]:
    if processes < 2 or len(paths) < 2:
        for path in paths:
            yield path, cast.play(path)
        return
    yield from play_beside(paths, models, cast.theatre, processes=processes)
