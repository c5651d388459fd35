"""Multi-instance, standard loop, compensation and transactions."""

from __future__ import annotations

from typing import Any

from tests.judge.library.events import TOPS
from tests.judge.library.scopes import call
from tests.judge.model import Model
from tests.models import bpmn as b

LISTS: dict[str, list[Any]] = {"items": [[1, 2, 3], ["x"], [], [5, 5]], "n": [1, 2], "r": ["p", None]}
DATA: dict[str, list[Any]] = {"n": [1, 2], "hot": [True, False]}


def task(element_id: str, loop: str, *parts: str) -> str:
    """A user task that repeats."""
    return f'<userTask id="{element_id}">{b.extensions(*parts) if parts else ""}{loop}</userTask>'


def loop(condition: str = "", *, maximum: int = 0, before: bool = False) -> str:
    """standardLoopCharacteristics."""
    most = f' loopMaximum="{maximum}"' if maximum else ""
    inside = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    first = ' testBefore="true"' if before else ""
    return f"<standardLoopCharacteristics{most}{first}>{inside}</standardLoopCharacteristics>"


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    more.setdefault("start", {"id": "k1", "items": [1, 2]})
    return Model(name, b.model(*lines, xml=xml, top=TOPS), data=data or DATA, families=("repetition",), **more)


PLAIN = "start -> a -> b -> end"
SUB = "start_in -> c -> d -> end_in"
UNDO = "start -> a -> b -> choose"

MODELS: tuple[Model, ...] = (
    _m("many_parallel", PLAIN, xml=task("a", b.many("=items")), data=LISTS),
    _m("many_sequential", PLAIN, xml=task("a", b.many("=items", sequential=True)), data=LISTS),
    _m("many_with_output", PLAIN, xml=task("a", b.many("=items", output=("results", "=r"))), data=LISTS),
    _m(
        "many_with_output_path",
        PLAIN,
        xml=task("a", b.many("=items", output=("results", "=r.x"))),
        data={**LISTS, "r": [{"x": 1}, None]},
    ),
    _m(
        "many_with_output_expression",
        PLAIN,
        xml=task("a", b.many("=items", sequential=True, output=("results", "=item + loopCounter"))),
        data={**LISTS, "items": [[1, 2, 3], [4]]},
    ),
    _m(
        "many_until",
        PLAIN,
        xml=task("a", b.many("=items", output=("results", "=n"), until="=numberOfCompletedInstances >= 2 or n = 2")),
        data=LISTS,
    ),
    _m(
        "many_until_counts",
        PLAIN,
        xml=task("a", b.many("=items", until="=numberOfActiveInstances = 1 and numberOfInstances = 3")),
        data=LISTS,
    ),
    _m(
        "many_until_no_boolean",
        PLAIN,
        xml=task("a", b.many("=items", until="=r")),
        data={**LISTS, "r": [True, False, None, 1]},
    ),
    _m(
        "many_wrong_list",
        PLAIN,
        "late -> e -> end",
        xml=task("a", b.many("=items")) + b.boundary("late", "a", b.timer("PT1H")),
        data={"items": [[1], None, "x"]},
    ),
    _m(
        "many_boundary",
        PLAIN,
        "late -> e -> end",
        "more -> f -> end",
        xml=task("a", b.many("=items", output=("results", "=r")))
        + b.boundary("late", "a", b.timer("PT1H"))
        + b.boundary("more", "a", b.message("m"), interrupting=False),
        data=LISTS,
    ),
    _m(
        "many_with_mappings",
        PLAIN,
        xml=task(
            "a",
            b.many("=items", output=("results", "=kept")),
            b.io("input: =item -> own", "output: =r -> kept", "output: =own -> seen"),
        ),
        data=LISTS,
    ),
    _m(
        "many_jobs_with_error",
        PLAIN,
        "bad -> e -> end",
        xml='<serviceTask id="a">'
        + b.extensions(b.job())
        + b.many("=items", sequential=True)
        + "</serviceTask>"
        + b.boundary("bad", "a", b.error("E1")),
        data=LISTS,
        errors=("E1",),
    ),
    _m(
        "many_sub_processes",
        PLAIN,
        xml=b.sub("a", SUB, inside=b.many("=items", output=("results", "=n"))),
        data=LISTS,
        length=16,
    ),
    _m(
        "many_sub_processes_in_turn",
        PLAIN,
        xml=b.sub("a", SUB, inside=b.many("=items", sequential=True)),
        data=LISTS,
        length=16,
    ),
    _m(
        "many_sub_processes_terminate",
        PLAIN,
        xml=b.sub(
            "a",
            "start_in -> fork_in -> c -> over",
            "fork_in -> d -> end_in",
            xml=b.end("over", "<terminateEventDefinition/>"),
            inside=b.many("=items"),
        ),
        data=LISTS,
    ),
    _m(
        "many_sub_processes_event_sub",
        PLAIN,
        xml=b.sub(
            "a", SUB, inside=b.many("=items"), xml=b.event_sub("es", "start_es -> h -> end_es", start=b.timer("PT1H"))
        ),
        data=LISTS,
    ),
    _m(
        "many_nested",
        PLAIN,
        xml=b.sub(
            "a",
            "start_in -> c -> end_in",
            xml=task("c", b.many("=[item, item]", element="inner", output=("deep", "=n"))),
            inside=b.many("=items", output=("results", "=deep")),
        ),
        data=LISTS,
        length=16,
    ),
    _m(
        "many_calls",
        PLAIN,
        xml=call("a").replace("</callActivity>", b.many("=items", output=("results", "=n")) + "</callActivity>"),
        data=LISTS,
    ),
    _m(
        "many_receive",
        PLAIN,
        xml='<receiveTask id="a" messageRef="m">' + b.many("=items") + "</receiveTask>",
        data=LISTS,
    ),
    _m(
        "many_scripts",
        "start -> t -> a -> b -> end",
        xml='<scriptTask id="a">'
        + b.extensions('<zeebe:script expression="=item" resultVariable="r"/>')
        + b.many("=items", output=("results", "=r"))
        + "</scriptTask>",
        data=LISTS,
    ),
    _m("loop_after", PLAIN, xml=task("a", loop("=hot"))),
    _m("loop_before", PLAIN, xml=task("a", loop("=hot", before=True))),
    _m("loop_maximum", PLAIN, xml=task("a", loop("=hot", maximum=2))),
    _m(
        "loop_only_maximum",
        PLAIN,
        "late -> e -> end",
        xml=task("a", loop(maximum=3)) + b.boundary("late", "a", b.timer("PT1H")),
    ),
    _m("loop_sub_process", PLAIN, xml=b.sub("a", SUB, inside=loop("=hot", maximum=3))),
)
