"""Variables: scopes, mappings, merging; jobs, scripts, decisions and listeners."""

from __future__ import annotations

from typing import Any

from tests.judge.library.gateways import xor
from tests.judge.model import Model
from tests.models import bpmn as b

DATA: dict[str, list[Any]] = {"n": [1, 2], "r": ["x", None], "o": [{"a": 1, "b": 2}, {"a": 5}]}
LISTEN = (
    '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="x.begin"/>'
    '<zeebe:executionListener eventType="start" type="x.begin2"/>'
    '<zeebe:executionListener eventType="end" type="x.finish"/></zeebe:executionListeners>'
)


def task(element_id: str, *lines: str) -> str:
    """A user task with mappings."""
    return f'<userTask id="{element_id}">{b.extensions(b.io(*lines))}</userTask>'


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    top = b.error_top("E1")
    return Model(name, b.model(*lines, xml=xml, top=top), data=data or DATA, families=("data",), **more)


MODELS: tuple[Model, ...] = (
    _m(
        "input_makes_locals",
        "start -> a -> b -> end",
        xml=task("a", "input: =n -> n", "input: =n + 1 -> m", "input: fixed -> text"),
    ),
    _m("input_hides_a_result", "start -> a -> b -> end", xml=task("a", "input: =1 -> r")),
    _m(
        "output_maps_only_what_it_names",
        "start -> a -> b -> end",
        xml=task("a", "output: =r -> kept", "output: =kept -> kept2"),
    ),
    _m(
        "output_into_a_leaf",
        "start -> a -> b -> end",
        xml=task("a", "output: =n -> o.a", "output: =r -> fresh.deep.leaf"),
    ),
    _m(
        "input_dotted",
        "start -> a -> b -> end",
        xml=task("a", "input: =n -> box.x", "input: =r -> box.y", "output: =box -> box"),
    ),
    _m(
        "mapping_fails_hard",
        "start -> a -> b -> end",
        xml=task("a", "input: =assert(n, n = 1) -> m", "output: =assert(r, r != null) -> s"),
    ),
    _m(
        "sub_process_locals",
        "start -> s1 -> c -> end",
        xml=b.sub(
            "s1",
            "start_in -> a -> b -> end_in",
            xml=task("a", "output: =n -> inner", "output: =r -> outer"),
            inside=b.extensions(b.io("input: =0 -> inner", "input: =null -> n", "output: =inner -> result")),
        ),
    ),
    _m(
        "sub_process_without_output",
        "start -> s1 -> c -> end",
        xml=b.sub("s1", "start_in -> a -> b -> end_in", inside=b.extensions(b.io("input: =0 -> n"))),
    ),
    _m("parallel_branches_share", "start -> fork -> a -> join -> c -> end", "fork -> b -> join"),
    _m("script_results", "start -> a -> calc -> b -> end", xml=b.script("calc", "=n + 1", result="n"), start={"n": 0}),
    _m(
        "script_with_mappings",
        "start -> a -> calc -> b -> end",
        xml=b.script("calc", "=m * 2", result="r", parts=b.io("input: =n -> m", "output: =r + m -> total")),
    ),
    _m(
        "script_sets_object",
        "start -> calc -> b -> end",
        xml=b.script("calc", '={a: n, b: [n, null], c: date("2026-01-01")}', result="o"),
    ),
    _m(
        "script_counts_in_a_loop",
        "start -> merge -> calc -> a -> again",
        "again -> merge : =count < 3",
        "again -> end",
        xml=xor("merge") + xor("again", "again_end") + b.script("calc", "=get or else(count, 0) + 1", result="count"),
    ),
    _m(
        "decision_result",
        "start -> d -> a -> end",
        xml='<businessRuleTask id="d">'
        + b.extensions(
            '<zeebe:calledDecision decisionId="score" resultVariable="r"/>', b.io("output: =r.priority -> score")
        )
        + "</businessRuleTask>",
    ),
    _m(
        "decision_by_expression",
        "start -> d -> a -> end",
        xml='<businessRuleTask id="d">'
        + b.extensions('<zeebe:calledDecision decisionId="=which" resultVariable="r"/>')
        + "</businessRuleTask>",
        data={"which": ["one", 2, None]},
    ),
    _m(
        "jobs",
        "start -> a -> b -> end",
        "oops -> c -> end",
        xml=b.service("a") + b.boundary("oops", "a", b.error("E1")),
        errors=("E1",),
    ),
    _m(
        "job_with_mappings",
        "start -> a -> b -> end",
        xml=b.service("a", b.io("input: =n -> m", "output: =r -> kept", "output: =m -> back")),
    ),
    _m(
        "job_type_by_expression",
        "start -> a -> b -> end",
        xml=b.service("a", type_="=kind"),
        data={"kind": ["x.one", "x.two", None, 3]},
    ),
    _m(
        "job_retries_by_expression",
        "start -> a -> b -> end",
        xml='<serviceTask id="a">' + b.extensions(b.job("work", retries="=tries")) + "</serviceTask>",
        data={"tries": [1, "2", None, "many"]},
    ),
    _m(
        "job_and_timer",
        "start -> a -> b -> end",
        "late -> c -> end",
        xml=b.service("a") + b.boundary("late", "a", b.timer("PT1H")),
    ),
    _m(
        "priority_by_expression",
        "start -> a -> b -> end",
        xml='<userTask id="a">' + b.extensions('<zeebe:priorityDefinition priority="=p"/>') + "</userTask>",
        data={"p": [1, "7", None, "high", 200]},
    ),
    _m(
        "listeners_of_a_task",
        "start -> a -> b -> end",
        "late -> c -> end",
        xml='<userTask id="a">'
        + b.extensions(b.io("input: =n -> m", "output: =r -> kept"), LISTEN)
        + "</userTask>"
        + b.boundary("late", "a", b.timer("PT1H")),
    ),
    _m(
        "listeners_of_a_sub_process",
        "start -> s1 -> c -> end",
        xml=b.sub("s1", "start_in -> a -> end_in", inside=b.extensions(LISTEN)),
    ),
    _m("listeners_of_a_service_task", "start -> a -> c -> end", xml=b.service("a", LISTEN)),
    _m(
        "conditions_see_inner_names",
        "start -> s1 -> c -> end",
        xml=b.sub(
            "s1",
            "start_in -> x",
            "x -> a : =inner = 1",
            "x -> d -> end_in",
            "a -> end_in",
            xml=xor("x", "x_d"),
            inside=b.extensions(b.io("input: =n -> inner")),
        ),
    ),
    _m(
        "missing_name_is_null",
        "start -> a -> b -> end",
        xml=task("a", "input: =nothing.there -> m", "output: =other.thing -> s"),
    ),
    _m(
        "messages_with_payload",
        "start -> c -> a -> end",
        xml='<intermediateThrowEvent id="c">'
        + b.extensions(b.job("x.tell"), b.io("input: =n -> m"))
        + "<messageEventDefinition/></intermediateThrowEvent>",
    ),
    _m(
        "end_event_with_job",
        "start -> a -> e",
        xml='<endEvent id="e">' + b.extensions(b.job("x.tell")) + "<messageEventDefinition/></endEvent>",
    ),
)
