"""Conditional start events begin cases when they are asked with values (E17)."""

from __future__ import annotations

import pytest

from engine.actor import SYSTEM
from engine.conditions import ConditionCheck
from engine.errors import Forbidden, Invalid, NotFound
from engine.service import Engine
from engine.values import Values
from tests.conftest import ActorOf
from tests.engine import build


def conditional_start(element_id: str, condition: str, *, extensions: str = "") -> str:
    """A start event with a condition."""
    inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return (
        f'<bpmn:startEvent id="{element_id}">{inner}<bpmn:conditionalEventDefinition>'
        f"<bpmn:condition>{condition}</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent>"
    )


def a_watch(process_id: str = "watch", hot: str = "=temperature &gt; 30", *, extensions: str = "") -> bytes:
    """Two conditional starts, a task behind each."""
    body = conditional_start("hot", hot, extensions=extensions) + conditional_start("wet", "=humidity &gt; 80")
    body += build.user_task("cool") + build.user_task("dry") + build.line("hot", "cool") + build.line("wet", "dry")
    return build.process(body, process_id=process_id)


def begun(engine: Engine, variables: Values, *, process_id: str | None = None) -> list[tuple[str, list[str]]]:
    """(process, elements with open tasks) of every case that began."""
    cases = engine.evaluate_conditions(ConditionCheck(variables, process_id), actor=SYSTEM)
    return [
        (case.process_id, [task.element_id for task in engine.case_page(case.case_key, actor=SYSTEM).tasks])
        for case in cases
    ]


def test_e17_one_case_begins_for_each_condition_that_is_true(engine: Engine) -> None:
    build.deployed(engine, a_watch())

    assert begun(engine, {"temperature": 35, "humidity": 90}) == [("watch", ["cool"]), ("watch", ["dry"])]
    assert begun(engine, {"temperature": 35, "humidity": 20}) == [("watch", ["cool"])]
    assert begun(engine, {"temperature": 20}) == []


def test_e17_the_values_become_variables_of_the_case_whatever_the_start_event_maps(sqlite_engine: Engine) -> None:
    mapping = '<zeebe:ioMapping><zeebe:output source="=temperature + 1" target="felt"/></zeebe:ioMapping>'
    build.deployed(sqlite_engine, a_watch(extensions=mapping))

    case = sqlite_engine.evaluate_conditions(ConditionCheck({"temperature": 35}, unit_code="hq"), actor=SYSTEM)[0]

    assert sqlite_engine.case_page(case.case_key, actor=SYSTEM).variables == {"temperature": 35, "felt": 36}


def test_e17_every_process_is_asked_unless_one_is_named(sqlite_engine: Engine) -> None:
    build.deployed(sqlite_engine, a_watch("north"), name="north.bpmn")
    build.deployed(sqlite_engine, a_watch("south"), name="south.bpmn")

    assert [name for name, _ in begun(sqlite_engine, {"temperature": 35})] == ["north", "south"]
    assert [name for name, _ in begun(sqlite_engine, {"temperature": 35}, process_id="south")] == ["south"]


def test_v2_only_the_newest_version_is_asked(sqlite_engine: Engine) -> None:
    build.deployed(sqlite_engine, a_watch())
    build.deployed(sqlite_engine, a_watch(hot="=temperature &gt; 40"))

    assert begun(sqlite_engine, {"temperature": 35}) == []


def test_e15_anything_but_true_begins_nothing(sqlite_engine: Engine) -> None:
    build.deployed(sqlite_engine, a_watch(hot="=temperature"))

    assert begun(sqlite_engine, {"temperature": "yes"}) == []


def test_a_condition_that_fails_hard_begins_nothing_and_names_its_place(sqlite_engine: Engine) -> None:
    build.deployed(sqlite_engine, a_watch(hot="=assert(temperature, temperature &gt; 0) &gt; 30"))

    with pytest.raises(Invalid, match="'hot' of 'watch'"):
        begun(sqlite_engine, {"temperature": -1, "humidity": 90})

    assert begun(sqlite_engine, {"temperature": 1, "humidity": 90}) == [("watch", ["dry"])]


def test_who_may_not_start_cases_may_not_ask(sqlite_engine: Engine) -> None:
    build.deployed(sqlite_engine, a_watch())
    actor = ActorOf(sqlite_engine)

    with pytest.raises(Forbidden):
        sqlite_engine.evaluate_conditions(ConditionCheck({"temperature": 35}), actor=actor("agent"))
    with pytest.raises(NotFound):
        sqlite_engine.evaluate_conditions(ConditionCheck({}, "nobody"), actor=actor("operator"))
    with pytest.raises(Invalid):
        sqlite_engine.evaluate_conditions(ConditionCheck({}, unit_code="nowhere"), actor=actor("operator"))
