"""Repeat complaints are linked with the earlier ones, shown in both directions, and only to who sees them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.actor import SYSTEM, Actor
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.inbox import InboxQuery
from engine.messages import Publication
from engine.service import Engine
from engine.service.casework import link_case, register_case
from engine.store.database import Tx
from tests.conftest import ActorOf
from workers import Worker

ROOT = Path(__file__).parents[2]


@pytest.fixture
def complaints(engine: Engine) -> Engine:
    files = [
        path
        for process in ("complaint", "repair_dispatch")
        for folder in ("bpmn", "forms")
        for path in sorted((ROOT / folder / process).iterdir())
        if path.is_file()
    ]
    engine.deploy([ModelFile(path.name, path.read_bytes()) for path in files], actor=SYSTEM)
    return engine


def complain(engine: Engine, *, serial: str = "SNPH1200011", region: str = "region_east", **more: Any) -> int:
    """The case of a new complaint about a price."""
    contact = {"name": "徐军", "phone": "13824572762", "region": region}
    values = {"channel": "web", "contact": contact, "product_serial": serial, "text": "优惠券没到账", **more}
    published = engine.publish_message(Publication("complaint_received", variables=values), actor=SYSTEM)
    Worker(engine).drain()
    return published.case_keys[0]


def links(engine: Engine, case_key: int, actor: Actor) -> list[tuple[int, str, bool]]:
    return [(link.case_key, link.kind, link.is_earlier) for link in engine.case_page(case_key, actor=actor).links]


def test_a_second_complaint_is_linked_in_both_directions(complaints: Engine, actor: ActorOf) -> None:
    first = complain(complaints)
    second = complain(complaints, serial=" snph1200011 ")
    other = complain(complaints, serial="SNAP30000012")

    agent = actor("agent")

    assert links(complaints, second, agent) == [(first, "repeat", True)]
    assert links(complaints, first, agent) == [(second, "repeat", False)]
    assert links(complaints, other, agent) == []
    variables = complaints.case_page(second, actor=agent).variables or {}
    assert variables["repeat_count"] == 1
    earlier: Any = variables["earlier_cases"]
    assert [case["is_same_product"] for case in earlier] == [True]


def test_a_complaint_after_a_month_is_no_repeat(complaints: Engine, clock: PinnedClock, actor: ActorOf) -> None:
    complain(complaints)
    clock.pin(clock() + timedelta(days=31))

    later = complain(complaints)

    assert links(complaints, later, actor("agent")) == []


def test_a_complaint_that_names_another_case_follows_it(complaints: Engine, actor: ActorOf) -> None:
    first = complain(complaints, complaint_number="C-1")
    survey = complain(complaints, serial="SNAP30000012", channel="survey", related_case="C-1")

    assert links(complaints, survey, actor("agent")) == [(first, "follow_up", True)]


def test_links_to_cases_out_of_reach_are_not_shown(complaints: Engine, actor: ActorOf) -> None:
    first = complain(complaints, region="region_south")
    second = complain(complaints, region="region_east")

    assert links(complaints, second, actor("region_manager")) == []
    assert links(complaints, first, actor("region_manager2")) == []
    assert links(complaints, second, actor("agent")) == [(first, "repeat", True)]


def test_complaints_that_are_registered_in_the_other_order_are_linked_all_the_same(engine: Engine) -> None:
    subjects = {"product": "SN-1"}
    first, second = _cases(engine)

    def register(case_key: int) -> None:
        def write(tx: Tx) -> None:
            others = register_case(tx, case_key, subjects, limit=9)
            to = [(other.case_key, "repeat") for other in others if other.is_earlier]
            missed_by = [(other.case_key, "repeat") for other in others if not other.is_earlier]
            link_case(tx, case_key, to=to, missed_by=missed_by)

        engine._write(write)

    register(second)
    register(first)
    register(second)

    assert links(engine, second, SYSTEM) == [(first, "repeat", True)]
    assert links(engine, first, SYSTEM) == [(second, "repeat", False)]


def _cases(engine: Engine) -> tuple[int, int]:
    """Two cases of a process that waits, the older one first."""
    model = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        '<bpmn:process id="waits" isExecutable="true"><bpmn:startEvent id="s"><bpmn:outgoing>f</bpmn:outgoing>'
        '</bpmn:startEvent><bpmn:userTask id="u"><bpmn:incoming>f</bpmn:incoming></bpmn:userTask>'
        '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="u" /></bpmn:process></bpmn:definitions>'
    )
    engine.deploy([ModelFile("waits.bpmn", model.encode())], actor=SYSTEM)
    started = [engine.start_case(StartRequest("waits"), actor=SYSTEM).case_key for _ in range(2)]
    return started[0], started[1]


def test_the_dealer_who_is_complained_of_does_not_see_the_consumers_phone(complaints: Engine, actor: ActorOf) -> None:
    contact = {"name": "徐军", "phone": "13824572762", "region": "region_east"}
    dealer = {"code": "dealer_hz", "name": "杭州西子电器"}
    values: Any = {"contact": contact, "text": "态度恶劣", "given_category": "conduct", "dealer": dealer}
    complaints.publish_message(Publication("complaint_received", variables=values), actor=SYSTEM)
    Worker(complaints).drain()
    found = complaints.inbox(InboxQuery(queue="team"), actor=actor("dealer2")).items

    page = complaints.task_page(found[0].task_key, actor=actor("dealer2"))

    assert [task.element_id for task in found] == ["state_own_side"]
    assert (page.values["contact"], page.values["customer"]) == (None, None)
    assert complaints.inbox(InboxQuery(queue="team"), actor=actor("dealer3")).items == ()
