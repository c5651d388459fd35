"""The rows of the repair's decisions, one assertion for each rule that matters."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import read_dmn
from engine.feel import Environment, to_feel

FOLDER = Path(__file__).parents[2] / "bpmn" / "repair_dispatch"


def decide(file: str, decision: str, **variables: Any) -> Any:
    model, findings = read_dmn((FOLDER / file).read_bytes())
    assert model is not None, findings
    environment = Environment(now=datetime(2026, 11, 23, tzinfo=UTC))
    result = model.evaluate(decision, {name: to_feel(value) for name, value in variables.items()}, environment)
    assert result.failure_message is None, result.failure_message
    return result.output_json


@pytest.mark.parametrize(
    ("category", "months", "extended", "state"),
    [
        ("air_conditioner", 72, False, "in_warranty"), ("air_conditioner", 73, False, "expired"),
        ("air_conditioner", 73, True, "extended"), ("phone", 12, False, "in_warranty"), ("phone", 13, False, "expired"),
        ("refrigerator", 36, False, "in_warranty"), ("washer", 37, False, "expired"), (None, None, False, "unknown"),
        ("television", None, False, "unknown"), ("water_heater", 48, False, "in_warranty"),
    ],
)  # fmt: skip
def test_warranty_by_category_age_and_extension(category: Any, months: Any, extended: bool, state: str) -> None:
    product = {"category": category, "age_months": months, "is_extended": extended}

    assert decide("repair_warranty.dmn", "warranty_state", product=product) == state


@pytest.mark.parametrize(
    ("months", "kind", "misuse", "service", "payer"),
    [
        (10, "manufacturing", False, "repair", "maker"),
        (10, None, False, "repair", "maker"),
        (10, "manufacturing", True, "repair", "customer"),
        (10, "wear", False, "repair", "customer"),
        (10, "external", False, "repair", "customer"),
        (10, "installation", True, "repair", "dealer"),
        (99, "installation", False, "repair", "dealer"),
        (99, "manufacturing", False, "repair", "customer"),
        (99, None, False, "installation", "maker"),
        (10, None, False, "maintenance", "customer"),
        (None, "manufacturing", False, "repair", "customer"),
    ],
)
def test_who_pays(months: Any, kind: Any, misuse: bool, service: str, payer: str) -> None:
    product = {"category": "air_conditioner", "age_months": months, "is_extended": False}

    found = decide(
        "repair_warranty.dmn", "repair_payer", product=product, fault_kind=kind, is_misuse=misuse,
        request={"service_kind": service},
    )  # fmt: skip

    assert found["payer"] == payer
    assert found["reason"]
    assert found["reason_en"]


def test_safety_and_food_go_first() -> None:
    def priority(category: str, tier: str, *, safety: bool = False) -> Any:
        request = {"is_safety": safety, "service_kind": "repair"}
        customer, product = {"tier": tier}, {"category": category}
        found = decide("repair_triage.dmn", "repair_triage", request=request, product=product, customer=customer)
        return found["priority"]

    ranks = [
        priority("water_heater", "standard", safety=True), priority("phone", "standard", safety=True),
        priority("refrigerator", "vip"), priority("refrigerator", "standard"), priority("phone", "standard"),
    ]  # fmt: skip

    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 5


@pytest.mark.parametrize(
    ("round_", "claim", "parts", "extra", "visits", "number", "review"),
    [
        (0, 200, 50, 0, 1, 50, "auto"), (0, 200, 50, 0, 1, 9, "sample"), (1, 200, 50, 0, 1, 50, "full"),
        (0, 801, 50, 0, 1, 50, "full"), (0, 700, 501, 0, 1, 50, "full"), (0, 200, 50, 1, 1, 50, "full"),
        (0, 200, 50, 0, 3, 50, "full"),
    ],
)  # fmt: skip
def test_fee_reviews(round_: int, claim: int, parts: int, extra: int, visits: int, number: int, review: str) -> None:
    fee = {"claim_total": claim, "parts_total": parts, "visit_count": visits, "sample_number": number}

    assert decide("fee_review.dmn", "fee_review", review_round=round_, fee=fee, extra_amount=extra)["review"] == review
