"""Campaigns over HTTP: whom a filter finds within one's reach, and how far a campaign is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.service import Engine
from workers import drain

ROOT = Path(__file__).parents[2]
PREVIEW = "/api/v1/campaigns/preview"


@pytest.fixture
def with_models(engine: Engine) -> Engine:
    """An engine with campaigns and surveys."""
    paths = [
        path
        for process in ("survey_campaign", "callback_survey")
        for folder in ("bpmn", "forms")
        for path in sorted((ROOT / folder / process).iterdir())
        if path.is_file()
    ]
    engine.deploy([ModelFile(path.name, path.read_bytes()) for path in paths], actor=SYSTEM)
    return engine


def counts(rows: Any) -> dict[str, int]:
    return {row["code"]: row["count"] for row in rows}


def test_a_preview_counts_by_region_and_model_and_asks_nobody(as_user: Any) -> None:
    lead = as_user("agent_lead")

    everybody = lead.post(PREVIEW, json={"perDay": 10}).json()
    east = lead.post(PREVIEW, json={"regions": ["region_east"], "models": ["KFR-35A"], "perDay": 1}).json()

    assert (
        everybody["count"] == sum(counts(everybody["byRegion"]).values()) == sum(counts(everybody["byModel"]).values())
    )
    assert everybody["days"] == -(-everybody["count"] // 10)
    assert set(counts(east["byRegion"])) == {"region_east"}
    assert (set(counts(east["byModel"])), east["days"]) == ({"KFR-35A"}, east["count"])
    assert lead.post(PREVIEW, json={"boughtFrom": "tomorrow"}).status_code == 400
    assert lead.post(PREVIEW, json={"perDay": 0}).status_code == 400
    assert lead.post(PREVIEW, json={"colour": "red"}).status_code == 400


def test_a_leader_of_a_region_counts_his_own_customers_only(engine: Engine, as_user: Any) -> None:
    engine.put_grant("region_manager", "agent_lead", "region_east", below=True, actor=SYSTEM)
    leader = as_user("region_manager")

    mine = leader.post(PREVIEW, json={}).json()
    theirs = leader.post(PREVIEW, json={"regions": ["region_south"]}).json()

    assert set(counts(mine["byRegion"])) == {"region_east"}
    assert (theirs["count"], theirs["byRegion"], theirs["byModel"]) == (0, [], [])
    for stranger in ("dealer", "store", "agent", "surveyor"):
        assert as_user(stranger).post(PREVIEW, json={}).status_code == 403


def test_a_campaign_is_followed_by_who_reaches_its_case(with_models: Engine, as_user: Any) -> None:
    campaign = {
        "name": "East",
        "subject": "store_visit",
        "regions": ["region_east"],
        "models": ["KFR-35A"],
        "per_day": 2,
    }
    lead = as_user("agent_lead")
    begun = lead.post(
        "/v2/process-instances", json={"processDefinitionId": "survey_campaign", "variables": {"campaign": campaign}}
    )
    assert begun.status_code == 200, begun.text
    case_key = int(begun.json()["processInstanceKey"])
    drain(with_models)
    before = lead.get(f"/api/v1/campaigns/{case_key}").json()
    (task,) = [one for one in with_models.case_page(case_key, actor=SYSTEM).tasks if one.state == "open"]

    with_models.complete_task(task.task_key, {"confirmation": {"decision": "start"}}, actor=SYSTEM, from_form=False)
    drain(with_models)
    after = lead.get(f"/api/v1/campaigns/{case_key}").json()

    assert (before["started"], before["planned"], len(before["days"])) == (0, before["planned"], len(before["days"]))
    assert before["planned"] > 2
    assert (after["days"][0], after["started"]) == ({"day": 1, "planned": 2, "started": 2}, 2)
    assert (after["state"], after["csat"], after["outcomes"]) == ("active", None, [])
    assert as_user("dealer").get(f"/api/v1/campaigns/{case_key}").status_code == 404
    assert lead.get("/api/v1/campaigns/1").status_code == 404
