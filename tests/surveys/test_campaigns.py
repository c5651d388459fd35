"""Campaigns: whom the filter finds, how they are spread, and that nobody is asked twice whatever crashes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from engine.service import Engine
from tests.surveys.test_surveys import write
from workers.contract import BadInput
from workers.handlers.campaigns import invite_members, select_members
from workers.handlers.surveys import stop_calls


def preview(engine: Engine, make_job: Any, **campaign: Any) -> Any:
    return select_members(engine, make_job({"campaign": campaign})).variables["preview"]


def test_a_filter_narrows_and_an_empty_one_lets_everybody_in(engine: Engine, make_job: Any) -> None:
    everybody = preview(engine, make_job)
    east = preview(engine, make_job, regions=["region_east"])
    model = preview(engine, make_job, regions=["region_east"], models=["KFR-35A"])
    old = preview(engine, make_job, bought_until="2021-12-31")

    assert everybody["count"] > east["count"] > model["count"] > 0
    assert [(row["code"], row["name"], row["name_en"]) for row in east["by_region"]] == [
        ("region_east", "华东大区", "East region")
    ]
    assert {row["code"] for row in model["by_model"]} == {"KFR-35A"}
    assert 0 < old["count"] < everybody["count"]


def test_who_wants_no_calls_is_in_no_campaign(engine: Engine, make_job: Any) -> None:
    before = preview(engine, make_job)["count"]

    write(engine, stop_calls(engine, make_job({"customer_code": "C0001"})))

    assert preview(engine, make_job)["count"] == before - 1


def test_members_are_spread_over_days_and_people(engine: Engine, make_job: Any) -> None:
    done = select_members(engine, make_job({"campaign": {"per_day": 3, "limit": 7}}, case=9))

    write(engine, done)

    found: Any = done.variables["preview"]
    assert (found["count"], found["days"], found["per_day"]) == (7, 3, 3)
    assert [len(engine.campaign_members(9, day)) for day in (1, 2, 3, 4)] == [3, 3, 1, 0]
    assert {member.surveyor for member in engine.campaign_members(9, 1)} == set(found["surveyors"])


def test_choosing_again_replaces_the_list_until_surveys_have_begun(engine: Engine, make_job: Any) -> None:
    write(engine, select_members(engine, make_job({"campaign": {"limit": 5, "per_day": 5}}, case=9)))
    write(engine, select_members(engine, make_job({"campaign": {"limit": 2, "per_day": 5}}, case=9)))
    chosen = len(engine.campaign_members(9, 1))
    write(engine, invite_members(engine, make_job({"day": 1}, case=9)))

    write(engine, select_members(engine, make_job({"campaign": {"limit": 5, "per_day": 5}}, case=9)))

    assert chosen == 2
    assert engine.campaign_members(9, 1) == []


def test_a_crash_between_invitations_and_their_note_asks_nobody_twice(engine: Engine, make_job: Any) -> None:
    write(engine, select_members(engine, make_job({"campaign": {"limit": 4, "per_day": 4}}, case=9)))

    first = invite_members(engine, make_job({"day": 1}, case=9))  # and then the worker dies
    second = invite_members(engine, make_job({"day": 1}, case=9))
    write(engine, second)

    assert (first.variables, second.variables) == ({"invited": 4}, {"invited": 4})
    with engine.database.sql.connect() as connection:
        sent = connection.execute(text("SELECT count(*) FROM message WHERE name = 'survey_requested'")).scalar_one()
    assert sent == 4
    assert invite_members(engine, make_job({"day": 1}, case=9)).variables == {"invited": 0}


@pytest.mark.parametrize(
    "wrong", [{"per_day": 0}, {"per_day": "many"}, {"bought_from": "yesterday"}, {"limit": 99_999}]
)
def test_a_filter_that_cannot_be_read_is_an_incident(engine: Engine, make_job: Any, wrong: Any) -> None:
    with pytest.raises(BadInput):
        preview(engine, make_job, **wrong)


def test_a_campaign_of_a_region_chooses_none_of_other_regions(engine: Engine, make_job: Any) -> None:
    path = engine.receiver(code="region_east").unit_path
    job = make_job({"campaign": {}})

    preview: Any = select_members(engine, replace(job, unit_path=path)).variables["preview"]

    assert {row["code"] for row in preview["by_region"]} == {"region_east"}
