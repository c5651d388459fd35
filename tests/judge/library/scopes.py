"""Sub-processes, event sub-processes, call activities and ad-hoc sub-processes."""

from __future__ import annotations

from typing import Any

from tests.judge.library.events import TOPS
from tests.judge.library.gateways import inclusive, xor
from tests.judge.model import Model
from tests.models import bpmn as b

DATA: dict[str, list[Any]] = {"n": [1, 2], "hot": [True, False]}


def call(element_id: str, *parts: str, attributes: str = "", process: str = "child") -> str:
    """A call activity."""
    called = f'<zeebe:calledElement processId="{process}" {attributes}/>'
    return f'<callActivity id="{element_id}">{b.extensions(called, *parts)}</callActivity>'


def ad_hoc(
    element_id: str, inner: str, *, active: str = "", until: str = "", collect: str = "", attributes: str = ""
) -> str:
    """An ad-hoc sub-process; `inner` is what stands in it."""
    settings = f'activeElementsCollection="{active}"' if active else ""
    output = f'outputCollection="results" outputElement="{collect}"' if collect else ""
    condition = f"<completionCondition>{until}</completionCondition>" if until else ""
    head = b.extensions(f"<zeebe:adHoc {settings} {output}/>")
    return f'<adHocSubProcess id="{element_id}" {attributes}>{head}{inner}{condition}</adHocSubProcess>'


INNER = b.content("a -> b2", "c", "d")


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    more.setdefault("start", {"id": "k1"})
    return Model(name, b.model(*lines, xml=xml, top=TOPS), data=data or DATA, families=("scopes",), **more)


def _handled(start: str, *, interrupting: bool, then: str = "h") -> str:
    return b.event_sub("es", f"start_es -> {then} -> end_es", start=start, interrupting=interrupting)


MODELS: tuple[Model, ...] = (
    _m("sub_process", "start -> s1 -> b -> end", xml=b.sub("s1", "start_in -> a -> end_in")),
    _m(
        "sub_processes_nested",
        "start -> s1 -> b -> end",
        xml=b.sub(
            "s1",
            "start_in -> fork_in -> s2 -> join_in -> d -> end_in",
            "fork_in -> c -> join_in",
            xml=b.sub("s2", "start_2 -> a -> end_2"),
        ),
    ),
    _m(
        "sub_process_twice_at_once",
        "start -> fork -> s1 -> end",
        "fork -> x -> s1",
        xml=b.sub("s1", "start_in -> fork_in -> a -> join_in -> end_in", "fork_in -> c -> join_in"),
    ),
    _m(
        "sub_process_in_a_loop",
        "start -> merge -> s1 -> x",
        "x -> merge : =hot",
        "x -> end",
        xml=xor("merge")
        + xor("x", "x_end")
        + b.sub("s1", "start_in -> fork_in -> a -> join_in -> end_in", "fork_in -> c -> join_in"),
    ),
    _m(
        "sub_process_stuck_inside",
        "start -> s1 -> b -> end",
        "late -> e -> end",
        xml=b.sub("s1", "start_in -> x", "x -> join_in : =hot", "x -> a -> join_in -> end_in", xml=xor("x", "x_a"))
        + b.boundary("late", "s1", b.timer("PT1H")),
    ),
    _m("event_sub_message_keeps", "start -> a -> b -> end", xml=_handled(b.message("m"), interrupting=False)),
    _m(
        "event_sub_message_interrupts",
        "start -> fork -> a -> b -> end",
        "fork -> c -> end",
        xml=_handled(b.message("m"), interrupting=True),
    ),
    _m(
        "event_sub_timer_keeps",
        "start -> a -> b -> end",
        xml=_handled(b.timer("R3/PT1H", kind="timeCycle"), interrupting=False),
    ),
    _m("event_sub_timer_interrupts", "start -> a -> b -> end", xml=_handled(b.timer("PT1H"), interrupting=True)),
    _m("event_sub_signal", "start -> a -> b -> end", xml=_handled(b.signal("s"), interrupting=False)),
    _m(
        "event_sub_condition_keeps",
        "start -> a -> b -> end",
        xml=_handled(b.conditional("=hot"), interrupting=False),
        length=18,
    ),
    _m(
        "event_sub_condition_interrupts",
        "start -> a -> b -> end",
        xml=_handled(b.conditional("=hot"), interrupting=True),
    ),
    _m(
        "event_sub_error",
        "start -> fork -> a -> bad",
        "fork -> b -> end",
        xml=b.end("bad", b.error("E1")) + _handled(b.error(), interrupting=True),
        errors=("E1",),
    ),
    _m(
        "event_sub_escalation_interrupts",
        "start -> fork -> a -> up -> c -> end",
        "fork -> b -> end",
        xml=b.throw("up", b.escalation("X1")) + _handled(b.escalation("X1"), interrupting=True),
    ),
    _m(
        "event_sub_inside_a_sub_process",
        "start -> s1 -> b -> end",
        "late -> e -> end",
        xml=b.sub("s1", "start_in -> a -> c -> end_in", xml=_handled(b.message("m"), interrupting=True))
        + b.boundary("late", "s1", b.timer("PT2H")),
    ),
    _m(
        "event_sub_beside_boundary_error",
        "start -> s1 -> b -> end",
        "any -> e -> end",
        xml=b.sub("s1", "start_in -> a -> c -> end_in", xml=_handled(b.error("E1"), interrupting=True))
        + b.boundary("any", "s1", b.error()),
        errors=("E1", "E2"),
    ),
    _m(
        "event_subs_two",
        "start -> a -> b -> end",
        xml=_handled(b.message("m"), interrupting=False)
        + b.event_sub("es2", "start_es2 -> k -> end_es2", start=b.message("m2")),
    ),
    _m(
        "event_sub_throws_to_another",
        "start -> a -> b -> end",
        xml=b.event_sub(
            "es", "start_es -> h -> bad", start=b.message("m"), interrupting=False, xml=b.end("bad", b.error("E1"))
        )
        + b.event_sub("es2", "start_es2 -> k -> end_es2", start=b.error("E1")),
    ),
    _m(
        "event_sub_nested",
        "start -> a -> b -> end",
        xml=b.event_sub(
            "es",
            "start_es -> h -> end_es",
            start=b.message("m"),
            interrupting=False,
            xml=b.event_sub("es2", "start_es2 -> k -> end_es2", start=b.timer("PT1H"), interrupting=False),
        ),
    ),
    _m(
        "event_sub_with_mappings",
        "start -> a -> b -> end",
        xml='<subProcess id="es" triggeredByEvent="true">'
        + b.extensions(b.io("input: =7 -> seven", "output: =seven -> lucky"))
        + '<startEvent id="start_es" isInterrupting="false">'
        + b.extensions(b.io("output: =n -> taken"))
        + b.message("m")
        + "</startEvent>"
        + b.content("start_es -> h -> end_es", xml='<x id="start_es"/>').replace('<x id="start_es"/>', "")
        + "</subProcess>",
    ),
    _m(
        "terminate_in_an_event_sub",
        "start -> a -> b -> end",
        xml=b.event_sub(
            "es",
            "start_es -> fork_es -> h -> over",
            "fork_es -> k -> end_es",
            start=b.message("m"),
            interrupting=False,
            xml=b.end("over", "<terminateEventDefinition/>"),
        ),
    ),
    _m(
        "terminate_the_case",
        "start -> s1 -> over",
        "late -> e -> end",
        xml=b.end("over", "<terminateEventDefinition/>")
        + b.sub("s1", "start_in -> a -> end_in")
        + b.boundary("late", "s1", b.timer("PT1H"), interrupting=False),
    ),
    _m(
        "join_beside_an_event_sub",
        "start -> x",
        "x -> join : =hot",
        "x -> a -> join -> end",
        xml=xor("x", "x_a") + _handled(b.message("m"), interrupting=False),
    ),
    _m(
        "inclusive_join_and_event_sub",
        "start -> fork -> a -> i -> d -> end",
        "fork -> b -> i",
        xml=inclusive("i") + _handled(b.message("m"), interrupting=False),
    ),
    _m(
        "call_all",
        "start -> c -> b -> end",
        "any -> e -> end",
        "esc -> f -> end",
        xml=call("c", b.io("input: =n -> given"))
        + b.boundary("any", "c", b.error("E1"))
        + b.boundary("esc", "c", b.escalation("X1"), interrupting=False),
        errors=("E1",),
        escalations=("X1",),
    ),
    _m(
        "call_locals_only",
        "start -> c -> b -> end",
        xml=call(
            "c",
            b.io("input: =n -> given", "output: =n -> taken"),
            attributes='propagateAllParentVariables="false" propagateAllChildVariables="false"',
        ),
    ),
    _m("call_nothing_back", "start -> c -> b -> end", xml=call("c", attributes='propagateAllChildVariables="false"')),
    _m(
        "call_by_expression",
        "start -> c -> b -> end",
        xml=call("c", process="=which"),
        data={"which": ["one", None, 4]},
    ),
    _m(
        "call_and_timer",
        "start -> c -> b -> end",
        "late -> e -> end",
        xml=call("c") + b.boundary("late", "c", b.timer("PT1H")),
    ),
    _m(
        "call_in_a_sub_process",
        "start -> s1 -> b -> end",
        "any -> e -> end",
        "esc -> f -> end",
        xml=b.sub("s1", "start_in -> fork_in -> c -> end_in", "fork_in -> a -> end_in", xml=call("c"))
        + b.boundary("any", "s1", b.error())
        + b.boundary("esc", "s1", b.escalation()),
        errors=("E1",),
        escalations=("X1",),
    ),
    _m("ad_hoc_open", "start -> h -> e -> end", xml=ad_hoc("h", INNER)),
    _m(
        "ad_hoc_listed",
        "start -> h -> e -> end",
        xml=ad_hoc("h", INNER, active="=which"),
        data={"which": [["a", "c"], ["d"], [], "no", ["zzz"]], "n": [1]},
    ),
    _m(
        "ad_hoc_until",
        "start -> h -> e -> end",
        xml=ad_hoc("h", INNER, active="=[&quot;a&quot;,&quot;c&quot;]", until="=n = 2"),
    ),
    _m(
        "ad_hoc_until_rest_ends",
        "start -> h -> e -> end",
        xml=ad_hoc(
            "h",
            INNER,
            active="=[&quot;a&quot;,&quot;c&quot;,&quot;d&quot;]",
            until="=n = 2",
            attributes='cancelRemainingInstances="false"',
        ),
    ),
    _m(
        "ad_hoc_collects",
        "start -> h -> e -> end",
        xml=ad_hoc("h", INNER, active="=[&quot;a&quot;,&quot;c&quot;]", collect="=n"),
    ),
    _m(
        "ad_hoc_sequential",
        "start -> h -> e -> end",
        xml=ad_hoc("h", INNER, active="=[&quot;a&quot;,&quot;c&quot;]", attributes='ordering="Sequential"'),
    ),
    _m(
        "ad_hoc_with_boundary",
        "start -> h -> e -> end",
        "late -> f -> end",
        xml=ad_hoc("h", INNER, active="=[&quot;a&quot;]") + b.boundary("late", "h", b.timer("PT1H")),
    ),
)
