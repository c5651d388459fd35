"""A station cannot hand a shared case on to somebody of another station."""

from __future__ import annotations

from engine.service import Engine
from tests.engine import build
from tests.security.conftest import AsUser


def test_a_station_offers_its_task_only_to_people_who_reach_its_unit(sqlite_engine: Engine, as_user: AsUser) -> None:
    station = sqlite_engine.actor_of_basic("station", "demo", address="test")
    build.deployed(sqlite_engine, build.one_task(role="station"))
    build.a_case(sqlite_engine, unit=station.grants[0].unit_code)
    path = f"/v2/user-tasks/{build.a_task(sqlite_engine, station)}"

    refused = [
        as_user("station").patch(path, json={"changeset": {"candidateUsers": [name]}})
        for name in ("station2", "nobody")
    ]
    offered = as_user("station").patch(path, json={"changeset": {"candidateUsers": ["technician"]}})

    assert [answer.status_code for answer in refused] == [400, 400]
    assert refused[0].text.replace("station2", "nobody") == refused[1].text
    assert offered.status_code == 204
    assert as_user("station2").get(path).status_code == 404
    assert as_user("technician").get(path).status_code == 200
