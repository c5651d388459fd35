"""What the doctor finds, and which invariant it breaks."""

from __future__ import annotations

from dataclasses import dataclass

RULES = {
    "corrupt": "I0",
    "schema": "I0",
    "answer": "I1",
    "twice": "I2",
    "chain": "I3",
    "tasks": "I4",
    "jobs": "I4",
    "timers": "I4",
    "subscriptions": "I4",
    "incidents": "I4",
    "calls": "I4",
    "left_over": "I4",
    "told": "I4",
    "orphan": "I4",
    "stalled": "I5",
    "effect": "I6",
    "books": "I6",
    "early": "I7",
    "late": "I7",
    "unit": "I8",
    "claim": "I9",
    "state": "I10",
    "file": "I11",
    "unguarded": "I12",
}
"""Code of an ailment → invariant. `docs/doctor.md` says what each means and what to do."""


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong with one case, or with the database when `case_key` is None. `code` is one of `RULES`."""

    case_key: int | None
    code: str
    message: str

    @property
    def rule(self) -> str:
        """The invariant: I0 to I12."""
        return RULES[self.code]

    def __str__(self) -> str:
        where = "database" if self.case_key is None else f"case {self.case_key}"
        return f"{where}: {self.code}: {self.message} ({self.rule})"
