"""Called cases: begun with their variables, answered for, ended with their caller (rules P8 to P11, E8, E12)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.actor import SYSTEM
from engine.errors import Conflict
from engine.service import Engine
from engine.store.schema import EVENT
from tests.conftest import ActorOf
from tests.engine import build

CALL = (
    '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="child" '
    'propagateAllChildVariables="true"/></bpmn:extensionElements></bpmn:callActivity>'
)
ERROR = '<bpmn:error id="e" errorCode="BROKEN"/><bpmn:escalation id="x" escalationCode="LATE"/>'


def boundary(kind: str, *, interrupting: bool) -> str:
    """A boundary event of the call for error 'e' or escalation 'x', with a task behind it."""
    event = f'<bpmn:{kind}EventDefinition {kind}Ref="{"e" if kind == "error" else "x"}"/>'
    cancels = "true" if interrupting else "false"
    return (
        f'<bpmn:boundaryEvent id="caught" attachedToRef="call" cancelActivity="{cancels}">{event}</bpmn:boundaryEvent>'
        + build.user_task("repair")
        + build.line("caught", "repair", "end")
    )


def called(engine: Engine, child: str, *, extra: str = "") -> int:
    """A parent that calls `child` (the body of its process), then has a task 'after'; the parent's key."""
    build.deployed(engine, build.process(child, process_id="child", extra=ERROR), name="child.bpmn")
    body = build.START + CALL + build.user_task("after") + build.END + build.line("start", "call", "after", "end")
    build.deployed(engine, build.process(body + extra, extra=ERROR))
    return build.a_case(engine, unit="hq", variables={"amount": 5})


def task_child() -> str:
    """start → work → end."""
    return build.START + build.user_task("work") + build.END + build.line("start", "work", "end")


def throwing(kind: str) -> str:
    """start → work → an end event that throws error 'e' or escalation 'x'."""
    reference = "e" if kind == "error" else "x"
    end = f'<bpmn:endEvent id="thrown"><bpmn:{kind}EventDefinition {kind}Ref="{reference}"/></bpmn:endEvent>'
    return build.START + build.user_task("work") + end + build.line("start", "work", "thrown")


def open_elements(engine: Engine, case_key: int) -> list[str]:
    """The elements of the open tasks of a case."""
    return [task.element_id for task in engine.case_page(case_key, actor=SYSTEM).tasks if task.state == "open"]


def child_of(engine: Engine, case_key: int) -> int:
    """The key of the case it called."""
    return engine.case_page(case_key, actor=SYSTEM).related[0].case_key


def work(engine: Engine, actor: ActorOf, child: int, **values: int) -> None:
    """Complete the child's task."""
    task = next(item for item in build.tasks(engine, actor("agent")) if item.case_key == child)
    engine.complete_task(task.task_key, dict(values), actor=actor("agent"), from_form=False)


def test_a_called_case_gets_the_variables_and_its_own_come_back(engine: Engine, actor: ActorOf) -> None:
    parent = called(engine, task_child())
    child = child_of(engine, parent)
    assert (engine.case_page(child, actor=SYSTEM).variables or {})["amount"] == 5

    work(engine, actor, child, result=7)

    assert engine.case_head(child, actor=SYSTEM).state == "completed"
    assert open_elements(engine, parent) == ["after"]
    assert (engine.case_page(parent, actor=SYSTEM).variables or {})["result"] == 7


def test_cancelling_the_parent_ends_the_child_and_its_tasks(engine: Engine, actor: ActorOf) -> None:
    parent = called(engine, task_child())
    child = child_of(engine, parent)

    engine.cancel_case(parent, actor=actor("operator"), reason="withdrawn")

    assert engine.case_head(child, actor=SYSTEM).state == "terminated"
    assert build.tasks(engine, actor("agent")) == ()


def test_a_called_case_cannot_be_cancelled_alone(engine: Engine, actor: ActorOf) -> None:
    child = child_of(engine, called(engine, task_child()))

    with pytest.raises(Conflict):
        engine.cancel_case(child, actor=actor("operator"))


def test_an_error_of_the_child_leaves_by_the_callers_boundary_event(engine: Engine, actor: ActorOf) -> None:
    parent = called(engine, throwing("error"), extra=boundary("error", interrupting=True))
    child = child_of(engine, parent)

    work(engine, actor, child)

    assert open_elements(engine, parent) == ["repair"]
    assert engine.case_head(child, actor=SYSTEM).state == "terminated"
    assert engine.case_head(child, actor=SYSTEM).incident_count == 0


def event_types(engine: Engine, case_key: int) -> list[str]:
    """The types of the lines of a case's history."""
    query = select(EVENT.c.event_type).where(EVENT.c.case_key == case_key)
    with engine.database.read(engine.clock, engine.new_key) as tx:
        return list(tx.execute(query).scalars())


def test_e8_no_incident_ever_appears_when_a_caller_further_out_catches(engine: Engine, actor: ActorOf) -> None:
    build.deployed(engine, build.process(throwing("error"), process_id="inner", extra=ERROR), name="inner.bpmn")
    middle = build.START + CALL.replace('"child"', '"inner"') + build.END + build.line("start", "call", "end")
    parent = called(engine, middle, extra=boundary("error", interrupting=True))
    child = child_of(engine, parent)
    inner = max(case.case_key for case in engine.case_page(child, actor=SYSTEM).related)

    work(engine, actor, inner)

    assert open_elements(engine, parent) == ["repair"]
    assert [engine.case_head(key, actor=SYSTEM).state for key in (child, inner)] == ["terminated", "terminated"]
    assert "incident.opened" not in event_types(engine, inner) + event_types(engine, child)


def test_e12_the_flow_behind_an_escalation_that_ends_the_call_is_not_taken(engine: Engine, actor: ActorOf) -> None:
    tell = '<bpmn:intermediateThrowEvent id="tell"><bpmn:escalationEventDefinition escalationRef="x"/>'
    child_process = build.START + tell + "</bpmn:intermediateThrowEvent>" + build.user_task("on") + build.END
    child_process += build.line("start", "tell", "on", "end")

    parent = called(engine, child_process, extra=boundary("escalation", interrupting=True))

    child = child_of(engine, parent)
    assert open_elements(engine, parent) == ["repair"]
    assert engine.case_head(child, actor=SYSTEM).state == "terminated"
    assert engine.case_head(child, actor=SYSTEM).parent_case_key == parent
    assert "task.created" not in event_types(engine, child)


def test_an_error_nobody_catches_is_an_incident(engine: Engine, actor: ActorOf) -> None:
    parent = called(engine, throwing("error"))
    child = child_of(engine, parent)

    work(engine, actor, child)

    incidents = engine.case_page(child, actor=SYSTEM).incidents
    assert [incident.error_type for incident in incidents] == ["UNHANDLED_ERROR_EVENT"]
    assert engine.case_head(parent, actor=SYSTEM).state == "active"


def test_a_caught_escalation_starts_its_path_and_the_child_still_ends(engine: Engine, actor: ActorOf) -> None:
    parent = called(engine, throwing("escalation"), extra=boundary("escalation", interrupting=False))
    child = child_of(engine, parent)

    work(engine, actor, child)

    assert engine.case_head(child, actor=SYSTEM).state == "completed"
    assert sorted(open_elements(engine, parent)) == ["after", "repair"]


def test_an_interrupting_escalation_takes_the_boundary_path_only(engine: Engine, actor: ActorOf) -> None:
    parent = called(engine, throwing("escalation"), extra=boundary("escalation", interrupting=True))

    work(engine, actor, child_of(engine, parent))

    assert open_elements(engine, parent) == ["repair"]


def test_a_called_process_that_does_not_exist_is_an_incident_until_it_is_deployed(
    engine: Engine, actor: ActorOf
) -> None:
    body = build.START + CALL + build.END + build.line("start", "call", "end")
    build.deployed(engine, build.process(body))
    parent = build.a_case(engine, unit="hq")
    incident = engine.case_page(parent, actor=SYSTEM).incidents[0]
    assert incident.error_type == "CALLED_ELEMENT_ERROR"

    build.deployed(engine, build.process(task_child(), process_id="child"), name="child.bpmn")
    engine.resolve_incident(incident.incident_key, actor=actor("operator"), reason="deployed now")

    assert open_elements(engine, child_of(engine, parent)) == ["work"]


def test_a_chain_of_calls_without_end_stops_with_an_incident(engine: Engine) -> None:
    build.deployed(engine, build.process(build.START + CALL + build.line("start", "call"), process_id="child"))

    root = build.a_case(engine, unit="hq", process_id="child")

    family = engine.case_page(root, actor=SYSTEM).related
    deepest = max(case.case_key for case in family)
    assert len(family) == 20
    assert engine.case_page(deepest, actor=SYSTEM).incidents[0].error_type == "LIMIT_EXCEEDED"
