"""Units: the root stays open, nothing is closed over open work, and nobody below headquarters stops his own clock."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from engine.actor import SYSTEM
from engine.service import Engine
from engine.store import calendars
from engine.store.database import Tx
from tests.engine import build
from tests.security.conftest import AsUser


@pytest.fixture
def local_admin(sqlite_engine: Engine, as_user: AsUser) -> TestClient:
    """The manager of a dealer who administers it with all below."""
    admin = sqlite_engine.actor_of_basic("admin", "demo", address="test")
    sqlite_engine.put_grant("dealer", "admin", "dealer_sh", below=True, actor=admin)
    return as_user("dealer")


def test_headquarters_cannot_be_closed_and_says_why(as_user: AsUser) -> None:
    answer = as_user("admin").patch("/api/v1/units/hq", json={"isClosed": True})

    assert answer.status_code == 409
    assert "root" in answer.json()["detail"]
    assert as_user("admin").get("/api/v1/units/hq").json()["isClosed"] is False


def test_a_unit_with_units_tasks_and_cases_tells_what_is_in_the_way(sqlite_engine: Engine, as_user: AsUser) -> None:
    build.deployed(sqlite_engine, build.one_task(role="station"))
    case = build.a_case(sqlite_engine, unit="station_sh")
    admin = as_user("admin")

    station = admin.patch("/api/v1/units/station_sh", json={"isClosed": True})
    dealer = admin.patch("/api/v1/units/dealer_sh", json={"isClosed": True})

    assert (station.status_code, dealer.status_code) == (409, 409)
    assert "1 open tasks, 1 running cases" in station.json()["detail"]
    assert "station_sh" in dealer.json()["detail"]
    (task,) = sqlite_engine.case_page(case, actor=SYSTEM).tasks
    sqlite_engine.complete_task(task.task_key, {}, actor=SYSTEM, from_form=False)
    assert admin.patch("/api/v1/units/station_sh", json={"isClosed": True}).json()["isClosed"] is True
    assert admin.patch("/api/v1/units/station_sh", json={"isClosed": False}).json()["isClosed"] is False


@pytest.mark.parametrize(
    "change",
    [{"isClosed": True}, {"calendar": "another"}, {"calendar": ""}, {"parent": "dealer_sh_2"}],
)
def test_a_local_administrator_changes_neither_calendar_nor_place_nor_opening(
    sqlite_engine: Engine, as_user: AsUser, local_admin: TestClient, change: dict[str, object]
) -> None:
    first, *_, last = sorted(sqlite_engine._read(calendars.codes))
    admin = as_user("admin")
    assert admin.patch("/api/v1/units/station_sh", json={"calendar": first}).status_code == 200
    inner = {"code": "dealer_sh_2", "parent": "dealer_sh", "kind": "department", "name": "维修部"}
    assert admin.post("/api/v1/units", json=inner).status_code == 201
    assert admin.post("/api/v1/units", json={**inner, "code": "desk"}).status_code == 201
    unit = "desk" if "parent" in change else "station_sh"
    before = local_admin.get(f"/api/v1/units/{unit}").json()

    answer = local_admin.patch(
        f"/api/v1/units/{unit}", json={**change, **({"calendar": last} if change.get("calendar") else {})}
    )

    assert answer.status_code == 403
    assert local_admin.get(f"/api/v1/units/{unit}").json() == before


def test_a_local_administrator_opens_no_closed_unit_and_adds_none_with_hours_of_its_own(
    sqlite_engine: Engine, as_user: AsUser, local_admin: TestClient
) -> None:
    calendar = sqlite_engine._read(_first_calendar)
    as_user("admin").patch("/api/v1/units/dealer_sh", json={"calendar": None})
    new = {"code": "store_new", "parent": "dealer_sh", "kind": "store", "name": "新店"}
    assert local_admin.post("/api/v1/units", json={**new, "calendar": calendar}).status_code == 403
    assert local_admin.post("/api/v1/units", json=new).status_code == 201
    assert as_user("admin").patch("/api/v1/units/store_new", json={"isClosed": True}).status_code == 200

    opened = local_admin.patch("/api/v1/units/store_new", json={"isClosed": False})
    renamed = local_admin.patch("/api/v1/units/store_new", json={"name": "新店二"})

    assert (opened.status_code, renamed.status_code) == (403, 200)


def test_a_local_administrator_changes_no_calendar_itself(sqlite_engine: Engine, local_admin: TestClient) -> None:
    code = sqlite_engine._read(_first_calendar)

    answers = [
        local_admin.request(method, f"/api/v1/data/{table}/rows", json={"values": {"code": code, "name": "x"}})
        for table in ("calendars", "calendar_hours", "calendar_days")
        for method in ("POST", "PUT")
    ]

    assert {answer.status_code for answer in answers} <= {403, 404, 405}


def test_the_page_of_a_unit_offers_a_local_administrator_neither(local_admin: TestClient, as_user: AsUser) -> None:
    theirs = local_admin.get("/admin/unit?code=station_sh").text
    ours = as_user("admin").get("/admin/unit?code=station_sh").text

    assert 'name="close"' not in theirs
    assert 'name="close"' in ours
    assert 'id="f-calendar" name="calendar" disabled' in theirs


def _first_calendar(tx: Tx) -> str:
    return sorted(calendars.codes(tx))[0]
