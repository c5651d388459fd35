"""Where the product differs from the text of the dialect: each with the rule, a small run, expected and found.

The random runs follow the product in these (by `name`), so that they come past them; a test shows that each is still
there, and fails when the product has been put right: then the entry goes, and the judge's mention of its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.judge.library.gateways import xor
from tests.judge.library.repetition import task
from tests.judge.library.scopes import INNER, ad_hoc
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
        name="one stuck node",
        rule="K12",
        model=Model(
            "two_joins_stuck",
            b.model(
                "start -> fork -> choose",
                "choose -> a : =true",
                "choose -> c -> join1 -> end",
                "a -> join1",
                "fork -> choose2",
                "choose2 -> d : =true",
                "choose2 -> e -> join2 -> end2",
                "d -> join2",
                xml=xor("choose", "choose_c") + xor("choose2", "choose2_e"),
            ),
        ),
        commands=(("start", {}), ("complete", "task", "a", 0, {}), ("complete", "task", "d", 0, {})),
        part="incidents",
        expected=[("join1", "STUCK_TOKEN"), ("join2", "STUCK_TOKEN")],
        found=[("join1", "STUCK_TOKEN")],
        why="Tokens wait at two nodes of the scope and nothing can arrive at either; only the first one is shown.",
    ),
    Known(
        name="equal value",
        rule="E14",
        model=Model(
            "condition_of_updates",
            b.model(
                "start -> a -> end",
                "on_hot -> x -> end",
                xml=b.boundary(
                    "on_hot",
                    "a",
                    b.conditional("=hot", inside=b.extensions('<zeebe:conditionalFilter variableEvents="update"/>')),
                    interrupting=False,
                ),
            ),
        ),
        commands=(("start", {}), ("set", {"hot": True}), ("set", {"hot": True})),
        part="flows",
        expected=[],
        found=["on_hot_x"],
        why="A variable written with the value it has is not changed; the product counts it as an update.",
    ),
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
        name="first look",
        rule="E14, K8, E22",
        model=Model(
            "condition_true_on_entry",
            b.model(
                "start -> m -> b -> end",
                "on_hot -> x -> end",
                xml='<manualTask id="m"/>' + b.boundary("on_hot", "m", b.conditional("=hot")),
            ),
        ),
        commands=(("start", {"hot": True}),),
        part="tasks",
        expected=[("x", [])],
        found=[("b", [])],
        why="A condition is evaluated when its scope becomes active, before the behaviour. On a task that passes at "
        "once the product never looks; in a case with an interrupting conditional event sub-process the start event "
        "passes first.",
    ),
    Known(
        name="mapped output element",
        rule="M2, M3",
        model=Model(
            "output_element_by_mapping",
            b.model(
                "start -> a -> b -> end",
                xml=task("a", b.many("=[1]", output=("all", "=kept")), b.io("output: =r -> kept")),
            ),
        ),
        commands=(("start", {}), ("complete", "task", "a", 0, {"r": "x"})),
        part="variables",
        expected={"all": ["x"]},
        found={"kept": "x", "all": [None]},
        why="The null local of the instance is there so that results do not leak; the product merges past it: "
        "the value leaks to the case and the collection gets null.",
    ),
    Known(
        name="null list of active elements",
        rule="P12, D25",
        model=Model("ad_hoc_null_list", b.model("start -> h -> end", xml=ad_hoc("h", INNER, active="=missing"))),
        commands=(("start", {}),),
        part="incidents",
        expected=[("h", "EXTRACT_VALUE_ERROR")],
        found=[],
        why="Null is no list (as M1 says of the input collection); the product takes it for an absent one.",
    ),
    Known(
        name="undo only in an event sub-process",
        rule="P20, P22",
        model=Model(
            "compensable_in_an_event_sub",
            b.model(
                "start -> s1 -> t -> c -> end",
                top=b.message_top("m", key="=&quot;k&quot;"),
                xml=b.sub(
                    "s1",
                    "start_in -> a -> end_in",
                    xml=b.event_sub(
                        "es", "start_es -> w -> end_es", start=b.message("m"), xml=b.compensation("w", "undo")
                    ),
                )
                + b.throw("t", b.compensate()),
            ),
        ),
        commands=(("start", {}), ("message", "start_es", 0, {}), ("complete", "task", "w", 0, {})),
        part="tasks",
        expected=[("undo", [])],
        found=[("c", [])],
        why="The completed sub-process holds a compensable activity in its event sub-process. The product keeps no "
        "record of such a sub-process, unless it holds another one outside: then both are undone.",
    ),
)

NAMES = frozenset(known.name for known in DIFFERENCES)
