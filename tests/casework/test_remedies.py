"""Money to customers and exchanged machines: each once whatever crashes, never beyond the grant, never lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.errors import Invalid, NotFound
from engine.service import Engine
from engine.service.remedies import SerialTaken
from engine.store.database import Tx
from engine.store.schema import table
from tests.casework.conftest import Desk
from tests.stock.failing import Crash, Failing
from workers.contract import BadInput, BpmnError
from workers.handlers import BUILT_IN

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://x.example">
  <bpmn:process id="waiting" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="wait"><bpmn:incoming>f1</bpmn:incoming></bpmn:userTask>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="wait" />
  </bpmn:process>
</bpmn:definitions>"""
CUSTOMER = {"code": "C0001", "name": "李伟", "phone": "13610869919"}


@pytest.fixture
def case_key(desk: Desk) -> int:
    """A case that pays."""
    desk.engine.deploy([ModelFile("waiting.bpmn", MODEL.encode())], actor=SYSTEM)
    return desk.engine.start_case(StartRequest("waiting"), actor=SYSTEM).case_key


def rows(engine: Engine) -> tuple[int, int, int, int]:
    """Payments, reversals, exchanges and machines."""
    names = ("customer_payment", "customer_payment_reversal", "product_exchange", "product")

    def read(tx: Tx) -> tuple[int, ...]:
        return tuple(tx.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names)

    payments, reversals, exchanges, machines = engine._read(read)
    return payments, reversals, exchanges, machines


def once_in_spite_of_crashes(desk: Desk, type: str, variables: dict[str, Any], case_key: int) -> Any:
    """The answer of a job that crashed at each of its statements in turn, and then ran twice."""
    job, before, at = desk.job(type, variables, case_key=case_key), rows(desk.engine), 0
    while True:
        at += 1
        try:
            answer = desk.run(job, around=_dying(at))
        except Crash:
            assert rows(desk.engine) == before, f"crashed at statement {at}"
        else:
            assert at > 1
            after = rows(desk.engine)
            desk.run(job)
            assert rows(desk.engine) == after
            return answer


def _dying(at: int) -> Callable[[Tx], Any]:
    return lambda tx: Failing(tx, at)


def payment(**more: Any) -> dict[str, Any]:
    given = {"kind": "refund", "amount": 100, "granted": 150, "customer": CUSTOMER, "reference": "C-1-V"}
    return {**given, **more}


def exchange(**more: Any) -> dict[str, Any]:
    given = {
        "product": {"serial": "SNKFR35A00001"}, "new_serial": "snnew0001", "model": "KFR-35A", "customer": CUSTOMER,
        "unit": "station_sh", "region": "region_east", "reference": "C-1-V",
    }  # fmt: skip
    return {**given, **more}


def test_a_payment_and_its_reversal_count_once_in_spite_of_crashes(desk: Desk, case_key: int) -> None:
    paid = once_in_spite_of_crashes(desk, "customer.pay", payment(amount=Decimal("99.50")), case_key)
    once_in_spite_of_crashes(desk, "customer.take_back", {**paid, "reason": "撤回"}, case_key)

    assert paid["payment"]["amount"] == Decimal("99.50")
    assert rows(desk.engine)[:2] == (1, 1)


def test_a_case_pays_no_more_than_it_was_granted_until_it_takes_something_back(desk: Desk, case_key: int) -> None:
    paid = desk.do("customer.pay", payment(), case_key=case_key)

    with pytest.raises(Invalid):
        desk.do("customer.pay", payment(), case_key=case_key)
    desk.do("customer.take_back", paid, case_key=case_key)
    desk.do("customer.pay", payment(amount=150), case_key=case_key)
    assert rows(desk.engine)[:2] == (2, 1)


def test_another_case_cannot_take_a_payment_back(desk: Desk, case_key: int) -> None:
    paid = desk.do("customer.pay", payment(), case_key=case_key)

    with pytest.raises(NotFound):
        desk.do("customer.take_back", paid, case_key=case_key + 1)


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -1}, {"amount": "9"}, {"amount": None}, {"kind": "gift"}])
def test_a_payment_that_is_none_is_refused(desk: Desk, case_key: int, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        desk.do("customer.pay", payment(**wrong), case_key=case_key)


def test_a_customer_without_record_is_paid_by_name(desk: Desk, case_key: int) -> None:
    desk.do("customer.pay", payment(customer={"code": "NOBODY", "name": "路人"}), case_key=case_key)

    assert rows(desk.engine)[0] == 1


def test_an_exchange_carries_the_warranty_over_once_in_spite_of_crashes(desk: Desk, case_key: int) -> None:
    machines = rows(desk.engine)[3]
    done = once_in_spite_of_crashes(desk, "product.exchange", exchange(), case_key)
    old, new = desk.engine.find_product("SNKFR35A00001"), desk.engine.find_product("SNNEW0001")

    assert old is not None
    assert new is not None
    assert (new.customer_code, new.purchased_on) == ("C0001", old.purchased_on)
    assert done["exchange"]["purchased_on"] == str(old.purchased_on)
    assert rows(desk.engine)[2:] == (1, machines + 1)
    assert desk.engine.replacement_of("SNKFR35A00001") == "SNNEW0001"


@pytest.mark.parametrize(
    ("serial", "why"),
    [("SNKFR35A00001", "old one"), ("SNKFR72L00002", "on record"), ("x", "4 to 40"), ("A B C D", "4 to 40")],
)
def test_a_serial_number_that_cannot_be_is_said_in_words(desk: Desk, case_key: int, serial: str, why: str) -> None:
    with pytest.raises(BpmnError, match=why) as refused:
        desk.do("product.exchange", exchange(new_serial=serial), case_key=case_key)

    assert refused.value.error_code == "SERIAL_TAKEN"
    assert rows(desk.engine)[2] == 0


def test_a_machine_is_exchanged_once(desk: Desk, case_key: int) -> None:
    desk.do("product.exchange", exchange(), case_key=case_key)

    with pytest.raises(BpmnError, match="exchanged before"):
        desk.do("product.exchange", exchange(new_serial="SNNEW0002"), case_key=case_key)


def test_a_machine_and_a_customer_that_nobody_knew_are_put_on_record(desk: Desk, case_key: int) -> None:
    stranger = {"code": None, "name": "新客户", "phone": "13911112222"}
    given = exchange(product={"serial": None, "purchase_date": "2026-05-01"}, customer=stranger)

    desk.do("product.exchange", given, case_key=case_key)

    machine, known = desk.engine.find_product("SNNEW0001"), desk.engine.find_customer(phone="13911112222")
    assert machine is not None
    assert known is not None
    assert (machine.customer_code, str(machine.purchased_on)) == (known.customer_code, "2026-05-01")


def test_two_exchanges_at_once_for_one_machine_leave_one(desk: Desk, case_key: int) -> None:
    first = desk.job("product.exchange", exchange(), case_key=case_key)
    second = desk.job("product.exchange", exchange(new_serial="SNNEW0002"), case_key=case_key)
    done = _prepared(desk, second)
    desk.run(first)

    with pytest.raises(SerialTaken):
        desk.engine._write(done)
    assert rows(desk.engine)[2] == 1


def _prepared(desk: Desk, job: Any) -> Any:
    """What the job would write, decided before somebody else was quicker."""
    return BUILT_IN[job.type](desk.engine, job).writes
