"""What a decision says of labour and travel is what the fee charges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.casework.conftest import Desk
from workers.contract import BadInput


def fee(desk: Desk, tariff: dict[str, Any] | None, **changes: Any) -> Any:
    """The final fee of two visits to an air conditioner in the east."""
    given = {
        "mode": "final", "product": {"category": "air_conditioner"}, "region": "region_east", "fault_code": "AC02",
        "visit_count": 2, "payer": "maker", "result": "repaired", "reference": "R1", "tariff": tariff, **changes,
    }  # fmt: skip
    return desk.do("fee.calculate", given)["fee"]


def lines(found: Any) -> list[tuple[str, int, Decimal]]:
    return [(line["kind"], line["quantity"], line["amount"]) for line in found["lines"]]


def test_without_a_rule_labour_is_by_level_and_every_visit_is_charged(desk: Desk) -> None:
    assert lines(fee(desk, None)) == [("labour", 1, Decimal("340.00")), ("travel", 2, Decimal("80.00"))]


def test_a_flat_price_takes_the_place_of_labour_by_level(desk: Desk) -> None:
    tariff = {"labour": "flat", "flat_amount": 150, "flat_text": "空调安装", "flat_text_en": "Set-up", "travel": "none"}

    found = fee(desk, tariff)

    assert lines(found) == [("labour", 1, Decimal("150.00"))]
    assert (found["lines"][0]["text"], found["lines"][0]["text_en"]) == ("空调安装", "Set-up")
    assert found["claim_total"] == Decimal("150.00")


def test_only_the_first_visit_is_charged_when_the_rule_says_so(desk: Desk) -> None:
    assert lines(fee(desk, {"labour": "by_level", "travel": "first_visit"}))[1] == ("travel", 1, Decimal("40.00"))


def test_an_installation_that_did_not_happen_charges_the_inspection(desk: Desk) -> None:
    tariff = {"labour": "flat", "flat_amount": 150, "travel": "none"}

    assert lines(fee(desk, tariff, result="no_show")) == [("inspection", 1, Decimal("50.00"))]


@pytest.mark.parametrize("amount", [None, -1, "150", True])
def test_a_flat_price_that_is_no_amount_is_refused(desk: Desk, amount: Any) -> None:
    with pytest.raises(BadInput, match="flat amount"):
        fee(desk, {"labour": "flat", "flat_amount": amount, "travel": "none"})
