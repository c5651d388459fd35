"""How playing went: failures in words, of both languages, and what was reached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.findings import Text
from workers.scenarios.coverage import Reached


class Mismatch(Exception):
    """Something is not as a step needs or expects it; `line` 0 = that of the step."""

    def __init__(self, subject: Text, expected: object, found: object, *, line: int = 0) -> None:
        super().__init__(f"{subject.en}: expected {expected}, but found {found}")
        self.subject, self.expected, self.found, self.line = subject, str(expected), str(found), line


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a scenario failed: at which step (1 = the start; 0 = before or after all), what, and how things stood."""

    file: str
    line: int
    step: int
    subject: Text
    expected: str
    found: str
    situation: Text = Text("", "")

    def told(self, language: str = "en") -> str:
        """One or two lines for people, in 'en' or 'zh'."""
        if language.startswith("zh"):
            words, more = f"{self.subject.zh}:应为 {self.expected},实为 {self.found}", self.situation.zh
        else:
            words = f"{self.subject.en}: expected {self.expected}, but found {self.found}"
            more = self.situation.en
        return f"{self.file}:{self.line}: {words}" + (f"\n    {more}" if more else "")


@dataclass(frozen=True, slots=True)
class ScenarioReport:
    """One scenario played: `step_count` steps were done; no failures means it went as written."""

    file: str
    name: str
    name_en: str
    process_id: str
    step_count: int
    seconds: float
    failures: tuple[Failure, ...]
    reached: tuple[Reached, ...]

    @property
    def is_passed(self) -> bool:
        """Whether it went as written."""
        return not self.failures


def unplayed(path: Path, failures: tuple[Failure, ...]) -> ScenarioReport:
    """The report of a file that nobody could play to its end; it is named as the file is."""
    return ScenarioReport(str(path), path.stem, path.stem, path.parent.parent.name, 0, 0.0, failures, ())
