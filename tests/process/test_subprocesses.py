"""Sub-processes (1.5): embedded, transaction, call activity, ad-hoc; listeners (A30)."""

from __future__ import annotations

import pytest

from engine.process.command import ChildEnded, ElementFailed
from engine.values import Json
from tests.models.bpmn import (
    boundary,
    compensation,
    end,
    error,
    error_top,
    extensions,
    io,
    model,
    service,
    sub,
    timer,
)
from tests.process.driver import Case

CANCEL = "<cancelEventDefinition/>"


def call(*parts: str, attributes: str = "") -> str:
    element = f'<zeebe:calledElement processId="child" {attributes}/>'
    return f'<callActivity id="c">{extensions(element, *parts)}</callActivity>'


def test_p1_a_sub_process_stays_active_while_it_holds_tokens() -> None:
    case = Case(model("start -> s -> b", xml=sub("s", "start_s -> fork_s -> x", "fork_s -> y"))).start().task("x")
    assert case.open == ["y"]

    assert case.task("y").open == ["b"]


def test_k13_interrupting_a_sub_process_ends_all_of_it_and_nothing_else() -> None:
    deep = sub("deep", "start_deep -> x -> end_deep", xml=service("x"))
    inner = sub("s", "start_s -> fork_s -> deep", "fork_s -> y", xml=deep)
    given = model("start -> fork -> s", "fork -> z", "late -> b", xml=inner + boundary("late", "s", timer("PT1H")))
    case = Case(given).start()
    assert case.open == ["x", "y", "z"]

    case.wait(hours=1)

    assert case.open == ["b", "z"]
    assert case.steps[-1].jobs_closed[0][1] == "cancelled"


def test_p7_cancel_compensates_what_completed_and_leaves_by_the_cancel_event() -> None:
    inner = sub(
        "tx",
        "start_tx -> book -> fork_tx -> x",
        "fork_tx -> ask -> stop",
        tag="transaction",
        xml='<userTask id="book"/>' + compensation("book", "unbook") + end("stop", CANCEL),
    )
    given = model("start -> tx -> done", "out -> failed", xml=inner + boundary("out", "tx", CANCEL))
    case = Case(given).start().task("book").task("ask")
    assert case.open == ["unbook"]
    assert case.happened("task.withdrawn") == ["x"]

    case.task("unbook")

    assert case.open == ["failed"]


def test_p6_an_error_leaves_a_transaction_without_compensation() -> None:
    inner = sub(
        "tx",
        "start_tx -> book -> stop",
        tag="transaction",
        xml='<userTask id="book"/>' + compensation("book", "unbook") + end("stop", error("bad")),
    )
    xml = inner + boundary("hazard", "tx", error("bad"))

    case = Case(model("start -> tx -> done", "hazard -> failed", top=error_top("bad"), xml=xml)).start().task("book")

    assert case.open == ["failed"]


def test_p8_and_p10_a_call_activity_waits_for_its_child() -> None:
    case = Case(model("start -> c -> a", xml=call(io("input: =n + 1 -> m")))).start(n=1)
    asked = next(iter(case.children.values()))
    assert (asked.process_id, asked.binding, asked.variables) == ("child", "latest", {"n": 1, "m": 2})

    case.child("c", answer=42)

    assert case.open == ["a"]
    assert case.variables == {"n": 1, "answer": 42}


@pytest.mark.parametrize(
    ("attributes", "mapping", "given", "returned"),
    [
        ('propagateAllParentVariables="false"', "input: =n -> m", {"m": 1}, {"n": 1, "x": 7, "y": 8}),
        ('propagateAllChildVariables="false"', "input: =n -> m", {"n": 1, "m": 1}, {"n": 1}),
        ('propagateAllChildVariables="false"', "output: =x -> z", {"n": 1}, {"n": 1, "z": 7}),
        ("", "output: =x -> z", {"n": 1}, {"n": 1, "z": 7}),
    ],
)
def test_p10_propagation(attributes: str, mapping: str, given: dict[str, Json], returned: dict[str, Json]) -> None:
    case = Case(model("start -> c -> a", xml=call(io(mapping), attributes=attributes))).start(n=1)
    assert next(iter(case.children.values())).variables == given

    assert case.child("c", x=7, y=8).variables == returned


def test_p9_ending_the_parent_element_ends_the_child() -> None:
    case = Case(model("start -> c -> a", "late -> b", xml=call() + boundary("late", "c", timer("PT1H")))).start()

    case.wait(hours=1)

    assert case.open == ["b"]
    assert not case.children


def test_p9_a_child_ended_by_an_operator_is_an_incident_and_resolving_calls_again() -> None:
    case = Case(model("start -> c -> a", xml=call())).start()
    case.do(ChildEnded(next(iter(case.children)), "by hand"))
    case.children.clear()
    assert case.incident_types == ["CHILD_ENDED"]

    case.resolve()

    assert len(case.children) == 1
    assert case.child("c").open == ["a"]


def test_p11_the_call_depth_is_limited() -> None:
    assert Case(model("start -> c -> a", xml=call())).start(call_depth=20).incident_types == ["LIMIT_EXCEEDED"]


def test_i6_an_element_the_engine_refused_is_entered_again_when_resolved() -> None:
    xml = f'<userTask id="a">{extensions(io("input: =n -> m"))}</userTask>' + boundary("late", "a", timer("PT1H"))
    case = Case(model("start -> a -> end", "late -> b", xml=xml)).start(n=1)
    key = next(iter(case.tasks))
    case.do(ElementFailed(key, "NO_UNIT", "no unit"))
    case.tasks.clear()
    assert case.incident_types == ["NO_UNIT"]

    case.set(n=2).resolve()

    assert case.local("a") == {"m": 2}
    assert case.open == ["a"]
    assert len(case.timers) == 1
