"""Ad-hoc sub-processes (P12 to P16) and execution listeners (A30)."""

from __future__ import annotations

import pytest

from engine.errors import Invalid
from engine.process.command import JobExhausted
from engine.values import Json
from tests.models.bpmn import (
    extensions,
    model,
    sub,
)
from tests.process.driver import Case

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


@pytest.mark.parametrize("names", [None, "x", ["x2"], ["nobody"], [1]])
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
