"""The rows of the store project's decisions: eligibility, subsidy, who approves, what is looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.dmn import read_dmn
from engine.feel import Environment, to_feel

FOLDER = Path(__file__).parents[2] / "bpmn" / "store_build_out"
APPLICATION = {
    "kind": "new", "city_tier": "tier_1", "area_sqm": 86, "lease_months": 60, "monthly_rent": 30000,
}  # fmt: skip


def decide(decision: str, **variables: Any) -> Any:
    file = "store_checklists.dmn" if "items" in decision else f"{decision}.dmn"
    model, findings = read_dmn((FOLDER / file).read_bytes())
    assert model is not None, findings
    environment = Environment(now=datetime(2026, 11, 23, tzinfo=UTC))
    result = model.evaluate(decision, {name: to_feel(value) for name, value in variables.items()}, environment)
    assert result.failure_message is None, result.failure_message
    return result.output_json


@pytest.mark.parametrize(
    ("changes", "score", "distance", "verdict"),
    [
        ({}, 86, 3, "eligible"), ({}, 65, Decimal("1.5"), "eligible"), ({}, 49, 3, "rejected"),
        ({}, 50, 3, "conditional"), ({}, 64, 3, "conditional"), ({"area_sqm": 29}, 86, 3, "rejected"),
        ({"area_sqm": 49}, 86, 3, "conditional"), ({}, 86, Decimal("0.4"), "rejected"),
        ({}, 86, Decimal("0.5"), "conditional"), ({"kind": "refit"}, 86, 0, "eligible"),
        ({"kind": "refit", "area_sqm": 50}, 86, 0, "eligible"), ({"lease_months": 11}, 86, 3, "rejected"),
        ({"lease_months": 35}, 86, 3, "conditional"), ({"lease_months": 36}, 86, 3, "eligible"),
        ({"monthly_rent": 86 * 600}, 86, 3, "eligible"), ({"monthly_rent": 86 * 600 + 1}, 86, 3, "conditional"),
    ],
)  # fmt: skip
def test_a_site_is_judged_by_survey_area_distance_lease_and_rent(
    changes: Any, score: int, distance: Any, verdict: str
) -> None:
    survey = {"score": score, "distance_km": distance}

    found = decide("store_eligibility", application={**APPLICATION, **changes}, survey=survey)

    assert found["verdict"] == verdict
    assert found["reason"]
    assert found["reason_en"]


@pytest.mark.parametrize(
    ("changes", "score", "level", "amount"),
    [
        ({}, 85, "A", 77400), ({}, 84, "B", 60200), ({"area_sqm": 200}, 90, "A", 150000),
        ({"city_tier": "tier_2"}, 85, "B", 60200), ({"city_tier": "tier_2"}, 84, "C", 43000),
        ({"city_tier": "tier_3"}, 75, "C", 34400), ({"city_tier": "tier_3"}, 74, "D", 21500),
        ({"kind": "refit"}, 60, "C", 38700), ({"kind": "refit", "city_tier": "tier_3"}, 74, "D", 17200),
        ({"kind": "refit", "city_tier": "tier_2"}, 75, "C", 30100),
        ({"city_tier": "tier_3", "area_sqm": 33}, 75, "C", 13200),
    ],
)  # fmt: skip
def test_a_subsidy_is_area_by_rate_up_to_its_cap_and_its_parts_add_up(
    changes: Any, score: int, level: str, amount: int
) -> None:
    found = decide("store_subsidy", application={**APPLICATION, **changes}, survey={"score": score})

    assert (found["level"], found["amount"]) == (level, amount)
    assert len(found["parts"]) == 3
    assert sum(found["parts"]) == found["amount"]
    assert all(part > 0 for part in found["parts"])


@pytest.mark.parametrize(
    ("amount", "verdict", "levels"),
    [(20000, "eligible", 1), (20000, "conditional", 2), (60000, "eligible", 2), (60000, "conditional", 3),
     (60001, "eligible", 3), (60001, "conditional", 3)],
)  # fmt: skip
def test_who_approves_depends_on_amount_and_exception(amount: int, verdict: str, levels: int) -> None:
    found = decide("store_approval", subsidy={"amount": amount}, eligibility={"verdict": verdict})

    assert found == ["region_manager", "channel", "finance"][:levels]


def test_a_refit_is_asked_less_and_every_item_has_both_languages() -> None:
    new = decide("store_checklists", application={"kind": "new"})
    refit = decide("store_checklists", application={"kind": "refit"})

    assert [item["code"] for item in new["identity"]] == ["front", "logo", "shelves", "posters", "reception", "tools"]
    assert (len(new["survey"]), len(refit["survey"]), len(refit["identity"])) == (7, 5, 5)
    for item in (*new["survey"], *new["identity"]):
        assert all(item[name] for name in ("title", "title_en", "help", "help_en", "weight"))
