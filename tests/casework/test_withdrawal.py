"""A consumer may withdraw at any moment; whatever waits then ends at once and nothing is left open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.messages import Publication
from engine.service import Engine
from engine.values import Values
from engine.views import CasePage
from workers import Worker

ROOT = Path(__file__).parents[2]
NO: Values = {"outcome": {"accepted": "no", "comment": "不接受"}}
FINDING: Values = {"finding": {"is_justified": "yes", "text": "属实，已整改。"}}
ANSWERS: Mapping[str, Values] = {
    "complete_contact": {"contact": {"name": "徐军", "phone": "13824572762", "region": "region_east"}, "text": "请问"},
    "answer_consultation": {"reply": {"text": "请按说明操作。"}},
    "name_dealer": {"dealer": {"code": "dealer_sh", "question": "请说明"}},
    "state_own_side": {"statement": {"agrees": "no", "text": "未多收费。"}},
    "investigate_conduct": {"finding": {"is_justified": "no", "text": "查无实据。"}},
    "settle_delivery": FINDING, "check_price": FINDING, "assess_safety": FINDING,
    "reply_to_consumer": {"reply": {"text": "已处理。"}}, "ask_consumer": NO,
}  # fmt: skip
SETTLEMENTS: Mapping[str, Values] = {
    "approve_goodwill": {"kind": "goodwill", "amount": 900, "text": "补偿"},
    "approve_exchange": {"kind": "exchange", "model": "PH-12", "text": "换新"},
    "approve_payment": {"kind": "refund", "amount": 3999, "text": "退款"},
}


@pytest.fixture
def complaints(sqlite_engine: Engine) -> Engine:
    paths = [
        path
        for process in ("complaint", "repair_dispatch")
        for folder in ("bpmn", "forms")
        for path in sorted((ROOT / folder / process).iterdir())
        if path.is_file()
    ]
    sqlite_engine.deploy([ModelFile(path.name, path.read_bytes()) for path in paths], actor=SYSTEM)
    return sqlite_engine


def play(engine: Engine, category: str | None, stop: str) -> CasePage:
    """A complaint of that category, worked on until `stop` waits."""
    contact: Values = {"name": "徐军", "phone": "13824572762", "region": "region_east"}
    values: Values = {"complaint_number": "C-1", "contact": contact, "product_serial": "SNPH1200011"}
    told: Values = {"text": "内容", "given_category": category} if category else {}
    case_key = publish(engine, "complaint_received", "", {**values, **told}).case_keys[0]
    for _ in range(20):
        page = engine.case_page(case_key, actor=SYSTEM)
        waiting = [task for task in page.tasks if task.state == "open"]
        if any(task.element_id == stop for task in waiting):
            return page
        task = waiting[0]
        answer = ANSWERS.get(task.element_id) or {"settlement": SETTLEMENTS[stop]}
        engine.complete_task(task.task_key, answer, actor=SYSTEM, from_form=False)
        Worker(engine).drain()
    raise AssertionError(f"expected to reach {stop}")


def publish(engine: Engine, name: str, key: str, values: Values) -> Any:
    published = engine.publish_message(Publication(name, key, values), actor=SYSTEM)
    Worker(engine).drain()
    return published


@pytest.mark.parametrize(
    ("category", "stop"),
    [
        (None, "complete_contact"), ("consultation", "answer_consultation"), ("conduct", "name_dealer"),
        ("conduct", "state_own_side"), ("conduct", "investigate_conduct"), ("delivery", "settle_delivery"),
        ("price", "check_price"), ("safety", "assess_safety"), ("price", "reply_to_consumer"),
        ("consultation", "ask_consumer"), ("price", "decide_settlement"), ("price", "approve_goodwill"),
        ("price", "approve_exchange"), ("price", "approve_payment"),
    ],
)  # fmt: skip
def test_a_withdrawal_ends_whatever_waits(complaints: Engine, category: str | None, stop: str) -> None:
    before = play(complaints, category, stop)

    publish(complaints, "complaint_withdrawn", "C-1", {"reason": "不投诉了"})

    page = complaints.case_page(before.head.case_key, actor=SYSTEM)
    assert page.head.state == "completed"
    assert "withdrawal_done" in page.done
    assert page.incidents == ()
    assert [task.element_id for task in page.tasks if task.state == "open"] == []
    assert complaints.list_timers(before.head.case_key, actor=SYSTEM) == ()


def test_a_withdrawal_of_a_closed_complaint_finds_nothing(complaints: Engine) -> None:
    page = play(complaints, "consultation", "ask_consumer")
    publish(complaints, "outcome_answered", "C-1", {"accepted": True})

    published = publish(complaints, "complaint_withdrawn", "C-1", {})

    assert published.case_keys == ()
    assert complaints.case_page(page.head.case_key, actor=SYSTEM).head.state == "completed"
