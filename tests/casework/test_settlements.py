"""Every approved fee stands in one statement, whatever crashes; the sums are the fees'."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from engine.clock import PinnedClock
from engine.errors import Conflict
from engine.service import Engine
from engine.settlements import imbalances
from engine.store.database import Tx
from engine.store.schema import table
from tests.casework.conftest import Desk
from tests.stock.failing import Crash, Failing
from workers.contract import BadInput, BpmnError

NOVEMBER, DECEMBER, JANUARY = (datetime(*day, 1, tzinfo=UTC) for day in ((2026, 11, 20), (2026, 12, 2), (2027, 1, 2)))


def books(engine: Engine) -> tuple[int, int, int, int]:
    """Fees, those that are settled, statements, and their cents."""
    fee, settlement = table("fee"), table("settlement")

    def read(tx: Tx) -> tuple[int, int, int, int]:
        fees, settled = tx.execute(select(func.count(), func.count(fee.c.settlement_key)).select_from(fee)).one()
        number, cents = tx.execute(select(func.count(), func.coalesce(func.sum(settlement.c.total_cents), 0))).one()
        return fees, settled, number, int(cents)

    return engine._read(read)


def wrongs(engine: Engine) -> list[tuple[int, str]]:
    return engine._read(lambda tx: imbalances(tx, limit=10))


def in_spite_of_crashes(desk: Desk, type: str, variables: dict[str, Any], *, case_key: int = 42) -> Any:
    """The answer of a job that crashed at each of its statements in turn before it was done."""
    job, before, at = desk.job(type, variables, case_key=case_key), books(desk.engine), 0
    while True:
        at += 1
        try:
            answer = desk.run(job, around=_dying(at))
        except Crash:
            assert books(desk.engine) == before, f"crashed at statement {at}"
        else:
            assert at > 1
            return answer


def _dying(at: int) -> Callable[[Tx], Any]:
    return lambda tx: Failing(tx, at)


def test_fees_of_a_month_are_settled_once_in_spite_of_crashes(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    for case_key in (1, 2, 3):
        desk.fee(case_key, amount=100 + case_key, extra=case_key)
    desk.fee(4, unit="station_hz", amount=50)
    clock.pin(DECEMBER)

    made = in_spite_of_crashes(desk, "settlement.batch", {})
    again = desk.do("settlement.batch", {}, case_key=43)

    assert [(row["number"], row["fee_count"], row["total"]) for row in made["settlements"]] == [
        ("S202611-station_hz", 1, Decimal("50.00")), ("S202611-station_sh", 3, Decimal("312.00")),
    ]  # fmt: skip
    assert made["batch"] == {
        "period": "2026-11", "count": 2, "total": Decimal("362.00"), "total_text": "362.00", "currency": "CNY"
    }  # fmt: skip
    assert again["settlements"] == []
    assert books(desk.engine) == (4, 4, 2, 36200)
    assert wrongs(desk.engine) == []


def test_a_fee_is_booked_once_for_a_case_in_spite_of_crashes(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    fee = {"lines": [{"text": "工时"}], "total": 150, "claim_total": 120, "customer_total": 30, "payer": "maker"}
    given = {"fee": fee, "unit": "station_sh", "reference": "R1", "extra_amount": 60, "extra_reason": "高空"}

    first = in_spite_of_crashes(desk, "fee.make", given, case_key=7)
    second = desk.do("fee.make", {**given, "extra_amount": 999}, case_key=7)

    assert (first["fee"]["claim_total"], first["fee"]["total"], first["fee"]["extra_total"]) == (180, 210, 60)
    assert [line["text"] for line in first["fee"]["lines"]] == ["工时", "追加:高空"]
    assert first["fee_entry"] == second["fee_entry"]
    found = desk.engine.fee_of_case(7)
    assert found is not None
    assert (found.amount_cents, found.extra_cents, found.customer_cents) == (18000, 6000, 3000)


def test_a_fee_approved_after_the_month_waits_for_the_next_statement(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    desk.fee(1)
    clock.pin(DECEMBER)
    desk.fee(2, amount=70)

    first = desk.do("settlement.batch", {"period": "2026-11"})
    clock.pin(JANUARY)
    second = desk.do("settlement.batch", {}, case_key=43)

    assert [row["total"] for row in first["settlements"]] == [Decimal("100.00")]
    assert [(row["number"], row["total"]) for row in second["settlements"]] == [
        ("S202612-station_sh", Decimal("70.00"))
    ]


def test_two_batches_at_once_settle_every_fee_once(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    for case_key in range(1, 9):
        desk.fee(case_key, unit="station_sh" if case_key % 2 else "station_hz")
    clock.pin(DECEMBER)
    gate, refused = threading.Barrier(3), []

    def settle(case_key: int) -> None:
        job = desk.job("settlement.batch", {}, case_key=case_key)
        gate.wait()
        try:
            desk.run(job)
        except Conflict:
            refused.append(case_key)

    threads = [threading.Thread(target=settle, args=(case_key,)) for case_key in (51, 52, 53)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert books(desk.engine) == (8, 8, 2, 80000)
    assert wrongs(desk.engine) == []


def test_a_month_that_still_runs_is_not_settled(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    desk.fee(1)

    with pytest.raises(BpmnError) as early:
        desk.do("settlement.batch", {"period": "2026-11"})
    with pytest.raises(BadInput, match="expected a month such as 2026-11"):
        desk.do("settlement.batch", {"period": "November"})

    assert early.value.error_code == "PERIOD_NOT_OVER"
    assert books(desk.engine) == (1, 0, 0, 0)


def test_the_end_of_a_month_is_midnight_in_the_zone_of_the_installation(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(datetime(2026, 11, 30, 16, 30, tzinfo=UTC))  # half past midnight of 1 December in Shanghai
    desk.fee(1)

    made = desk.do("settlement.batch", {"period": "2026-11"})

    assert made["settlements"] == []


def test_only_one_unit_is_settled_when_asked(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    desk.fee(1)
    desk.fee(2, unit="station_hz")
    clock.pin(DECEMBER)

    made = desk.do("settlement.batch", {"unit": "station_hz"})

    assert [row["unit"] for row in made["settlements"]] == ["station_hz"]


def test_a_statement_names_its_fees_and_is_released_once(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    desk.fee(1, amount=100, extra=20)
    clock.pin(DECEMBER)
    made = desk.do("settlement.batch", {})

    in_spite_of_crashes(desk, "settlement.release", {"settlements": made["settlements"]})
    released_at = desk.engine.settlements(number="S202611-station_sh")[0].released_at
    clock.pin(JANUARY)
    desk.do("settlement.release", {"settlements": made["settlements"]})
    statement = desk.do("settlement.statement", {"number": "S202611-station_sh"})["statement"]

    assert desk.engine.settlements(number="S202611-station_sh")[0].released_at == released_at
    lines = [
        (line["reference"], line["approved_on"], line["extra_text"], line["amount"]) for line in statement["lines"]
    ]
    assert lines == [("R1", "2026-11-20", "20.00", Decimal("120.00"))]
    assert statement["total_text"] == "120.00"
    assert statement["text"].splitlines()[-1] == "共 1 笔,合计 120.00 元"
    assert "1 fees, total 120.00 yuan" in statement["text_en"]
    with pytest.raises(BadInput):
        desk.do("settlement.statement", {"number": "NOPE"})


@pytest.mark.parametrize("amount", [-1, Decimal("0.005"), "many", True])
def test_an_amount_that_is_no_money_is_refused(desk: Desk, amount: Any) -> None:
    with pytest.raises(BadInput):
        desk.fee(1, extra=amount)


@pytest.mark.ails
def test_the_doctor_finds_statements_that_do_not_add_up(desk: Desk, clock: PinnedClock) -> None:
    clock.pin(NOVEMBER)
    desk.fee(1)
    desk.fee(2, unit="station_hz")
    clock.pin(DECEMBER)
    desk.do("settlement.batch", {})
    fee = table("fee")

    desk.engine._write(lambda tx: tx.execute(update(fee).where(fee.c.case_key == 1).values(unit_code="station_hz")))
    desk.engine._write(lambda tx: tx.execute(update(fee).where(fee.c.case_key == 2).values(amount_cents=1)))

    assert len(wrongs(desk.engine)) == 2
