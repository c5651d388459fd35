"""A settled complaint ends with its remedy, and its consumer reads meanwhile how far that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.messages import Publication
from engine.public.tracking import Tracking
from engine.service import Engine
from engine.store.schema import CASE
from engine.values import Values
from workers import Worker

ROOT = Path(__file__).parents[2]
ANSWERS: Mapping[str, Values] = {
    "check_price": {"finding": {"is_justified": "partly", "text": "核实。"}},
    "reply_to_consumer": {"reply": {"text": "已核实。"}},
    "ask_consumer": {"outcome": {"accepted": "no", "comment": "不接受"}},
    "decide_settlement": {"settlement": {"kind": "goodwill", "amount": 150, "text": "补差价"}},
}


@pytest.fixture
def settled(engine: Engine) -> Engine:
    """A complaint about a price whose settlement of 150 yuan was told; its remedy is paid and may be taken back."""
    paths = [
        path
        for process in ("complaint", "repair_dispatch", "customer_remedy", "parts_order")
        for folder in ("bpmn", "forms")
        for path in sorted((ROOT / folder / process).iterdir())
        if path.is_file()
    ]
    engine.deploy([ModelFile(path.name, path.read_bytes()) for path in paths], actor=SYSTEM)
    contact: Values = {"name": "徐军", "phone": "13824572762", "region": "region_east"}
    told: Values = {"complaint_number": "C-1", "contact": contact, "given_category": "price", "text": "降价"}
    publish(engine, "complaint_received", "", {**told, "product_serial": "SNPH1200011"})
    for _ in range(20):
        task = open_task(engine)
        if task is None:
            return engine
        engine.complete_task(task.task_key, ANSWERS[task.element_id], actor=SYSTEM, from_form=False)
        Worker(engine).drain()
    raise AssertionError("expected the complaint to be settled")


def publish(engine: Engine, name: str, key: str, values: Values) -> None:
    engine.publish_message(Publication(name, key, values), actor=SYSTEM)
    Worker(engine).drain()


def case_of(engine: Engine, number: str) -> Any:
    """The page of the case with that business key."""
    query = select(CASE.c.case_key).where(CASE.c.business_key == number)
    key = engine._read(lambda tx: tx.execute(query).scalar_one())
    return engine.case_page(key, actor=SYSTEM)


def open_task(engine: Engine) -> Any:
    """What waits in the complaint."""
    return next((task for task in case_of(engine, "C-1").tasks if task.state == "open"), None)


def followed(engine: Engine, template: str) -> Tracking:
    """The page behind the link of a message to the consumer."""
    mail = next(one for one in engine.customer_mail() if one.template == template)
    token = re.search(r"/p/([A-Za-z0-9_-]+)", mail.text)
    assert token is not None
    return engine.tracking(token[1])


def test_a_complaint_waits_for_its_remedy_and_says_so(settled: Engine, clock: PinnedClock) -> None:
    before = followed(settled, "complaint.settlement")
    assert (before.is_ended, before.stages[-1].name_en) == (False, "Settled: the remedy is under way")
    assert before.shown["补偿进展"] == "正在办理，补偿单号 C-1-V"
    assert before.shown_en["Remedy"] == "under way, number C-1-V"

    clock.move(timedelta(days=4))
    Worker(settled).drain()

    after = followed(settled, "complaint.settlement")
    assert (after.is_ended, after.stages[-1].name_en) == (True, "Closed")
    assert after.shown["补偿进展"] == "已付补偿 ¥ 150"
    assert after.shown_en["Remedy"] == "paid: ¥ 150"
    assert "complaint_closed" in case_of(settled, "C-1").done


def test_a_remedy_that_was_withdrawn_brings_the_complaint_to_the_team_leader(settled: Engine) -> None:
    publish(settled, "remedy_withdrawn", "C-1-V", {"withdrawal": {"reason": "账户有误"}})

    task = open_task(settled)

    assert (task.element_id, task.role) == ("follow_up_remedy", "agent_lead")
    assert followed(settled, "complaint.settlement").shown_en["Remedy"] == "the remedy was withdrawn"
    values: Values = {"follow_up": {"withdrawn": "again", "note": "重新办理"}}
    settled.complete_task(task.task_key, values, actor=SYSTEM, from_form=False)
    settled.complete_task(open_task(settled).task_key, ANSWERS["decide_settlement"], actor=SYSTEM, from_form=False)
    Worker(settled).drain()
    assert followed(settled, "complaint.settlement").shown_en["Remedy"] == "under way, number C-1-V2"
