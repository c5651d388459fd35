"""A condition that gives no boolean is an incident that shows the expression and what it saw (rules W1, D25)."""

from __future__ import annotations

from engine.actor import SYSTEM
from engine.service import Engine
from tests.conftest import ActorOf
from tests.engine import build


def test_the_incident_of_a_condition_shows_expression_inputs_and_warning(engine: Engine, actor: ActorOf) -> None:
    gateway = '<bpmn:exclusiveGateway id="choose" default="choose_end"/>'
    body = build.START + gateway + build.user_task("task") + build.END + build.line("start", "choose", "end")
    body += build.flow("choose", "task", "=amount + missing") + build.flow("task", "end")
    build.deployed(engine, build.process(body))

    case = build.a_case(engine, unit="hq", variables={"amount": 5})

    incident = engine.case_page(case, actor=SYSTEM).incidents[0]
    assert incident.error_type == "CONDITION_ERROR"
    assert "'=amount + missing' with amount = 5" in incident.message
    assert "expected a variable 'missing', but there is none" in incident.message
    told = str([entry.details for entry in engine.timeline(case, actor=actor("auditor"))])
    assert "amount = 5" not in told
