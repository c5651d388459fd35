"""An accepted objection corrects a statement in the unit's next one, once, whatever crashes; the books stay equal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine.clock import PinnedClock
from engine.errors import Invalid, NotFound
from tests.casework.conftest import Desk
from tests.casework.test_settlements import DECEMBER, JANUARY, NOVEMBER, in_spite_of_crashes, wrongs
from workers.contract import BadInput

NUMBER = "S202611-station_sh"


@pytest.fixture
def released(desk: Desk, clock: PinnedClock) -> Desk:
    """A desk on the day after November's statement of 100 yuan was released."""
    clock.pin(NOVEMBER)
    desk.fee(1)
    clock.pin(DECEMBER)
    made = desk.do("settlement.batch", {})
    desk.do("settlement.release", {"settlements": made["settlements"]})
    return desk


def correct(desk: Desk, amount: object, *, case_key: int = 50) -> Any:
    given: dict[str, Any] = {"number": NUMBER, "amount": amount, "reason": "远程费漏算"}
    return desk.do("settlement.adjust", given, case_key=case_key)


def test_an_accepted_objection_is_paid_with_the_next_statement_once_in_spite_of_crashes(
    released: Desk, clock: PinnedClock
) -> None:
    given: dict[str, Any] = {"number": NUMBER, "amount": Decimal("35.50"), "reason": "远程费漏算"}
    made = in_spite_of_crashes(released, "settlement.adjust", given, case_key=50)
    clock.pin(DECEMBER)
    released.fee(2, amount=70)
    clock.pin(JANUARY)

    batch = in_spite_of_crashes(released, "settlement.batch", {}, case_key=51)
    again = released.do("settlement.batch", {}, case_key=52)
    statement = released.do("settlement.statement", {"number": "S202612-station_sh"})["statement"]

    assert made["adjustment"]["amount"] == Decimal("35.50")
    assert [(row["number"], row["fee_count"], row["total"]) for row in batch["settlements"]] == [
        ("S202612-station_sh", 2, Decimal("105.50"))
    ]
    assert again["settlements"] == []
    assert [(line["reference"], line["amount"], line["note"]) for line in statement["lines"]] == [
        ("R2", Decimal("70.00"), ""), (NUMBER, Decimal("35.50"), "远程费漏算"),
    ]  # fmt: skip
    assert "35.50 元  远程费漏算" in statement["text"]
    assert wrongs(released.engine) == []


def test_a_unit_without_fees_gets_a_statement_of_its_correction_alone(released: Desk, clock: PinnedClock) -> None:
    correct(released, 20)
    clock.pin(JANUARY)

    made = released.do("settlement.batch", {}, case_key=51)

    assert [(row["fee_count"], row["total"]) for row in made["settlements"]] == [(1, Decimal("20.00"))]
    assert wrongs(released.engine) == []


def test_what_is_taken_off_waits_for_a_statement_that_it_does_not_bring_below_zero(
    released: Desk, clock: PinnedClock
) -> None:
    correct(released, -80)
    released.fee(2, amount=30)
    clock.pin(JANUARY)
    first = released.do("settlement.batch", {}, case_key=51)
    released.fee(3, amount=90)
    clock.pin(JANUARY.replace(month=2, day=2))

    second = released.do("settlement.batch", {}, case_key=52)

    assert [row["total"] for row in first["settlements"]] == [Decimal("30.00")]
    assert [row["total"] for row in second["settlements"]] == [Decimal("10.00")]
    assert wrongs(released.engine) == []


@pytest.mark.parametrize("amount", [0, -101])
def test_nothing_and_more_than_the_statement_came_to_cannot_be_corrected(released: Desk, amount: int) -> None:
    with pytest.raises(Invalid):
        correct(released, amount)


def test_two_corrections_together_take_off_no_more_than_the_statement_came_to(released: Desk) -> None:
    correct(released, -60)

    with pytest.raises(Invalid):
        correct(released, -60, case_key=51)


@pytest.mark.parametrize("amount", ["10", True, Decimal("0.001"), None])
def test_an_amount_that_is_no_whole_cents_is_refused(released: Desk, amount: object) -> None:
    with pytest.raises(BadInput):
        correct(released, amount)


def test_a_statement_that_does_not_exist_cannot_be_corrected(released: Desk) -> None:
    with pytest.raises(NotFound):
        released.do("settlement.adjust", {"number": "S1", "amount": 1, "reason": "?"})


@pytest.mark.parametrize(
    "change", ["amount_cents = 0", "settlement_key = disputed_key"], ids=["an empty one", "one in its own statement"]
)
def test_the_database_refuses_a_correction_that_cannot_be(released: Desk, change: str) -> None:
    correct(released, 20)

    with pytest.raises(IntegrityError), released.engine.database.sql.begin() as connection:
        connection.execute(text(f"UPDATE settlement_adjustment SET {change}"))


@pytest.mark.ails
def test_the_doctor_finds_a_correction_that_a_statement_does_not_count(released: Desk, clock: PinnedClock) -> None:
    correct(released, 20)
    clock.pin(JANUARY)
    released.do("settlement.batch", {}, case_key=51)

    with released.engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE settlement_adjustment SET amount_cents = 21"))

    assert ["S202612-station_sh" in what for _case, what in wrongs(released.engine)] == [True]
