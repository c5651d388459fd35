"""What a definition tells, and how cases start (E1, E2, C10)."""

from __future__ import annotations

import pytest

from engine.errors import Invalid
from engine.process.definition import read_definitions
from tests.models.bpmn import (
    boundary,
    extensions,
    io,
    many,
    model,
    service,
    sub,
    timer,
)
from tests.process.driver import Case


def call(*parts: str, attributes: str = "") -> str:
    element = f'<zeebe:calledElement processId="child" {attributes}/>'
    return f'<callActivity id="c">{extensions(element, *parts)}</callActivity>'


def test_a_definition_tells_what_it_uses() -> None:
    top = '<message id="m" name="ordered"/>'
    form = '<zeebe:userTask/><zeebe:formDefinition formId="f"/>'
    xml = (
        '<startEvent id="start"/><startEvent id="by_message"><messageEventDefinition messageRef="m"/></startEvent>'
        f'<startEvent id="nightly">{timer("R/PT24H", kind="timeCycle")}</startEvent>'
        + service("work", type_="parts.check")
        + call()
        + f'<userTask id="a">{extensions(form)}</userTask>'
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
    mapping = extensions(io("output: =n -> number"))
    event = f'<startEvent id="by_message">{mapping}<messageEventDefinition messageRef="m"/></startEvent>'

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
