"""Users and memberships written over `/v2`, as administration scripts of the original do."""

from __future__ import annotations

from engine.actor import SYSTEM
from engine.service import Engine
from tests.api.conftest import AsUser

USER = {"username": "li.na", "password": "correct horse", "name": "李娜 Li Na", "email": "li@huachen.example"}


def test_a_user_is_created_read_changed_and_deleted(engine: Engine, as_user: AsUser) -> None:
    admin = as_user("admin")

    created = admin.post("/v2/users", json=USER)

    shown = {"username": "li.na", "name": "李娜 Li Na", "email": "li@huachen.example"}
    assert (created.status_code, created.json()) == (201, shown)
    assert admin.post("/v2/users", json=USER).status_code == 409
    assert admin.get("/v2/users/li.na").json() == shown
    changed = admin.put("/v2/users/li.na", json={"name": "Li Na", "email": "", "password": "another horse"})
    assert changed.json() == {"username": "li.na", "name": "Li Na", "email": None}
    assert engine.actor_of_basic("li.na", "another horse", address="test").display_name == "Li Na"
    assert admin.delete("/v2/users/li.na").status_code == 204
    assert admin.get("/v2/users/li.na").status_code == 404
    assert admin.delete("/v2/users/nobody").status_code == 404


def test_a_repeated_creation_is_answered_once(as_user: AsUser) -> None:
    admin, key = as_user("admin"), {"Idempotency-Key": "k"}

    first = admin.post("/v2/users", json=USER, headers=key)
    again = admin.post("/v2/users", json=USER, headers=key)

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())


def test_what_cannot_be_a_user_is_refused_in_words(sqlite_as_user) -> None:
    admin = sqlite_as_user("admin")

    assert admin.post("/v2/users", json={**USER, "password": "short"}).status_code == 400
    assert admin.post("/v2/users", json={**USER, "username": "李 娜"}).status_code == 400
    assert admin.post("/v2/users", json={"username": "x"}).status_code == 400
    assert admin.post("/v2/users/search", json={"filter": {"username": "x"}}).json()["items"] == []


def test_membership_is_a_role_at_a_unit(engine: Engine, as_user: AsUser) -> None:
    admin = as_user("admin")
    admin.post("/v2/users", json=USER)
    member = "/v2/groups/station@station_sh/users/li.na"

    assert admin.put(member).status_code == 204
    assert admin.put(member).status_code == 409
    found = admin.post("/v2/groups/station@station_sh/users/search").json()["items"]
    assert {"username": "li.na"} in found
    held = engine.list_grants(actor=SYSTEM, username="li.na")
    assert [(grant.role, grant.unit_code, grant.below) for grant in held] == [("station", "station_sh", False)]
    assert admin.delete(member).status_code == 204
    assert admin.delete(member).status_code == 404
    for unknown in ("station@nowhere", "wizard@station_sh", "station"):
        assert admin.put(f"/v2/groups/{unknown}/users/li.na").status_code == 404
    assert admin.put("/v2/groups/station@station_sh/users/nobody").status_code == 404


def test_only_administrators_write_and_only_in_their_reach(engine: Engine, as_user: AsUser) -> None:
    engine.put_grant("dealer", "admin", "dealer_sh", below=True, actor=SYSTEM)
    local, agent = as_user("dealer"), as_user("agent")

    assert agent.post("/v2/users", json=USER).status_code == 403
    assert agent.put("/v2/users/agent", json={"name": "x"}).status_code == 403
    assert local.put("/v2/groups/station@station_hz/users/station2").status_code == 404
    assert local.put("/v2/groups/operator@dealer_sh/users/dealer").status_code == 403
    assert local.put("/v2/groups/store@store_sh_1/users/dealer").status_code == 204
    assert local.delete("/v2/users/station2").status_code == 404
