"""The rows of credit approval, shipping, returns and rebates, one assertion for each rule that matters."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import read_dmn
from engine.feel import Environment, to_feel

BPMN = Path(__file__).parents[2] / "bpmn"


def decide(file: str, **variables: Any) -> Any:
    model, findings = read_dmn((BPMN / file).read_bytes())
    assert model is not None, findings
    environment = Environment(now=datetime(2026, 11, 23, tzinfo=UTC))
    given = {name: to_feel(value) for name, value in variables.items()}
    result = model.evaluate(Path(file).stem, given, environment)
    assert result.failure_message is None, result.failure_message
    return result.output_json


@pytest.mark.parametrize(
    ("tier", "is_held", "amount", "overrun", "purpose", "level"),
    [
        ("none", False, 100, 100, "repair", "finance"), ("none", True, 100, 0, "repair", "finance"),
        ("bronze", True, 3000, 0, "repair", "auto"), ("bronze", True, 5001, 0, "replenishment", "region_manager"),
        ("bronze", True, 5000, 0, "replenishment", "auto"), ("silver", True, 20000, 0, "replenishment", "auto"),
        ("gold", True, 50000, 0, "replenishment", "auto"), ("gold", True, 50001, 0, "replenishment", "region_manager"),
        ("gold", True, 100001, 0, "replenishment", "finance"),
        ("gold", False, 90000, 20000, "replenishment", "region_manager"),
        ("gold", False, 90000, 20001, "replenishment", "finance"),
        ("silver", False, 9000, 5000, "replenishment", "region_manager"),
        ("silver", False, 9000, 5001, "replenishment", "finance"),
        ("bronze", False, 900, 900, "repair", "region_manager"),
        ("bronze", False, 900, 900, "replenishment", "finance"),
    ],
)  # fmt: skip
def test_who_approves_an_order(tier: str, is_held: bool, amount: int, overrun: int, purpose: str, level: str) -> None:
    found = decide(
        "parts_order/credit_approval.dmn", credit={"tier": tier, "is_held": is_held, "overrun": overrun},
        order={"amount": amount, "purpose": purpose},
    )  # fmt: skip

    assert found["level"] == level
    assert found["reason"]
    assert found["reason_en"]


@pytest.mark.parametrize(
    ("urgent", "purpose", "lines", "value", "mode", "within"),
    [
        (True, "repair", 1, 10, "express", "PT2H"), (False, "repair", 20, 99999, "courier", "PT4H"),
        (False, "replenishment", 11, 10, "freight", "P2D"), (False, "replenishment", 2, 10001, "freight", "P1D"),
        (False, "replenishment", 2, 10000, "courier", "P1D"),
    ],
)  # fmt: skip
def test_how_parts_are_shipped(urgent: bool, purpose: str, lines: int, value: int, mode: str, within: str) -> None:
    order = {"urgent": urgent, "purpose": purpose}

    found = decide("parts_order/parts_shipping.dmn", order=order, line_count=lines, value=value)

    assert (found["mode"], found["pick_within"]) == (mode, within)


@pytest.mark.parametrize(
    ("purpose", "category", "price", "is_due", "within"),
    [
        ("replenishment", "air_conditioner", 780, False, "P15D"), ("repair", "air_conditioner", 780, True, "P15D"),
        ("repair", "air_conditioner", 299, False, "P15D"), ("repair", "phone", 60, True, "P10D"),
        ("repair", "water_heater", 240, True, "P15D"), ("repair", "washer", 300, True, "P20D"),
        ("repair", "washer", Decimal("299.99"), False, "P15D"), ("repair", "television", 2100, True, "P15D"),
    ],
)  # fmt: skip
def test_which_old_parts_go_back(purpose: str, category: str, price: Any, is_due: bool, within: str) -> None:
    line = {"category": category, "price": price}

    found = decide("parts_order/parts_return.dmn", order={"purpose": purpose}, line=line)

    assert (found["is_due"], found["within"]) == (is_due, within)


@pytest.mark.parametrize(
    ("tier", "amount", "rate", "following", "is_reviewed"),
    [
        ("gold", 200000, "4", "gold", True), ("gold", 80000, "3", "gold", False), ("gold", 79999, "2", "gold", False),
        ("gold", 29999, "0", "silver", True), ("silver", 80000, "2.5", "gold", True),
        ("silver", 20000, "1.5", "silver", False), ("silver", 5000, "0.5", "silver", False),
        ("silver", 4999, "0", "bronze", True), ("bronze", 20000, "1", "silver", True),
        ("bronze", 5000, "0.5", "bronze", False), ("bronze", 0, "0", "bronze", False),
    ],
)  # fmt: skip
def test_rebate_and_tier(tier: str, amount: int, rate: str, following: str, is_reviewed: bool) -> None:
    found = decide("rebate_period/rebate_tier.dmn", purchase={"tier": tier, "amount": amount})

    assert (found["rate"], found["tier"], found["is_reviewed"]) == (Decimal(rate), following, is_reviewed)
