"""A case that an incident stops says so where its tasks would stand."""

from __future__ import annotations

from collections.abc import Callable

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from tests.engine import build

Start = Callable[..., int]
CONDITION = "<bpmn:conditionExpression>=amount &gt; 5</bpmn:conditionExpression>"
STUCK = build.process(
    build.START + '<bpmn:exclusiveGateway id="which"/>' + build.END
    + build.line("start", "which", "end").replace('targetRef="end">', f'targetRef="end">{CONDITION}')
)  # fmt: skip


def test_a_stopped_case_waits_for_its_incident_and_another_for_the_system(
    browser, app_engine: Engine, a_case: Start
) -> None:
    app_engine.deploy([ModelFile("p.bpmn", STUCK)], actor=SYSTEM)
    stopped = app_engine.start_case(StartRequest(process_id="p", variables={}), actor=SYSTEM).case_key

    operator = browser("operator")

    assert "goes on once that is resolved" in operator.open(f"/cases/{stopped}")
    assert "goes on once that is resolved" not in operator.open(f"/cases/{a_case()}")
