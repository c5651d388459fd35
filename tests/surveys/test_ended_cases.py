"""Campaigns about ended cases ask the customer of the case, about its machine, and only those of the days asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.messages import Publication
from engine.service import Engine
from engine.values import load
from tests.surveys.test_surveys import write
from workers import drain
from workers.handlers.campaigns import select_members

NOON = datetime(2026, 11, 10, 4, tzinfo=UTC)
MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://x.example">
  <bpmn:process id="{id}" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties><zeebe:property name="sl:businessKey" value="=number" />
    </zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="link"><bpmn:extensionElements><zeebe:taskDefinition type="case.link" />
      </bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:receiveTask id="wait" messageRef="go"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
    </bpmn:receiveTask>
    <bpmn:endEvent id="done"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="link" />
    <bpmn:sequenceFlow id="f2" sourceRef="link" targetRef="wait" />
    <bpmn:sequenceFlow id="f3" sourceRef="wait" targetRef="done" />
  </bpmn:process>
  <bpmn:message id="go" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=number" />
    </bpmn:extensionElements></bpmn:message>
</bpmn:definitions>"""


class Cases:
    """Cases about customers and machines, ended when a test says so."""

    def __init__(self, engine: Engine, clock: PinnedClock) -> None:
        self.engine, self._clock = engine, clock
        models = [ModelFile(f"{one}.bpmn", MODEL.format(id=one).encode()) for one in ("repair", "praise")]
        engine.deploy(models, actor=SYSTEM)

    def open(self, number: str, customer: str, serial: str = "", *, process: str = "repair") -> int:
        """A case that is still under way."""
        given: Any = {"number": number, "customer_code": customer, "product_serial": serial}
        case_key = self.engine.start_case(StartRequest(process, variables=given), actor=SYSTEM).case_key
        drain(self.engine)
        return case_key

    def end(
        self, number: str, customer: str, serial: str = "", *, at: datetime = NOON, process: str = "repair"
    ) -> None:
        """A case that was completed at that moment."""
        self._clock.pin(at)
        self.open(number, customer, serial, process=process)
        self.engine.publish_message(_go(number), actor=SYSTEM)


def _go(number: str) -> Publication:
    return Publication("go", number, {})


@pytest.fixture
def cases(engine: Engine, clock: PinnedClock) -> Cases:
    return Cases(engine, clock)


def chosen(cases: Cases, make_job: Any, **campaign: Any) -> list[tuple[str, str, str | None]]:
    """Customer, serial number and case number of each member."""
    given = {"campaign": {"ended_process": "repair", "per_day": 50, **campaign}}
    write(cases.engine, select_members(cases.engine, make_job(given, case=9)))
    surveys: list[Any] = [load(member.survey) for member in cases.engine.campaign_members(9, 1)]
    return [(one["customer_code"], one["product_serial"], one["case_number"]) for one in surveys]


def test_only_customers_of_completed_cases_of_that_process_are_asked(cases: Cases, make_job: Any) -> None:
    cases.end("R-1", "C0001", "SNKFR35A00001")
    cases.end("P-1", "C0002", "SNKFR72L00002", process="praise")
    cases.open("R-2", "C0003", "SNKFR26M00003")
    ended_by_operator = cases.open("R-3", "C0004", "SNBCD26000004")
    cases.engine.cancel_case(ended_by_operator, actor=SYSTEM, reason="wrong")

    assert chosen(cases, make_job) == [("C0001", "SNKFR35A00001", "R-1")]


def test_the_survey_is_about_the_machine_of_the_case_not_the_customers_newest(cases: Cases, make_job: Any) -> None:
    with cases.engine.database.sql.begin() as connection:
        connection.execute(
            text("INSERT INTO product (serial, model, customer_code, purchased_on) VALUES (:s, 'PH-12', 'C0001', :d)"),
            {"s": "SNNEWER1", "d": NOON.date()},
        )
    cases.end("R-1", "C0001", "SNKFR35A00001")

    assert chosen(cases, make_job) == [("C0001", "SNKFR35A00001", "R-1")]
    assert chosen(cases, make_job, models=["PH-12"]) == []


def test_a_case_without_machine_asks_about_the_customers_newest(cases: Cases, make_job: Any) -> None:
    cases.end("R-1", "C0001")

    assert chosen(cases, make_job) == [("C0001", "SNKFR35A00001", "R-1")]


def test_of_several_cases_the_one_that_ended_last_is_asked_about_once(cases: Cases, make_job: Any) -> None:
    cases.end("R-1", "C0001", "SNKFR35A00001", at=NOON)
    cases.end("R-2", "C0001", "SNKFR35A00001", at=NOON + timedelta(days=1))

    assert chosen(cases, make_job) == [("C0001", "SNKFR35A00001", "R-2")]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ({"ended_from": "2026-11-10", "ended_until": "2026-11-10"}, ["R-1"]),
        ({"ended_from": "2026-11-11"}, ["R-2"]),
        ({"ended_until": "2026-11-10"}, ["R-1"]),
        ({"ended_from": "2026-11-12"}, []),
    ],
)
def test_days_are_local_and_both_ends_count(cases: Cases, make_job: Any, days: Any, found: list[str]) -> None:
    # 2026-11-10 23:30 and 2026-11-11 00:30 in Shanghai
    cases.end("R-1", "C0001", "SNKFR35A00001", at=datetime(2026, 11, 10, 15, 30, tzinfo=UTC))
    cases.end("R-2", "C0002", "SNKFR72L00002", at=datetime(2026, 11, 10, 16, 30, tzinfo=UTC))

    assert [number for _, _, number in chosen(cases, make_job, **days)] == found


def test_a_campaign_about_nobodys_case_gives_each_member_a_number_of_its_own(cases: Cases, make_job: Any) -> None:
    members = chosen(cases, make_job, ended_process="", limit=2)

    assert [number for _, _, number in members] == ["9-1", "9-2"]
