"""Events in all positions: message, timer, signal, condition, error, escalation, multiple, none."""

from __future__ import annotations

from typing import Any

from tests.judge.library.gateways import manual
from tests.judge.model import Model
from tests.models import bpmn as b

M = b.message_top("m") + b.message_top("m2", name="other")
S = b.signal_top("s")
TOPS = M + S + b.error_top("E1") + b.error_top("E2") + b.escalation_top("X1") + b.escalation_top("X2")
IDS: dict[str, list[Any]] = {"id": ["k1", 7]}
FLAG: dict[str, list[Any]] = {"hot": [True, False], "other": [1, 2]}


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    more.setdefault("start", {"id": "k1"})
    return Model(name, b.model(*lines, xml=xml, top=TOPS), data=data or {}, families=("events",), **more)


def _ways(host: str, *, interrupting: bool) -> str:
    return "".join(
        b.boundary(f"on_{kind}", host, definition, interrupting=interrupting)
        for kind, definition in (
            ("message", b.message("m")),
            ("timer", b.timer("PT1H")),
            ("signal", b.signal("s")),
        )
    )


ON_ALL = ("on_message -> x -> end", "on_timer -> y -> end", "on_signal -> z -> end")
GATE = '<eventBasedGateway id="gate"/>'


MODELS: tuple[Model, ...] = (
    _m("catch_message", "start -> a -> c -> b -> end", xml=b.catch("c", b.message("m")), data={**IDS, "n": [1]}),
    _m(
        "catch_message_key_missing",
        "start -> c -> b -> end",
        xml=b.catch("c", b.message("m")),
        data={"id": ["k", None, [1]]},
        start={},
    ),
    _m("catch_timer", "start -> c -> b -> end", xml=b.catch("c", b.timer("PT5M"))),
    _m(
        "catch_timer_expression",
        "start -> a -> c -> b -> end",
        xml=b.catch("c", b.timer("=wait")),
        data={"wait": ["PT1H", "P1D", 5, None]},
    ),
    _m(
        "catch_timer_date", "start -> c -> b -> end", xml=b.catch("c", b.timer("2026-04-01T00:00:00Z", kind="timeDate"))
    ),
    _m("catch_signal", "start -> c -> b -> end", xml=b.catch("c", b.signal("s")), data={"n": [1, 2]}),
    _m(
        "catch_condition",
        "start -> fork -> c -> b -> end",
        "fork -> a -> end",
        xml=b.catch("c", b.conditional("=hot")),
        data=FLAG,
    ),
    _m(
        "catch_with_output_mapping",
        "start -> c -> b -> end",
        xml='<intermediateCatchEvent id="c">'
        + b.extensions(b.io("output: =n -> taken", "output: =taken -> again"))
        + b.message("m")
        + "</intermediateCatchEvent>",
        data={"n": [1, 2], "taken": [9]},
    ),
    _m(
        "receive_task",
        "start -> r -> b -> end",
        "on_timer -> c -> end",
        xml='<receiveTask id="r" messageRef="m"/>' + b.boundary("on_timer", "r", b.timer("PT1H")),
        data={"n": [1, 2]},
    ),
    _m("boundary_interrupting", "start -> a -> b -> end", *ON_ALL, xml=_ways("a", interrupting=True), data={"n": [1]}),
    _m(
        "boundary_not_interrupting",
        "start -> a -> b -> end",
        *ON_ALL,
        xml=_ways("a", interrupting=False),
        data={"n": [1]},
    ),
    _m(
        "boundary_on_a_sub_process",
        "start -> s1 -> b -> end",
        *ON_ALL,
        xml=b.sub("s1", "start_in -> fork_in -> a -> end_in", "fork_in -> c") + _ways("s1", interrupting=True),
        data={"n": [1]},
    ),
    _m(
        "boundary_on_a_sub_process_keeps_it",
        "start -> s1 -> b -> end",
        *ON_ALL,
        xml=b.sub("s1", "start_in -> fork_in -> a -> end_in", "fork_in -> c") + _ways("s1", interrupting=False),
        data={"n": [1]},
    ),
    _m(
        "boundary_cycle",
        "start -> a -> b -> end",
        "tick -> x -> end",
        xml=b.boundary("tick", "a", b.timer("R2/PT1H", kind="timeCycle"), interrupting=False),
    ),
    _m(
        "boundary_endless_cycle",
        "start -> a -> b -> end",
        "tick -> x -> end",
        xml=manual("x") + b.boundary("tick", "a", b.timer("R/PT1H", kind="timeCycle"), interrupting=False),
    ),
    _m(
        "boundary_cycle_never",
        "start -> a -> b -> end",
        "tick -> x -> end",
        xml=b.boundary("tick", "a", b.timer('=cycle(0, @"PT1H")', kind="timeCycle"), interrupting=False),
    ),
    _m(
        "boundary_condition",
        "start -> a -> b -> end",
        "on_hot -> x -> end",
        xml=b.boundary("on_hot", "a", b.conditional("=hot")),
        data=FLAG,
    ),
    _m(
        "boundary_condition_keeps",
        "start -> a -> b -> end",
        "on_hot -> x -> end",
        xml=b.boundary("on_hot", "a", b.conditional("=hot"), interrupting=False),
        data=FLAG,
        length=18,
    ),
    _m(
        "boundary_condition_in_parallel",
        "start -> fork -> a -> end",
        "fork -> c -> d -> end",
        "on_hot -> x -> end",
        xml=b.boundary("on_hot", "a", b.conditional("=hot and other = 2"), interrupting=False),
        data=FLAG,
        length=18,
    ),
    _m(
        "condition_on_a_manual_task",
        "start -> t -> m1 -> b -> end",
        "on_hot -> x -> end",
        xml=manual("m1") + b.boundary("on_hot", "m1", b.conditional("=hot")),
        data=FLAG,
    ),
    _m(
        "condition_on_a_sub_process",
        "start -> t -> s1 -> b -> end",
        "on_hot -> x -> end",
        xml=b.sub("s1", "start_in -> a -> end_in") + b.boundary("on_hot", "s1", b.conditional("=hot")),
        data=FLAG,
    ),
    _m(
        "condition_on_a_service_task_after_its_inputs",
        "start -> t -> a -> b -> end",
        "on_hot -> x -> end",
        xml=b.service("a", b.io("input: =hot -> warm", "output: =true -> hot"))
        + b.boundary("on_hot", "a", b.conditional("=warm or hot")),
        data=FLAG,
    ),
    _m(
        "conditions_outer_and_inner",
        "start -> s1 -> b -> end",
        "on_hot -> x -> end",
        xml=b.sub(
            "s1",
            "start_in -> a -> end_in",
            "on_hot2 -> x2 -> end_in2",
            xml=b.boundary("on_hot2", "a", b.conditional("=hot")),
        )
        + b.boundary("on_hot", "s1", b.conditional("=hot and other = 2")),
        data=FLAG,
    ),
    _m(
        "condition_set_by_a_script",
        "start -> fork -> a -> end",
        "fork -> c -> set -> d -> end",
        "on_hot -> x -> end",
        xml=b.boundary("on_hot", "a", b.conditional("=hot")) + b.script("set", "=true", result="hot"),
        data={"hot": [False]},
    ),
    _m(
        "condition_limited_to_updates",
        "start -> a -> b -> end",
        "on_hot -> x -> end",
        xml=b.boundary(
            "on_hot",
            "a",
            b.conditional("=hot", inside=b.extensions('<zeebe:conditionalFilter variableEvents="update"/>')),
            interrupting=False,
        ),
        data=FLAG,
        length=18,
    ),
    _m(
        "condition_limited_to_names",
        "start -> a -> b -> end",
        "on_hot -> x -> end",
        xml=b.boundary(
            "on_hot",
            "a",
            b.conditional("=hot", inside=b.extensions('<zeebe:conditionalFilter variableNames="other"/>')),
            interrupting=False,
        ),
        data=FLAG,
        length=18,
    ),
)
