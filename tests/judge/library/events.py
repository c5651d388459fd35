"""Events in all positions: message, timer, signal, condition, error, escalation, multiple, none."""

from __future__ import annotations

from typing import Any

from tests.judge.driver import Model
from tests.judge.library.gateways import manual, xor
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

# fmt: off
MODELS: tuple[Model, ...] = (
    _m("catch_message", "start -> a -> c -> b -> end", xml=b.catch("c", b.message("m")), data={**IDS, "n": [1]}),
    _m("catch_message_key_missing", "start -> c -> b -> end", xml=b.catch("c", b.message("m")), data={"id": ["k", None, [1]]}, start={}),  # noqa: E501
    _m("catch_timer", "start -> c -> b -> end", xml=b.catch("c", b.timer("PT5M"))),
    _m("catch_timer_expression", "start -> a -> c -> b -> end", xml=b.catch("c", b.timer("=wait")), data={"wait": ["PT1H", "P1D", 5, None]}),  # noqa: E501
    _m("catch_timer_date", "start -> c -> b -> end", xml=b.catch("c", b.timer("2026-04-01T00:00:00Z", kind="timeDate"))),
    _m("catch_signal", "start -> c -> b -> end", xml=b.catch("c", b.signal("s")), data={"n": [1, 2]}),
    _m("catch_condition", "start -> fork -> c -> b -> end", "fork -> a -> end", xml=b.catch("c", b.conditional("=hot")), data=FLAG),  # noqa: E501
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
    _m("boundary_not_interrupting", "start -> a -> b -> end", *ON_ALL, xml=_ways("a", interrupting=False), data={"n": [1]}),  # noqa: E501
    _m("boundary_on_a_sub_process", "start -> s1 -> b -> end", *ON_ALL,
       xml=b.sub("s1", "start_in -> fork_in -> a -> end_in", "fork_in -> c") + _ways("s1", interrupting=True), data={"n": [1]}),  # noqa: E501
    _m("boundary_on_a_sub_process_keeps_it", "start -> s1 -> b -> end", *ON_ALL,
       xml=b.sub("s1", "start_in -> fork_in -> a -> end_in", "fork_in -> c") + _ways("s1", interrupting=False), data={"n": [1]}),  # noqa: E501
    _m("boundary_cycle", "start -> a -> b -> end", "tick -> x -> end",
       xml=b.boundary("tick", "a", b.timer("R2/PT1H", kind="timeCycle"), interrupting=False)),
    _m("boundary_endless_cycle", "start -> a -> b -> end", "tick -> x -> end",
       xml=manual("x") + b.boundary("tick", "a", b.timer("R/PT1H", kind="timeCycle"), interrupting=False)),
    _m("boundary_cycle_never", "start -> a -> b -> end", "tick -> x -> end",
       xml=b.boundary("tick", "a", b.timer("=cycle(0, @\"PT1H\")", kind="timeCycle"), interrupting=False)),
    _m("boundary_condition", "start -> a -> b -> end", "on_hot -> x -> end",
       xml=b.boundary("on_hot", "a", b.conditional("=hot")), data=FLAG),
    _m("boundary_condition_keeps", "start -> a -> b -> end", "on_hot -> x -> end",
       xml=b.boundary("on_hot", "a", b.conditional("=hot"), interrupting=False), data=FLAG, length=18),
    _m("boundary_condition_in_parallel", "start -> fork -> a -> end", "fork -> c -> d -> end", "on_hot -> x -> end",
       xml=b.boundary("on_hot", "a", b.conditional("=hot and other = 2"), interrupting=False), data=FLAG, length=18),
    _m("condition_set_by_a_script", "start -> fork -> a -> end", "fork -> c -> set -> d -> end", "on_hot -> x -> end",
       xml=b.boundary("on_hot", "a", b.conditional("=hot")) + b.script("set", "=true", result="hot"), data={"hot": [False]}),
    _m("condition_limited_to_updates", "start -> a -> b -> end", "on_hot -> x -> end",
       xml=b.boundary("on_hot", "a", b.conditional("=hot", inside=b.extensions('<zeebe:conditionalFilter variableEvents="update"/>')), interrupting=False),  # noqa: E501
       data=FLAG, length=18),
    _m("condition_limited_to_names", "start -> a -> b -> end", "on_hot -> x -> end",
       xml=b.boundary("on_hot", "a", b.conditional("=hot", inside=b.extensions('<zeebe:conditionalFilter variableNames="other"/>')), interrupting=False),  # noqa: E501
       data=FLAG, length=18),
    _m("event_gateway", "start -> gate -> c1 -> a -> end", "gate -> c2 -> b -> end", "gate -> c3 -> d -> end", "gate -> r -> e -> end",  # noqa: E501
       xml=GATE + b.catch("c1", b.message("m")) + b.catch("c2", b.timer("PT1H")) + b.catch("c3", b.signal("s"))
       + '<receiveTask id="r" messageRef="m2"/>', data={"n": [1, 2]}),
    _m("event_gateway_with_condition", "start -> fork -> gate -> c1 -> a -> end", "gate -> c2 -> b -> end", "fork -> t -> end",
       xml=GATE + b.catch("c1", b.conditional("=hot")) + b.catch("c2", b.timer("PT1H")), data=FLAG),
    _m("event_gateway_in_a_loop", "start -> merge -> gate -> c1 -> a -> merge", "gate -> c2 -> b -> end",
       xml=xor("merge") + GATE + b.catch("c1", b.message("m")) + b.catch("c2", b.timer("PT1H")), data={"n": [1]}),
    _m("throw_and_end_message", "start -> a -> t -> b -> e",
       xml='<intermediateThrowEvent id="t">' + b.extensions(b.io("input: =n -> carried")) + b.message("m") + "</intermediateThrowEvent>"  # noqa: E501
       + b.end("e", b.message("m2")), data={"n": [1, None]}),
    _m("send_task_with_job", "start -> t -> b -> end", "oops -> c -> end",
       xml='<sendTask id="t">' + b.extensions(b.job("x.send")) + "</sendTask>" + b.boundary("oops", "t", b.error("E1")), errors=("E1",)),  # noqa: E501
    _m("send_task_publishes", "start -> t -> b -> end",
       xml='<sendTask id="t" messageRef="m">' + b.extensions(b.io("input: =1 -> one")) + "</sendTask>"),
    _m("throw_and_end_signal", "start -> fork -> a -> t -> b -> e", "fork -> c -> d -> end",
       xml=b.throw("t", b.signal("s")) + b.end("e", b.signal("s")) + b.catch("c", b.signal("s"))),
    _m("none_throw_with_output", "start -> a -> t -> b -> end",
       xml='<intermediateThrowEvent id="t">' + b.extensions(b.io("output: =n + 1 -> n", "output: fixed -> text")) + "</intermediateThrowEvent>",  # noqa: E501
       data={"n": [1, 2]}, start={"n": 0}),
    _m("error_boundary_codes", "start -> a -> b -> end", "one -> x -> end", "any -> y -> end",
       xml=b.boundary("one", "a", b.error("E1")) + b.boundary("any", "a", b.error()), errors=("E1", "E2"), data={"n": [1]}),  # noqa: E501
    _m("error_uncaught_or_not", "start -> a -> b -> end", "one -> x -> end",
       xml=b.service("a", type_="x.work") + b.boundary("one", "a", b.error("E1")), errors=("E1", "E2"), data={"n": [1]}),
    _m("error_end_caught_outside", "start -> s1 -> b -> end", "one -> x -> end",
       xml=b.sub("s1", "start_in -> fork_in -> a -> bad", "fork_in -> c -> end_in", xml=b.end("bad", b.error("E1")))
       + b.boundary("one", "s1", b.error("E1"))),
    _m("error_end_through_levels", "start -> s1 -> b -> end", "any -> x -> end", "two -> y -> end",
       xml=b.sub("s1", "start_in -> s2 -> d -> end_in", "inner -> i -> end_in",
                 xml=b.sub("s2", "start_s2 -> a -> bad", xml=b.end("bad", b.error("E1"))) + b.boundary("inner", "s2", b.error("E2")))  # noqa: E501
       + b.boundary("any", "s1", b.error()) + b.boundary("two", "s1", b.error("E2"))),
    _m("error_end_uncaught", "start -> fork -> a -> bad", "fork -> b -> end", xml=b.end("bad", b.error("E1"))),
    _m("error_in_event_sub", "start -> s1 -> b -> end", "any -> x -> end",
       xml=b.sub("s1", "start_in -> a -> bad", xml=b.end("bad", b.error("E1"))
                 + b.event_sub("fix", "start_fix -> f -> rethrow", start=b.error("E1"), xml=b.end("rethrow", b.error("E2"))))  # noqa: E501
       + b.boundary("any", "s1", b.error("E2"))),
    _m("escalation_throw", "start -> s1 -> b -> end", "esc -> x -> end", "esc2 -> y -> end",
       xml=b.sub("s1", "start_in -> t -> a -> t2 -> c -> end_in", xml=b.throw("t", b.escalation("X1")) + b.throw("t2", b.escalation("X2")))  # noqa: E501
       + b.boundary("esc", "s1", b.escalation("X1"), interrupting=False) + b.boundary("esc2", "s1", b.escalation("X2"))),
    _m("escalation_end_and_event_sub", "start -> s1 -> b -> end",
       xml=b.sub("s1", "start_in -> fork_in -> a -> up", "fork_in -> c -> end_in", xml=b.end("up", b.escalation("X1"))
                 + b.event_sub("heard", "start_heard -> h -> end_heard", start=b.escalation("X1"), interrupting=False))),
    _m("escalation_uncaught", "start -> t -> a -> e", xml=b.throw("t", b.escalation("X1")) + b.end("e", b.escalation("X2"))),
    _m("multiple_catch", "start -> c -> b -> end", xml=b.catch("c", b.message("m") + b.signal("s") + b.timer("PT1H")), data={"n": [1]}),  # noqa: E501
    _m("multiple_boundary", "start -> a -> b -> end", "any -> x -> end",
       xml=b.boundary("any", "a", b.message("m") + b.timer("PT1H")), data={"n": [1]}),
    _m("multiple_throw", "start -> a -> t -> b -> end", xml=b.throw("t", b.signal("s") + b.message("m"))),
    _m("terminate_in_a_sub_process", "start -> s1 -> b -> end", "late -> x -> end",
       xml=b.sub("s1", "start_in -> fork_in -> a -> over", "fork_in -> c -> end_in", xml=b.end("over", "<terminateEventDefinition/>"))  # noqa: E501
       + b.boundary("late", "s1", b.timer("PT1H"))),
    _m("message_start", "begin -> a -> end", xml='<startEvent id="begin">' + b.message("m") + "</startEvent>", start_id="begin", start={"id": "k", "n": 1}),  # noqa: E501
    _m("message_start_with_output", "begin -> a -> end",
       xml='<startEvent id="begin">' + b.extensions(b.io("output: =n -> kept")) + b.message("m") + "</startEvent>", start_id="begin", start={"id": "k", "n": 1}),  # noqa: E501
    _m("several_starts", "start -> a -> end", "begin -> b -> end", xml='<startEvent id="begin">' + b.signal("s") + "</startEvent>"),  # noqa: E501
)
# fmt: on
