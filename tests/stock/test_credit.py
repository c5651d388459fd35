"""Credit: an order is held below the limit or not at all, charged when it leaves, and every cent is in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from engine.errors import Forbidden, Invalid
from engine.store.reference import credit as store
from engine.store.reference.credit import AccountRow
from tests.conftest import ActorOf
from tests.stock.conftest import Desk, demand, shipment_of
from workers.contract import BadInput, BpmnError


def order(amount: Any, *, number: str = "P1", receiver: str = "station_jn") -> dict[str, Any]:
    return {"order_number": number, "order": {"receiver": receiver, "amount": amount}}


def account(desk: Desk, code: str = "station_jn") -> AccountRow:
    return next(one for one in desk.engine._read(store.accounts) if one.unit_code == code)


def test_a_station_of_a_dealer_orders_on_the_dealers_account(desk: Desk) -> None:
    found = desk.do("credit.check", order(Decimal("1234.50"), receiver="station_sh"))["credit"]

    assert (found["account"], found["tier"], found["is_held"]) == ("dealer_sh", "gold", True)
    assert account(desk, "dealer_sh").held_cents == 123450
    assert desk.engine.book_imbalances() == []


def test_beyond_the_limit_nothing_is_held_until_it_is_approved(desk: Desk) -> None:
    desk.do("credit.check", order(14_000, number="P1"))

    refused = desk.do("credit.check", order(1_500, number="P2"))["credit"]
    approved = desk.do("credit.check", order(1_500, number="P2"), approved="yes")["credit"]

    assert (refused["is_held"], refused["overrun"], refused["open"]) == (False, 500, 14_000)
    assert approved["is_held"] is True
    assert account(desk).held_cents == 15_500_00
    assert desk.engine.book_imbalances() == []


def test_an_order_asked_twice_is_held_once(desk: Desk) -> None:
    desk.do("credit.check", order(1_000))
    again = desk.do("credit.check", order(1_000), approved="yes")["credit"]

    assert again["is_held"] is True
    assert account(desk).held_cents == 1_000_00


def test_without_an_account_only_an_approval_lets_an_order_pass_and_nothing_is_booked(desk: Desk) -> None:
    asked = desk.do("credit.check", order(100, receiver="region_east"))["credit"]
    approved = desk.do("credit.check", order(100, receiver="region_east"), approved="yes")["credit"]

    assert (asked["tier"], asked["is_held"], asked["overrun"]) == ("none", False, 100)
    assert approved["is_held"] is True
    assert desk.engine.book_imbalances() == []


def test_release_gives_back_what_was_not_shipped(desk: Desk) -> None:
    desk.count("RF-FAN", wh_north=5)
    desk.do("credit.check", order(40))
    found = desk.do("parts.reserve", demand("RF-FAN", 4, region="region_north"), source="regional")
    desk.do("parts.ship", {"order_number": "P1", "shipment": shipment_of(found, RF_FAN=3)})

    released = desk.do("credit.release", {"order_number": "P1"})["released_amount"]
    again = desk.do("credit.release", {"order_number": "P1"})["released_amount"]

    assert (released, again) == (10, 0)
    assert (account(desk).held_cents, account(desk).owed_cents) == (0, 30_00)
    assert desk.engine.book_imbalances() == []


def test_missing_pieces_are_credited_and_held_again_when_they_are_sent_once_more(desk: Desk) -> None:
    desk.count("RF-FAN", wh_north=5)
    desk.do("credit.check", order(40))
    found = desk.do("parts.reserve", demand("RF-FAN", 4, region="region_north"), source="regional")
    shipment = desk.do("parts.ship", {"order_number": "P1", "shipment": shipment_of(found)})["shipment"]
    shipment["lines"][0]["received"] = 1
    shipment = desk.do("parts.receive", {"order_number": "P1", "shipment": shipment})["shipment"]
    shipment["lines"][0]["verdict"] = "lost"

    desk.do("parts.receive", {"order_number": "P1", "shipment": shipment, "is_ordered_again": True}, step="settle")

    assert (account(desk).held_cents, account(desk).owed_cents) == (30_00, 10_00)
    assert desk.engine.book_imbalances() == []


@pytest.mark.parametrize("account", ["station_sh", "hq", "nobody"])
def test_a_payment_of_a_unit_without_an_account_is_a_question_for_people(desk: Desk, account: str) -> None:
    with pytest.raises(BpmnError) as thrown:
        desk.do("credit.pay", {"payment": {"account": account, "amount": 1, "reference": "B"}})

    assert thrown.value.error_code == "UNKNOWN_ACCOUNT"


def test_a_payment_lowers_what_is_owed_and_is_for_those_who_keep_reference_data(desk: Desk, actor: ActorOf) -> None:
    paid = desk.engine.book_payment("station_jn", 50_00, reference="BANK-1", actor=actor("admin"))
    with pytest.raises(Forbidden):
        desk.engine.book_payment("station_jn", 50_00, reference="BANK-1", actor=actor("dealer"))

    again = desk.do("credit.pay", {"payment": {"account": "station_jn", "amount": 50, "reference": "BANK-1"}})[
        "payment"
    ]
    other = desk.do("credit.pay", {"payment": {"account": "station_jn", "amount": 1, "reference": "BANK-2"}})["payment"]

    assert paid.owed_cents == -50_00
    assert (again["owed"], other["owed"], again["role"]) == (-50, -51, "station")
    assert desk.engine.book_imbalances() == []


def test_a_deduction_is_owed_by_the_account_over_the_unit_once_for_its_reference(desk: Desk) -> None:
    before = desk.do("credit.pay", {"payment": {"account": "dealer_sh", "amount": 1, "reference": "P"}})["payment"]
    deduction = {"unit": "store_sh_1", "amount": Decimal("200.50"), "reference": "C-1", "reason": "误收加管费"}

    first = desk.do("credit.charge", {"deduction": deduction})["deduction"]
    again = desk.do("credit.charge", {"deduction": deduction})["deduction"]
    nowhere = desk.do("credit.charge", {"deduction": {**deduction, "unit": "hq_quality"}})["deduction"]

    assert (first["account"], first["owed"] - before["owed"]) == ("dealer_sh", Decimal("200.50"))
    assert again["owed"] == first["owed"]
    assert (nowhere["account"], nowhere["owed"]) == (None, None)
    assert desk.engine.book_imbalances() == []


@pytest.mark.parametrize(("unit", "amount"), [("dealer_sh", 0), ("dealer_sh", -1), ("nobody", 5)])
def test_a_deduction_of_nothing_or_from_nobody_is_refused(desk: Desk, unit: str, amount: int) -> None:
    with pytest.raises((Invalid, BadInput)):
        desk.do("credit.charge", {"deduction": {"unit": unit, "amount": amount, "reference": "C-1", "reason": "x"}})


def test_the_rebate_of_a_month_is_what_was_shipped_in_it_and_is_booked_once(desk: Desk) -> None:
    desk.count("RF-FAN", wh_north=5)
    desk.do("credit.check", order(40))
    found = desk.do("parts.reserve", demand("RF-FAN", 4, region="region_north"), source="regional")
    desk.do("parts.ship", {"order_number": "P1", "shipment": shipment_of(found)})

    bought = {row["account"]: row for row in desk.do("rebate.collect", {"period": "2026-03"})["purchases"]}
    rebate = {"rate": Decimal("2.5"), "tier": "silver"}
    given = {"period": "2026-03", "purchase": bought["station_jn"], "rebate": rebate}
    accrued = desk.do("rebate.accrue", given)["rebate"]
    again = desk.do("rebate.accrue", given)["rebate"]

    assert (bought["station_jn"]["amount"], bought["dealer_sh"]["amount"]) == (40, 0)
    assert (accrued["amount"], again["amount"]) == (1, 1)
    assert (account(desk).owed_cents, account(desk).tier) == (39_00, "silver")
    other = desk.do("rebate.accrue", {**given, "rebate": {"rate": 5, "tier": "gold"}})["rebate"]
    assert (other["amount"], other["tier"], account(desk).tier) == (1, "silver", "silver")
    assert desk.engine.book_imbalances() == []


def test_purchases_of_the_last_evening_of_a_month_count_by_local_time() -> None:
    from zoneinfo import ZoneInfo

    from workers.handlers.rebate import month

    start, end = month("2026-12", ZoneInfo("Asia/Shanghai"))

    assert start.astimezone(UTC) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize("change", ["UPDATE credit_entry SET owed_cents = 0", "DELETE FROM credit_entry"])
def test_the_credit_ledger_cannot_be_changed(desk: Desk, change: str) -> None:
    desk.do("credit.check", order(40))

    with pytest.raises(DatabaseError), desk.engine.database.sql.begin() as connection:
        connection.execute(text(change))
