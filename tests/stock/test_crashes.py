"""A crash between any two statements: nothing is booked, the second run books it once, and the books balance."""

from __future__ import annotations

from typing import Any

import pytest

from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.database import Tx
from engine.store.reference import credit
from engine.values import Values
from tests.engine import build
from tests.stock.conftest import Desk, demand, shipment_of
from tests.stock.failing import Crash, Failing

TABLES = (
    "part_stock",
    "stock_movement",
    "part_reservation",
    "credit_account",
    "credit_hold",
    "credit_entry",
    "booking",
)


def content(engine: Engine) -> dict[str, int]:
    """How many rows each table of the books has, with the sums that matter."""

    def read(tx: Tx) -> dict[str, int]:
        from sqlalchemy import func, select

        from engine.store.schema import table

        counts = {name: tx.execute(select(func.count()).select_from(table(name))).scalar_one() for name in TABLES}
        stock = table("part_stock")
        sums = (func.sum(stock.c[name]) for name in ("on_hand", "reserved", "in_transit", "quarantined"))
        row = tx.execute(select(*sums)).one()
        return {**counts, **{f"sum {at}": int(value) for at, value in enumerate(row)}}

    return engine._read(read)


def done_in_spite_of_crashes(desk: Desk, type: str, variables: Values, **headers: str) -> Any:
    """What the job answers after it crashed at every one of its statements in turn; and once more after it was done."""
    job = desk.job(type, variables, **headers)
    before = content(desk.engine)
    at = 0
    while True:
        at += 1
        try:
            answer = desk.run(job, around=lambda tx, at=at: Failing(tx, at))
            break
        except Crash:
            assert content(desk.engine) == before, f"crashed at statement {at}"
    assert at > 2
    after = content(desk.engine)
    assert desk.run(job) == answer
    assert content(desk.engine) == after
    assert desk.engine.book_imbalances() == []
    return answer


def test_a_whole_order_survives_a_crash_at_every_statement(desk: Desk) -> None:
    desk.count("RF-FAN", wh_east=2, wh_central=3)
    order = {"order_number": "P1", "order": {"receiver": "station_sh", "region": "region_east", "amount": 80}}

    done_in_spite_of_crashes(desk, "credit.check", order)
    done_in_spite_of_crashes(desk, "parts.reserve", demand("RF-FAN", 8), source="regional")
    found = done_in_spite_of_crashes(desk, "parts.reserve", demand("RF-FAN", 8), source="central")
    done_in_spite_of_crashes(desk, "parts.reserve", demand("RF-FAN", 8), source="back_order")
    shipped = done_in_spite_of_crashes(desk, "parts.ship", {"order_number": "P1", "shipment": shipment_of(found)})
    shipped["shipment"]["lines"][0]["received"] = 0
    confirmed = done_in_spite_of_crashes(desk, "parts.receive", {"order_number": "P1", **shipped}, step="confirm")
    for row in confirmed["shipment"]["lines"]:
        row["verdict"] = "lost"
    given = {"order_number": "P1", "is_ordered_again": True, **confirmed}
    done_in_spite_of_crashes(desk, "parts.receive", given, step="settle")
    delivery = {
        "warehouse": "wh_east",
        "lines": [{"part": "RF-FAN", "quantity": 3}, {"part": "RF-COMP", "quantity": 1}],
    }
    served = done_in_spite_of_crashes(desk, "parts.receive", {"delivery": delivery}, step="delivery")
    released = done_in_spite_of_crashes(desk, "parts.release", {"order_number": "P1"})
    done_in_spite_of_crashes(desk, "credit.release", {"order_number": "P1"})
    done_in_spite_of_crashes(desk, "credit.pay", {"payment": {"account": "dealer_sh", "amount": 20, "reference": "B1"}})
    fine = {"unit": "store_sh_1", "amount": 5, "reference": "C-1", "reason": "误收加管费"}
    charged = done_in_spite_of_crashes(desk, "credit.charge", {"deduction": fine})

    assert [row["key"] for row in served["served"]] == ["P1/1"]
    assert released["released_count"] == 3
    entries = desk.engine._read(lambda tx: credit.entries_of(tx, "C-1"))
    assert (charged["deduction"]["account"], [one.owed_cents for one in entries]) == ("dealer_sh", [500])
    row = desk.stock("RF-FAN", "wh_east")
    assert (row.on_hand, row.reserved, row.in_transit) == (3, 0, 0)


def test_a_return_and_a_rebate_survive_a_crash_at_every_statement(desk: Desk) -> None:
    desk.do("credit.check", {"order_number": "P1", "order": {"receiver": "station_sh", "amount": 0}})
    rows = [{"part": "RF-FAN", "quantity": 2, "price": 120, "verdict": "credit"}]
    given = {"order_number": "P1", "order": {"region": "region_east"}, "part_return": {"lines": rows}}

    returned = done_in_spite_of_crashes(desk, "parts.return", given, step="arrive")
    inspected = done_in_spite_of_crashes(desk, "parts.return", {**given, **returned}, step="inspect")
    purchase = {"account": "dealer_sh", "tier": "gold", "amount": 1000}
    rebate = {"period": "2026-02", "purchase": purchase, "rebate": {"rate": 3, "tier": "gold"}}
    accrued = done_in_spite_of_crashes(desk, "rebate.accrue", rebate)

    assert inspected["part_return"]["credit_total"] == 240
    assert accrued["rebate"]["amount"] == 30


def test_the_nightly_upkeep_survives_a_crash_at_every_statement(engine: Engine, desk: Desk) -> None:
    build.deployed(engine, build.one_task())
    case_key = build.a_case(engine, unit="hq")
    desk.count("WH-TANK", wh_east=1, wh_central=0)
    credit = {"order_number": "P1", "order": {"receiver": "station_sh", "amount": 80}}
    desk.do("credit.check", credit, case_key=case_key)
    desk.do("parts.reserve", demand("WH-TANK", 2), case_key=case_key, source="regional")
    desk.do("parts.reserve", demand("WH-TANK", 2), case_key=case_key, source="back_order")
    before = desk.do("parts.release", {}, of="ended_cases")
    engine.cancel_case(case_key, actor=SYSTEM, reason="a test")

    released = done_in_spite_of_crashes(desk, "parts.release", {}, of="ended_cases")

    assert (before["released_count"], before["released_amount"]) == (0, 0)
    assert (released["released_count"], released["released_orders"], released["released_amount"]) == (1, ["P1"], 80)
    assert desk.stock("WH-TANK", "wh_east").available == 1


@pytest.mark.parametrize("at", [1, 2])
def test_a_job_that_was_answered_before_books_nothing_whoever_runs_it(desk: Desk, at: int) -> None:
    job = desk.job("parts.reserve", demand("RF-FAN", at), source="central")
    first = desk.run(job)
    reserved = desk.stock("RF-FAN", "wh_central").reserved

    second = Desk(desk.engine).run(job)

    assert second == first
    assert desk.stock("RF-FAN", "wh_central").reserved == reserved == at
