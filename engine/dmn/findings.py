"""What the deployment gate says about a DMN file (dialect G2, section 9 codes `DMN_*` and relatives)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "ignored"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    en: str
    zh: str


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: the nearest element with an id or a name, and the 1-based line (0 = the whole file)."""

    element_id: str = ""
    element_name: str = ""
    line: int = 0


WHOLE_FILE = Place()


@dataclass(frozen=True, slots=True)
class DmnFinding:
    """One finding in one place of a DMN file. `line` is 1-based, 0 = the whole file; ids and names may be empty."""

    code: str
    level: Level
    element_id: str
    element_name: str
    line: int
    reason: Text
    advice: Text


class FindingList:
    """Collects the findings of one file."""

    def __init__(self, tolerated: frozenset[str] = frozenset()) -> None:
        self._tolerated = tolerated
        self._found: list[DmnFinding] = []

    def add(self, code: str, place: Place, reason: Text, advice: Text = NOTHING, *, level: Level = "error") -> None:
        """Note one finding at `place`."""
        self._found.append(DmnFinding(code, level, place.element_id, place.element_name, place.line, reason, advice))

    @property
    def has_errors(self) -> bool:
        """True when a finding of level `error`, other than tolerated ones, was noted: no model can be made."""
        return any(finding.level == "error" and finding.code not in self._tolerated for finding in self._found)

    def __iter__(self) -> Iterator[DmnFinding]:
        return iter(self._found)

    def in_order(self) -> tuple[DmnFinding, ...]:
        """The findings by line, element and code (G1); equal ones once."""
        unique = dict.fromkeys(self._found)
        return tuple(sorted(unique, key=lambda finding: (finding.line, finding.element_id, finding.code)))
