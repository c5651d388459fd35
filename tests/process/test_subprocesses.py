"""Sub-processes (1.5): embedded, transaction, call activity, ad-hoc; listeners (A30)."""

from __future__ import annotations

import pytest

from engine.errors import Invalid
from engine.process.command import ChildEnded, ElementFailed, JobExhausted
from engine.process.definition import read_definitions
from engine.values import Json
from tests.models.bpmn import (
    boundary,
    compensation,
    end,
    error,
    error_top,
    extensions,
    io,
    job,
    many,
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


# ---- ad-hoc ----


def adhoc(attributes: str = "", *, rules: str = "", condition: str = "", lines: tuple[str, ...] = ("x -> x2",)) -> str:
    tail = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    inside = extensions(rules) if rules else ""
    return sub("h", *lines, "y", tag="adHocSubProcess", attributes=attributes, inside=inside, xml=tail)


def listing(text: str, more: str = "") -> str:
    return f'<zeebe:adHoc activeElementsCollection="{text}" {more}/>'


def test_p12_absent_or_empty_lists_start_nothing_and_it_stays_active() -> None:
    assert Case(model("start -> h -> z", xml=adhoc())).start().open == []
    assert Case(model("start -> h -> z", xml=adhoc(rules=listing("=[]")))).start().open == []


def test_p13_and_p14_started_elements_run_on_and_without_condition_it_completes_after_all() -> None:
    case = Case(model("start -> h -> z", xml=adhoc(rules=listing("=names")))).start(names=["x", "y"])
    assert case.open == ["x", "y"]

    case.task("x").task("y")
    assert case.open == ["x2"]

    assert case.task("x2").open == ["z"]


def test_p13_an_element_is_started_later_in_its_own_scope() -> None:
    case = Case(model("start -> h -> z", xml=adhoc())).start()

    case.modify(activate=("y",)).modify(activate=("y",))

    assert case.open == ["y", "y"]
    assert case.task("y").task("y").open == ["z"]


@pytest.mark.parametrize("names", ["x", ["x2"], ["nobody"], [1]])
def test_p12_a_wrong_list_is_an_incident(names: Json) -> None:
    case = Case(model("start -> h -> z", xml=adhoc(rules=listing("=names")))).start(names=names)

    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]


def test_p14_the_completion_condition_cancels_the_rest() -> None:
    xml = adhoc(rules=listing("=names"), condition="=enough")
    case = Case(model("start -> h -> z", xml=xml)).start(names=["x", "y"], enough=False).task("y", enough=True)

    assert case.open == ["z"]
    assert case.happened("task.withdrawn") == ["x"]


def test_p14_or_waits_for_the_running_ones() -> None:
    xml = adhoc('cancelRemainingInstances="false"', rules=listing("=names"), condition="=enough")
    case = Case(model("start -> h -> z", xml=xml)).start(names=["x", "y"], enough=False).task("y", enough=True)
    assert case.open == ["x"]

    assert case.task("x").task("x2").open == ["z"]


def test_p15_a_sequential_one_works_its_list_in_order() -> None:
    xml = adhoc('ordering="Sequential"', rules=listing("=names"))
    case = Case(model("start -> h -> z", xml=xml)).start(names=["y", "x", "y"])
    assert case.open == ["y"]

    assert case.task("y").open == ["x"]
    assert case.task("x").open == ["x2"]
    assert case.task("x2").open == ["y"]
    assert case.task("y").open == ["z"]


def test_p16_outputs_are_collected_in_order_of_ending() -> None:
    rules = listing("=names", 'outputCollection="all" outputElement="=result"')
    case = Case(model("start -> h -> z", xml=adhoc(rules=rules, lines=()))).start(names=["y", "y"])

    case.task("y", result=1).task("y", result=2)

    assert case.variables == {"names": ["y", "y"], "all": [1, 2]}


def test_p13_only_elements_without_incoming_flow_can_be_started() -> None:
    case = Case(model("start -> h -> z", xml=adhoc())).start()

    with pytest.raises(Invalid):
        case.modify(activate=("x2",))


# ---- execution listeners ----


def listener(event: str, type_: str) -> str:
    return f'<zeebe:executionListener eventType="{event}" type="{type_}"/>'


def listened(*parts: str, inside: str = "") -> str:
    listeners = f"<zeebe:executionListeners>{''.join(parts)}</zeebe:executionListeners>"
    return f'<userTask id="a">{extensions(listeners, inside)}</userTask>'


def test_a30_listeners_block_in_order_and_their_results_go_where_stated() -> None:
    xml = listened(listener("start", "one"), listener("start", "two"), listener("end", "three"))
    case = Case(model("start -> a -> b", xml=xml)).start()
    assert [entry.type for entry in case.jobs.values()] == ["one"]
    assert case.job("a", seen=1).jobs[case.job_key("a")].type == "two"
    assert not case.tasks

    case.job("a")
    assert case.local("a") == {"seen": 1}
    case.task("a", result=2)
    assert case.job("a", after=3).open == ["b"]

    assert case.variables == {"result": 2, "after": 3}


def test_a30_a_listener_without_retries_is_an_incident_of_its_own() -> None:
    case = Case(model("start -> a -> b", xml=listened(listener("start", "one")))).start()
    case.do(JobExhausted(case.job_key("a"), "EXECUTION_LISTENER_NO_RETRIES", "broken"))

    assert case.resolve().job("a").open == ["a"]


def test_a30_listeners_of_the_process_and_of_each_instance() -> None:
    inside = extensions(
        f"<zeebe:executionListeners>{listener('start', 'first')}{listener('end', 'last')}</zeebe:executionListeners>"
    )
    case = Case(model("start -> a", inside=inside)).start(n=1)
    assert case.open == ["p"]

    assert case.job("p").task("a").open == ["p"]
    assert case.job("p").is_completed


# ---- what a definition tells ----


def test_a_definition_tells_what_it_uses() -> None:
    top = '<message id="m" name="ordered"/>'
    xml = (
        '<startEvent id="start"/><startEvent id="by_message"><messageEventDefinition messageRef="m"/></startEvent>'
        '<startEvent id="nightly"><timerEventDefinition><timeCycle>R/PT24H</timeCycle></timerEventDefinition></startEvent>'
        + service("work", type_="parts.check")
        + call()
        + f'<userTask id="a" name="检查">{extensions("<zeebe:userTask/>", chr(60) + "zeebe:formDefinition formId=" + chr(34) + "f" + chr(34) + "/>")}</userTask>'
    )
    lines = ["start -> work -> c -> a", "by_message -> work", "nightly -> work"]

    definition = read_definitions(model(*lines, top=top, xml=xml))[0]

    kinds = [(fact.element_id, fact.kind, fact.event_name) for fact in definition.start_events]
    assert kinds == [("start", "none", None), ("by_message", "message", "ordered"), ("nightly", "timer", None)]
    assert definition.job_types == ("parts.check",)
    assert [fact.target for fact in definition.processes_called] == ["child"]
    assert [(fact.element_id, fact.target, fact.binding) for fact in definition.forms_used] == [("a", "f", "latest")]
    assert {fact.id: fact.type for fact in definition.elements}["a"] == "USER_TASK"


def test_c10_a_message_start_event_starts_with_its_payload() -> None:
    top = '<message id="m" name="ordered"/>'
    event = f'<startEvent id="by_message">{extensions(io("output: =n -> number"))}<messageEventDefinition messageRef="m"/></startEvent>'

    case = Case(model("by_message -> a", top=top, xml=event)).start("by_message", n=3, noise=1)

    assert case.open == ["a"]
    assert case.variables == {"number": 3}


def test_e2_a_case_without_none_start_event_is_not_started_by_hand() -> None:
    event = '<startEvent id="by_message"><messageEventDefinition messageRef="m"/></startEvent>'
    given = model("by_message -> a", top='<message id="m" name="ordered"/>', xml=event)

    with pytest.raises(Invalid):
        Case(given).start()


def test_ids_that_the_library_uses_itself_are_no_trouble() -> None:
    xml = '<startEvent id="Start"/><endEvent id="End"/>'

    assert Case(model("Start -> a -> End", xml=xml)).start().task("a").is_completed


def test_a_thousand_nodes_in_a_chain_are_read_and_run() -> None:
    path = " -> ".join(f"t{number}" for number in range(1_000))
    xml = "".join(f'<task id="t{number}"/>' for number in range(1_000))

    assert Case(model(f"start -> {path} -> end", xml=xml)).start().is_completed


def test_m2_a_sub_process_may_be_repeated_with_its_boundary_on_the_body() -> None:
    inner = sub("s", "start_s -> x -> end_s", inside=many("=items"))
    given = model("start -> s -> end", "late -> b", xml=inner + boundary("late", "s", timer("PT1H")))
    case = Case(given).start(items=[1, 2, 3])
    assert (case.open, len(case.timers)) == (["x", "x", "x"], 1)

    assert case.wait(hours=1).open == ["b"]
    assert job()
