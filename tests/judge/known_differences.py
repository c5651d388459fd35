"""Where the product differs from the text of the dialect: each with the rule, a small run, expected and found.

The random runs follow the product in these (by `name`), so that they come past them; a test shows that each is still
there, and fails when the product has been put right: then the entry goes, and the judge's mention of its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.judge.library.gateways import xor
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
    Known(
        name="undo of some of many",
        rule="P25",
        model=Model(
            "handler_inside_many_until",
            b.model(
                "start -> s1 -> t -> c -> end",
                xml=b.sub(
                    "s1",
                    "start_in -> a -> end_in",
                    xml=b.compensation("a", "undo"),
                    inside=b.many("=[1, 2]", until="=true"),
                )
                + b.throw("t", b.compensate()),
            ),
        ),
        commands=(("start", {}), ("complete", "task", "a", 0, {})),
        part="tasks",
        expected=[("undo", [{"item": 1, "loopCounter": 1}])],
        found=[("c", [])],
        why="Handlers inside a multi-instance run per completed instance; that all have completed is asked only for a "
        "handler at the multi-instance itself. The product keeps no record when a completion condition ended the rest.",
    ),
    Known(
        name="stuck while an event sub-process ends",
        rule="K12, I6",
        model=Model(
            "stuck_beside_event_subs",
            b.model(
                "start -> choose",
                "choose -> a : =false",
                "choose -> join -> end",
                "a -> join",
                top=b.signal_top("s"),
                xml=xor("choose", "choose_join")
                + '<parallelGateway id="join"/>'
                + b.event_sub("es", "start_es -> h -> end_es", start=b.signal("s"), interrupting=False),
            ),
        ),
        commands=(
            ("start", {}),
            ("signal", "start_es", 0, {}),
            ("signal", "start_es", 0, {}),
            ("complete", "task", "h", 0, {}),
        ),
        part="incidents",
        expected=[("join", "STUCK_TOKEN")],
        found=[],
        why="The token is as stuck as before and nobody resolved the incident. The product keeps it while event "
        "sub-processes begin, drops it when one of several ends, and opens a new one when the last has ended.",
    ),
)

NAMES = frozenset(known.name for known in DIFFERENCES)
