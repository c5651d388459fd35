"""Where the product differs from the text of the dialect: each with the rule, a small run, expected and found.

The random runs follow the product in these (by `name`), so that they come past them; a test shows that each is still
there, and fails when the product has been put right: then the entry goes, and the judge's mention of its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.judge.model import Model, Move


@dataclass(frozen=True)
class Known:
    """One difference after the last of `commands`. `part` is the part of the view that shows it."""

    name: str
    rule: str
    model: Model
    commands: tuple[Move, ...]
    part: str
    expected: Any
    found: Any
    why: str


DIFFERENCES: tuple[Known, ...] = ()

NAMES = frozenset(known.name for known in DIFFERENCES)
