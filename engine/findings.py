"""Findings of the deployment gate, as data (dialect G1, G2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "ignored"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate says of one place in one file. `line` is 1-based, 0 = the whole file; ids may be empty."""

    code: str
    level: Level
    file: str
    line: int
    element_id: str
    element_name: str
    reason: Text
    advice: Text

    def text(self, language: str) -> str:
        """`<file>: <element name> (<id>): <reason>. <advice>` in `language` ('zh' or 'en')."""
        reason, advice = (
            (self.reason.zh, self.advice.zh) if language.startswith("zh") else (self.reason.en, self.advice.en)
        )
        where = f"{self.element_name} ({self.element_id})" if self.element_name else self.element_id
        place = f"{self.file}: {where}" if where else self.file
        return f"{place}: {reason}. {advice} [{self.code}]".replace(".. ", ". ").replace(".  [", ". [")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """`findings` by file, line, element (G1)."""
    return tuple(sorted(findings, key=lambda finding: (finding.file, finding.line, finding.element_id, finding.code)))
