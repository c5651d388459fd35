"""Event-based gateways, throws, errors, escalations, multiple events, starts."""

from __future__ import annotations

from typing import Any

from tests.judge.library.events import FLAG, TOPS
from tests.judge.library.gateways import xor
from tests.judge.model import Model
from tests.models import bpmn as b


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    more.setdefault("start", {"id": "k1"})
    return Model(name, b.model(*lines, xml=xml, top=TOPS), data=data or {}, families=("throws",), **more)


GATE = '<eventBasedGateway id="gate"/>'


MODELS: tuple[Model, ...] = (
    _m(
        "event_gateway",
        "start -> gate -> c1 -> a -> end",
        "gate -> c2 -> b -> end",
        "gate -> c3 -> d -> end",
        "gate -> r -> e -> end",
        xml=GATE
        + b.catch("c1", b.message("m"))
        + b.catch("c2", b.timer("PT1H"))
        + b.catch("c3", b.signal("s"))
        + '<receiveTask id="r" messageRef="m2"/>',
        data={"n": [1, 2]},
    ),
    _m(
        "event_gateway_with_condition",
        "start -> fork -> gate -> c1 -> a -> end",
        "gate -> c2 -> b -> end",
        "fork -> t -> end",
        xml=GATE + b.catch("c1", b.conditional("=hot")) + b.catch("c2", b.timer("PT1H")),
        data=FLAG,
    ),
    _m(
        "event_gateway_in_a_loop",
        "start -> merge -> gate -> c1 -> a -> merge",
        "gate -> c2 -> b -> end",
        xml=xor("merge") + GATE + b.catch("c1", b.message("m")) + b.catch("c2", b.timer("PT1H")),
        data={"n": [1]},
    ),
    _m(
        "throw_and_end_message",
        "start -> a -> t -> b -> e",
        xml='<intermediateThrowEvent id="t">'
        + b.extensions(b.io("input: =n -> carried"))
        + b.message("m")
        + "</intermediateThrowEvent>"
        + b.end("e", b.message("m2")),
        data={"n": [1, None]},
    ),
    _m(
        "send_task_with_job",
        "start -> t -> b -> end",
        "oops -> c -> end",
        xml='<sendTask id="t">'
        + b.extensions(b.job("x.send"))
        + "</sendTask>"
        + b.boundary("oops", "t", b.error("E1")),
        errors=("E1",),
    ),
    _m(
        "send_task_publishes",
        "start -> t -> b -> end",
        xml='<sendTask id="t" messageRef="m">' + b.extensions(b.io("input: =1 -> one")) + "</sendTask>",
    ),
    _m(
        "throw_and_end_signal",
        "start -> fork -> a -> t -> b -> e",
        "fork -> c -> d -> end",
        xml=b.throw("t", b.signal("s")) + b.end("e", b.signal("s")) + b.catch("c", b.signal("s")),
    ),
    _m(
        "none_throw_with_output",
        "start -> a -> t -> b -> end",
        xml='<intermediateThrowEvent id="t">'
        + b.extensions(b.io("output: =n + 1 -> n", "output: fixed -> text"))
        + "</intermediateThrowEvent>",
        data={"n": [1, 2]},
        start={"n": 0},
    ),
    _m(
        "error_boundary_codes",
        "start -> a -> b -> end",
        "one -> x -> end",
        "any -> y -> end",
        xml=b.boundary("one", "a", b.error("E1")) + b.boundary("any", "a", b.error()),
        errors=("E1", "E2"),
        data={"n": [1]},
    ),
    _m(
        "error_uncaught_or_not",
        "start -> a -> b -> end",
        "one -> x -> end",
        xml=b.service("a", type_="x.work") + b.boundary("one", "a", b.error("E1")),
        errors=("E1", "E2"),
        data={"n": [1]},
    ),
    _m(
        "error_end_caught_outside",
        "start -> s1 -> b -> end",
        "one -> x -> end",
        xml=b.sub("s1", "start_in -> fork_in -> a -> bad", "fork_in -> c -> end_in", xml=b.end("bad", b.error("E1")))
        + b.boundary("one", "s1", b.error("E1")),
    ),
    _m(
        "error_end_through_levels",
        "start -> s1 -> b -> end",
        "any -> x -> end",
        "two -> y -> end",
        xml=b.sub(
            "s1",
            "start_in -> s2 -> d -> end_in",
            "inner -> i -> end_in",
            xml=b.sub("s2", "start_s2 -> a -> bad", xml=b.end("bad", b.error("E1")))
            + b.boundary("inner", "s2", b.error("E2")),
        )
        + b.boundary("any", "s1", b.error())
        + b.boundary("two", "s1", b.error("E2")),
    ),
    _m("error_end_uncaught", "start -> fork -> a -> bad", "fork -> b -> end", xml=b.end("bad", b.error("E1"))),
    _m(
        "error_in_event_sub",
        "start -> s1 -> b -> end",
        "any -> x -> end",
        xml=b.sub(
            "s1",
            "start_in -> a -> bad",
            xml=b.end("bad", b.error("E1"))
            + b.event_sub("fix", "start_fix -> f -> rethrow", start=b.error("E1"), xml=b.end("rethrow", b.error("E2"))),
        )
        + b.boundary("any", "s1", b.error("E2")),
    ),
    _m(
        "escalation_throw",
        "start -> s1 -> b -> end",
        "esc -> x -> end",
        "esc2 -> y -> end",
        xml=b.sub(
            "s1",
            "start_in -> t -> a -> t2 -> c -> end_in",
            xml=b.throw("t", b.escalation("X1")) + b.throw("t2", b.escalation("X2")),
        )
        + b.boundary("esc", "s1", b.escalation("X1"), interrupting=False)
        + b.boundary("esc2", "s1", b.escalation("X2")),
    ),
    _m(
        "escalation_end_and_event_sub",
        "start -> s1 -> b -> end",
        xml=b.sub(
            "s1",
            "start_in -> fork_in -> a -> up",
            "fork_in -> c -> end_in",
            xml=b.end("up", b.escalation("X1"))
            + b.event_sub("heard", "start_heard -> h -> end_heard", start=b.escalation("X1"), interrupting=False),
        ),
    ),
    _m(
        "escalation_uncaught",
        "start -> t -> a -> e",
        xml=b.throw("t", b.escalation("X1")) + b.end("e", b.escalation("X2")),
    ),
    _m(
        "multiple_catch",
        "start -> c -> b -> end",
        xml=b.catch("c", b.message("m") + b.signal("s") + b.timer("PT1H")),
        data={"n": [1]},
    ),
    _m(
        "multiple_boundary",
        "start -> a -> b -> end",
        "any -> x -> end",
        xml=b.boundary("any", "a", b.message("m") + b.timer("PT1H")),
        data={"n": [1]},
    ),
    _m("multiple_throw", "start -> a -> t -> b -> end", xml=b.throw("t", b.signal("s") + b.message("m"))),
    _m(
        "terminate_in_a_sub_process",
        "start -> s1 -> b -> end",
        "late -> x -> end",
        xml=b.sub(
            "s1",
            "start_in -> fork_in -> a -> over",
            "fork_in -> c -> end_in",
            xml=b.end("over", "<terminateEventDefinition/>"),
        )
        + b.boundary("late", "s1", b.timer("PT1H")),
    ),
    _m(
        "message_start",
        "begin -> a -> end",
        xml='<startEvent id="begin">' + b.message("m") + "</startEvent>",
        start_id="begin",
        start={"id": "k", "n": 1},
    ),
    _m(
        "message_start_with_output",
        "begin -> a -> end",
        xml='<startEvent id="begin">' + b.extensions(b.io("output: =n -> kept")) + b.message("m") + "</startEvent>",
        start_id="begin",
        start={"id": "k", "n": 1},
    ),
    _m(
        "several_starts",
        "start -> a -> end",
        "begin -> b -> end",
        xml='<startEvent id="begin">' + b.signal("s") + "</startEvent>",
    ),
)
