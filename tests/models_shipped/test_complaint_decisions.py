"""The rows of the complaint's decisions and of the tariff, one assertion for each rule that matters."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import read_dmn
from engine.feel import Environment, to_feel

BPMN = Path(__file__).parents[2] / "bpmn"


def decide(file: str, decision: str, **variables: Any) -> Any:
    model, findings = read_dmn((BPMN / file).read_bytes())
    assert model is not None, findings
    environment = Environment(now=datetime(2026, 11, 23, tzinfo=UTC))
    result = model.evaluate(decision, {name: to_feel(value) for name, value in variables.items()}, environment)
    assert result.failure_message is None, result.failure_message
    return result.output_json


def triage(
    text: str, *, given: str | None = None, repeats: int = 0, tier: str = "standard", channel: str = "web"
) -> Any:
    return decide(
        "complaint/complaint_triage.dmn", "complaint_triage", given_category=given, text=text, repeat_count=repeats,
        customer={"tier": tier}, channel=channel, contact={"region": "region_east"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "given", "category"),
    [
        ("热水器漏电", None, "safety"), ("问一下，洗澡时电到人了", "consultation", "safety"),
        ("There is a smell of gas", None, "safety"), ("随便", "price", "price"), ("随便", "conduct", "conduct"),
        ("师傅没修好还乱收费", None, "conduct"), ("买完就降价，退差价", None, "price"),
        ("冰箱一直没送到", None, "delivery"), ("空调不制冷", None, "product_fault"),
        ("The washer does not drain", None, "product_fault"), ("滤网多久清洗一次", None, "consultation"),
        (None, None, "consultation"),
    ],
)  # fmt: skip
def test_the_category_of_a_text(text: Any, given: str | None, category: str) -> None:
    assert triage(text, given=given)["category"] == category


@pytest.mark.parametrize(
    ("given", "more", "severity"),
    [
        ("safety", {}, "critical"), ("price", {"repeats": 2}, "critical"), ("price", {"repeats": 1}, "high"),
        ("price", {}, "normal"), ("consultation", {}, "low"), ("consultation", {"repeats": 1}, "normal"),
        ("consultation", {"tier": "vip"}, "normal"), ("product_fault", {"tier": "vip"}, "high"),
        ("product_fault", {}, "normal"), ("conduct", {}, "high"), ("delivery", {"channel": "weibo"}, "high"),
        ("delivery", {"channel": "survey"}, "high"),
    ],
)  # fmt: skip
def test_the_severity_of_a_complaint(given: str, more: dict[str, Any], severity: str) -> None:
    assert triage("内容", given=given, **more)["severity"] == severity


@pytest.mark.parametrize("given", ["safety", "product_fault", "conduct", "delivery", "price", "consultation"])
@pytest.mark.parametrize("repeats", [0, 1, 2])
def test_every_complaint_has_an_owner_and_limits_in_order(given: str, repeats: int) -> None:
    found = triage("内容", given=given, repeats=repeats)

    assert found["owner_role"]
    assert found["owner_unit"]
    assert 0 < found["response_minutes"] <= found["finding_minutes"] <= found["resolution_minutes"]
    assert found["reason"]
    assert found["reason_en"]


@pytest.mark.parametrize("given", ["product_fault", "conduct", "delivery", "price", "consultation"])
def test_a_repeated_complaint_is_answered_no_later(given: str) -> None:
    limits = [triage("内容", given=given, repeats=repeats)["response_minutes"] for repeats in (0, 1, 2)]

    assert limits == sorted(limits, reverse=True)


@pytest.mark.parametrize(
    ("kind", "amount", "tier", "approver"),
    [
        ("explain", None, "standard", "none"), ("exchange", None, "vip", "quality"),
        ("goodwill", 200, "standard", "none"), ("goodwill", 201, "standard", "region_manager"),
        ("goodwill", 500, "vip", "none"), ("goodwill", 501, "vip", "region_manager"),
        ("goodwill", 2001, "vip", "finance"), ("refund", 1000, "standard", "region_manager"),
        ("refund", 1001, "standard", "finance"), ("refund", None, "standard", "finance"),
    ],
)  # fmt: skip
def test_who_approves_a_settlement(kind: str, amount: Any, tier: str, approver: str) -> None:
    settlement = {"kind": kind, "amount": amount}

    found = decide(
        "complaint/complaint_approval.dmn", "complaint_approval", settlement=settlement, customer={"tier": tier}
    )

    assert found["approver"] == approver
    assert found["reason_en"]


@pytest.mark.parametrize(
    ("kind", "category", "is_safety", "labour", "amount", "travel"),
    [
        ("installation", "air_conditioner", False, "flat", 150, "none"),
        ("installation", "phone", False, "flat", 30, "none"),
        ("maintenance", "washer", False, "flat", 120, "none"),
        ("maintenance", "phone", False, "flat", 60, "first_visit"),
        ("repair", "water_heater", True, "by_level", None, "none"),
        ("repair", "washer", False, "by_level", None, "each_visit"),
    ],
)
def test_how_work_is_charged(
    kind: str, category: str, is_safety: bool, labour: str, amount: int | None, travel: str
) -> None:
    request = {"service_kind": kind, "is_safety": is_safety}

    found = decide(
        "repair_dispatch/repair_tariff.dmn", "repair_tariff", request=request, product={"category": category}
    )

    assert (found["labour"], found["flat_amount"], found["travel"]) == (labour, amount, travel)
