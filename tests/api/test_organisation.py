"""Units, users and grants over HTTP: administrators act within their reach, and every change is noted."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from engine.actor import SYSTEM
from engine.service import Engine
from tests.engine import build

STORE = {"code": "store_new", "parent": "dealer_sh", "kind": "store", "name": "新店"}


@pytest.fixture
def local_admin(sqlite_engine: Engine, sqlite_as_user) -> TestClient:
    """The manager of a dealer in Shanghai, who also administers it."""
    sqlite_engine.put_grant("dealer", "admin", "dealer_sh", below=True, actor=SYSTEM)
    client: TestClient = sqlite_as_user("dealer")
    return client


def test_everybody_sees_the_units_in_his_reach_only(sqlite_as_user) -> None:
    top = sqlite_as_user("admin").get("/api/v1/units?parent=").json()["items"]
    mine = sqlite_as_user("dealer").get("/api/v1/units").json()["items"]

    assert [unit["code"] for unit in top] == ["hq"]
    assert {unit["code"] for unit in mine} == {"dealer_sh", "store_sh_1", "store_sh_2", "station_sh"}
    assert sqlite_as_user("dealer").get("/api/v1/units/dealer_hz").status_code == 404
    found = sqlite_as_user("admin").get("/api/v1/units", params={"q": "杭州", "kind": "store"}).json()
    assert found["total"] == 2


def test_a_unit_is_added_renamed_closed_and_removed(sqlite_as_user) -> None:
    admin = sqlite_as_user("admin")

    assert admin.post("/api/v1/units", json=STORE).status_code == 201
    assert admin.post("/api/v1/units", json=STORE).status_code == 409
    renamed = admin.patch("/api/v1/units/store_new", json={"nameEn": "New store", "isClosed": True}).json()
    used = admin.delete("/api/v1/units/store_sh_1")

    assert (renamed["nameEn"], renamed["isClosed"]) == ("New store", True)
    assert used.status_code == 409
    assert "close it instead" in used.json()["detail"]
    assert admin.delete("/api/v1/units/store_new").status_code == 204


def test_a_unit_that_stock_or_money_hangs_on_is_not_removed_but_said_to_be_used(sqlite_as_user) -> None:
    admin = sqlite_as_user("admin")
    for code in ("hq_warehouse", "station_sh"):
        for grant in admin.get("/api/v1/grants", params={"unit": code}).json()["items"]:
            admin.delete(f"/api/v1/grants/{grant['grantKey']}")

    answers = {code: admin.delete(f"/api/v1/units/{code}") for code in ("hq_warehouse", "station_sh")}

    assert {code: answer.status_code for code, answer in answers.items()} == dict.fromkeys(answers, 409)
    assert all("close it instead" in answer.json()["detail"] for answer in answers.values())


@pytest.mark.parametrize(
    ("change", "pointer"), [({"kind": "region"}, "kind"), ({"name": ""}, "name"), ({"calendar": "nights"}, "calendar")]
)
def test_a_unit_that_cannot_be_is_refused_at_its_field(sqlite_as_user, change: dict[str, str], pointer: str) -> None:
    answer = sqlite_as_user("admin").post("/api/v1/units", json={**STORE, **change})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_moved_unit_takes_its_open_work_along_and_leaves_its_past(engine: Engine, as_user) -> None:
    # given an ended and a running case at a station
    build.deployed(engine, build.one_task(role="station"))
    past, running = (build.a_case(engine, unit="station_sh") for _ in range(2))
    (task,) = engine.case_page(past, actor=SYSTEM).tasks
    engine.complete_task(task.task_key, {}, actor=SYSTEM, from_form=False)
    admin, station = as_user("admin"), as_user("station")

    # when the station goes over to another dealer
    moved = admin.patch("/api/v1/units/station_sh", json={"parent": "dealer_hz"})

    # then its people go on with what is open, the new dealer sees it, the old one keeps the past
    assert moved.json()["parent"] == "dealer_hz"
    assert station.get(f"/api/v1/cases/{running}").status_code == 200
    assert station.get(f"/api/v1/cases/{past}").status_code == 404
    assert as_user("dealer2").get(f"/api/v1/cases/{running}").status_code == 200
    assert as_user("dealer").get(f"/api/v1/cases/{running}").status_code == 404
    assert as_user("dealer").get(f"/api/v1/cases/{past}").status_code == 200
    (open_task,) = engine.case_page(running, actor=SYSTEM).tasks
    claimed = station.post(f"/v2/user-tasks/{open_task.task_key}/assignment", json={"assignee": "station"})
    assert claimed.status_code == 204
    assert admin.patch("/api/v1/units/dealer_hz", json={"parent": "station_sh"}).status_code in (400, 409)


def test_an_administrator_of_a_dealer_stays_within_it(local_admin: TestClient) -> None:
    assert local_admin.post("/api/v1/units", json=STORE).status_code == 201
    assert local_admin.post("/api/v1/units", json={**STORE, "code": "x", "parent": "dealer_hz"}).status_code == 404
    assert local_admin.patch("/api/v1/units/store_new", json={"parent": "region_east"}).status_code == 404
    assert local_admin.get("/api/v1/users/dealer2").status_code == 404
    assert local_admin.patch("/api/v1/users/agent", json={"displayName": "x"}).status_code == 404


def test_an_administrator_of_a_dealer_hands_out_roles_of_the_field_only(local_admin: TestClient) -> None:
    person = {"username": "zhang", "displayName": "张三", "password": "long enough secret"}
    grant = {"username": "zhang", "role": "technician", "unit": "station_sh"}

    assert local_admin.post("/api/v1/users", json=person).json()["errors"][0]["pointer"] == "grants"
    made = local_admin.post("/api/v1/users", json={**person, "grants": [{"role": "store", "unit": "store_sh_1"}]})
    assert made.status_code == 201
    assert local_admin.post("/api/v1/grants", json=grant).status_code == 201
    for role in ("finance", "operator", "auditor", "parts_clerk"):
        assert local_admin.post("/api/v1/grants", json={**grant, "role": role}).status_code == 403
    assert local_admin.post("/api/v1/grants", json={**grant, "unit": "station_hz"}).status_code == 404
    assert local_admin.post("/api/v1/grants", json={**grant, "username": "agent"}).status_code == 404


def test_a_person_who_also_belongs_elsewhere_is_not_a_dealers_to_change(
    local_admin: TestClient, sqlite_engine: Engine
) -> None:
    sqlite_engine.put_grant("store", "store", "store_hz_1", below=False, actor=SYSTEM)

    assert local_admin.patch("/api/v1/users/store", json={"password": "long enough secret"}).status_code == 403
    assert local_admin.post("/api/v1/users/store/deactivate").status_code == 403


def test_deactivating_a_user_frees_his_tasks_and_shuts_him_out(sqlite_engine: Engine, sqlite_as_user) -> None:
    build.deployed(sqlite_engine, build.one_task(role="station"))
    case = build.a_case(sqlite_engine, unit="station_sh")
    (task,) = sqlite_engine.case_page(case, actor=SYSTEM).tasks
    sqlite_engine.assign_task(task.task_key, assignee="station", actor=SYSTEM)
    admin = sqlite_as_user("admin")

    assert admin.post("/api/v1/users/station/deactivate").json()["isActive"] is False

    assert sqlite_engine.task_page(task.task_key, actor=SYSTEM).task.assignee is None
    assert sqlite_as_user("station").get("/api/v1/me").status_code == 401
    assert admin.post("/api/v1/users/admin/deactivate").status_code == 403


def test_a_grant_holds_only_between_its_moments(sqlite_as_user, clock) -> None:
    admin, agent = sqlite_as_user("admin"), sqlite_as_user("agent")
    bounds = {"validFrom": "2026-03-02T05:00:00Z", "validUntil": "2026-03-02T06:00:00Z"}
    wanted = {"username": "agent", "role": "operator", "unit": "hq", "below": True, **bounds}
    wrong = admin.post("/api/v1/grants", json={**wanted, "validUntil": bounds["validFrom"]})
    made = admin.post("/api/v1/grants", json=wanted).json()

    assert wrong.json()["errors"][0]["pointer"] == "validUntil"
    assert made["validUntil"].startswith("2026-03-02T06:00:00")
    held = agent.get("/api/v1/me").json()["grants"]
    assert "operator" not in {grant["role"] for grant in held}
    assert admin.delete(f"/api/v1/grants/{made['grantKey']}").status_code == 204
    assert admin.delete(f"/api/v1/grants/{made['grantKey']}").status_code == 404


def test_every_change_is_noted_and_never_a_secret(sqlite_engine: Engine, sqlite_as_user) -> None:
    admin = sqlite_as_user("admin")
    admin.post("/api/v1/users", json={"username": "zhang", "displayName": "张三", "password": "long enough secret"})
    admin.patch("/api/v1/users/zhang", json={"password": "another long secret"})
    admin.post("/api/v1/grants", json={"username": "zhang", "role": "agent", "unit": "hq"})

    with sqlite_engine.database.sql.connect() as connection:
        rows = connection.execute(
            text("SELECT table_name, kind, changed_by, before, after FROM reference_change")
        ).all()

    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("users", "added", "admin"), ("users", "changed", "admin"), ("grants", "added", "admin"),
    ]  # fmt: skip
    assert json.loads(rows[1][4])["password"] == "changed"
    assert "long secret" not in str(rows)
    assert "argon2" not in str(rows)


def test_people_without_the_role_of_an_administrator_are_refused(sqlite_as_user) -> None:
    agent = sqlite_as_user("agent")

    assert agent.get("/api/v1/users").status_code == 403
    assert agent.get("/api/v1/grants").status_code == 403
    assert agent.post("/api/v1/units", json=STORE).status_code == 403
    assert agent.patch("/api/v1/units/store_sh_1", json={"name": "x"}).status_code == 403
