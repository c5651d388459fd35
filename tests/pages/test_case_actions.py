"""Actions of a case: offered by role and reach while the case waits, checked by their form, taken once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.actions import NoLongerWaiting
from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.errors import InvalidFields, NotFound
from engine.service import Engine
from tests.conftest import ActorOf

MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="http://t">
  <bpmn:message id="m" name="stop_it"><bpmn:extensionElements><zeebe:subscription correlationKey="=number" />
    <zeebe:properties><zeebe:property name="sl:action" value="\xe5\x8f\x96\xe6\xb6\x88" />
      <zeebe:property name="sl:action.en" value="Stop it" /><zeebe:property name="sl:action.form" value="stop_form" />
      <zeebe:property name="sl:action.role" value="dealer, channel" /></zeebe:properties>
    </bpmn:extensionElements></bpmn:message>
  <bpmn:process id="stoppable" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:intermediateCatchEvent id="wait"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
      <bpmn:messageEventDefinition id="e" messageRef="m" /></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="stopped"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="wait" />
    <bpmn:sequenceFlow id="f2" sourceRef="wait" targetRef="stopped" />
  </bpmn:process>
</bpmn:definitions>"""
FORM = b"""{"id": "stop_form", "type": "default", "components": [
  {"type": "textfield", "id": "why", "key": "why", "label": "why",
   "properties": {"label.en": "Why"}, "validate": {"required": true}}]}"""


@pytest.fixture
def start(app_engine: Engine) -> Callable[..., int]:
    """Start a case that can be stopped, at a unit."""
    app_engine.deploy([ModelFile("stoppable.bpmn", MODEL), ModelFile("stop_form.form", FORM)], actor=SYSTEM)

    def begin(unit: str = "dealer_sh", number: str = "N-1") -> int:
        return app_engine.start_case(
            StartRequest("stoppable", variables={"number": number}, unit_code=unit), actor=SYSTEM
        ).case_key

    return begin


def test_an_action_is_offered_to_its_roles_that_reach_the_case(app_engine: Engine, start: Callable[..., int]) -> None:
    case_key, of = start(), ActorOf(app_engine)

    offered = {
        name: len(app_engine.case_actions(case_key, actor=of(name))) for name in ("dealer", "channel", "finance")
    }

    assert offered == {"dealer": 1, "channel": 1, "finance": 0}
    with pytest.raises(NotFound):
        app_engine.case_actions(case_key, actor=of("dealer2"))
    with pytest.raises(NotFound):
        app_engine.act_on_case(case_key, "stop_it", {"why": "x"}, actor=of("dealer2"))
    with pytest.raises(NotFound):
        app_engine.act_on_case(case_key, "stop_it", {"why": "x"}, actor=of("finance"))


def test_an_action_reaches_this_case_only_even_when_others_wait_with_the_same_key(
    app_engine: Engine, start: Callable[..., int]
) -> None:
    first, second, dealer = start(), start(), ActorOf(app_engine)("dealer")

    app_engine.act_on_case(second, "stop_it", {"why": "moved"}, actor=dealer)

    assert app_engine.case_page(first, actor=SYSTEM).head.state == "active"
    page = app_engine.case_page(second, actor=SYSTEM)
    assert (page.head.state, page.variables) == ("completed", {"number": "N-1", "why": "moved"})
    assert "dealer" in {entry.actor for entry in app_engine.timeline(second, actor=SYSTEM)}


def test_what_the_form_refuses_changes_nothing_and_a_second_time_is_too_late(
    app_engine: Engine, start: Callable[..., int]
) -> None:
    case_key, dealer = start(), ActorOf(app_engine)("dealer")

    for values in ({}, {"why": ""}, {"why": "x", "number": "N-2"}):
        with pytest.raises(InvalidFields):
            app_engine.act_on_case(case_key, "stop_it", values, actor=dealer)
    assert app_engine.case_page(case_key, actor=SYSTEM).variables == {"number": "N-1"}
    app_engine.act_on_case(case_key, "stop_it", {"why": "x"}, actor=dealer)

    with pytest.raises(NoLongerWaiting):
        app_engine.act_on_case(case_key, "stop_it", {"why": "x"}, actor=dealer)


def test_the_page_offers_it_asks_by_the_form_and_takes_it(
    browser, app_engine: Engine, start: Callable[..., int]
) -> None:
    case_key = start()
    dealer, path = browser("dealer"), f"/cases/{case_key}/actions/stop_it"

    assert f'href="{path}">Stop it' in dealer.open(f"/cases/{case_key}")
    dealer.open(path)
    assert "must be filled in" in dealer.send(path, {"why": ""}, expect=422)
    dealer.send(path, {"why": "the landlord wants it back"})

    assert app_engine.case_page(case_key, actor=SYSTEM).head.state == "completed"
    assert f"/actions/{'stop_it'}" not in dealer.open(f"/cases/{case_key}")
    dealer.open(path, expect=404)
    assert "/actions/" not in browser("finance").open(f"/cases/{start(number='N-9')}")


def test_the_gate_refuses_a_role_that_is_none_and_warns_of_a_form_that_is_not_there(app_engine: Engine) -> None:
    wrong = MODEL.replace(b"dealer, channel", b"dealer, emperor")

    findings = app_engine.check_models([ModelFile("stoppable.bpmn", wrong)], actor=SYSTEM)

    told = {(finding.level, finding.code) for finding in findings}
    assert {("error", "UNKNOWN_ROLE"), ("warning", "PUBLIC_FORM_UNKNOWN")} <= told
