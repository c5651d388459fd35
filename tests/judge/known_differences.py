"""Where the product differs from the text of the dialect: each with the rule, a small run, expected and found.

The random runs follow the product in these (by `name`), so that they come past them; a test shows that each is still
there, and fails when the product has been put right: then the entry goes, and the judge's mention of its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.judge.library.repetition import task
from tests.judge.model import Model, Move
from tests.models import bpmn as b


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


DIFFERENCES: tuple[Known, ...] = (
    Known(
        name="output collection",
        rule="M3",
        model=Model(
            "output_collection_inside",
            b.model("start -> a -> end", xml=task("a", b.many("=[1]", output=("all", "=r")))),
        ),
        commands=(("start", {}),),
        part="tasks",
        expected=[("a", [{"item": 1, "r": None, "loopCounter": 1}, {"all": [None]}])],
        found=[("a", [{"item": 1, "r": None, "loopCounter": 1}])],
        why="The output collection is a local of the body; in the product it first exists when it is merged outward.",
    ),
)

NAMES = frozenset(known.name for known in DIFFERENCES)
