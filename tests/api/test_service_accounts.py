"""Service accounts over HTTP: a secret shown once and kept nowhere, scopes, rotation, revocation, reach."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.tables import metadata
from engine.values import Json, Values
from tests.api.conftest import AsUser, basic
from tests.engine import build

PATH = "/api/v1/service-accounts"
ACTIVATION = {"timeout": 60_000, "maxJobsToActivate": 9, "requestTimeout": -1}


def asked_for(client_id: str = "acme.feed", role: str = "worker", **more: Json) -> Values:
    """The body of a request for a service account at headquarters."""
    return {
        "clientId": client_id, "name": "Acme feed", "grants": [{"role": role, "unit": "hq", "below": True}], **more,
    }  # fmt: skip


def made(admin: TestClient, **more: Json) -> Values:
    """A new service account as it was answered."""
    answer = admin.post(PATH, json=asked_for(**more))
    assert answer.status_code == 201, answer.text
    body: Values = answer.json()
    return body


@pytest.fixture
def admin(as_user: AsUser) -> TestClient:
    """The administrator at headquarters."""
    return as_user("admin")


def as_client(admin: TestClient, secret: object, client_id: str = "acme.feed") -> TestClient:
    """The service account by Basic."""
    return TestClient(admin.app, headers=basic(client_id, str(secret)))


def work_waits(engine: Engine, process_id: str = "p", job_type: str = "x.acme.push") -> None:
    """A case with an open job."""
    body = build.START + build.service_task("work", job_type=job_type) + build.END + build.line("start", "work", "end")
    build.deployed(engine, build.process(body, process_id=process_id), name=f"{process_id}.bpmn")
    build.a_case(engine, unit="hq", process_id=process_id)


def test_the_secret_is_shown_once_and_stands_nowhere(engine: Engine, admin: TestClient) -> None:
    secret = str(made(admin)["secret"])

    shown = admin.get(f"{PATH}/acme.feed").json()
    assert as_client(admin, secret).get("/v2/topology").status_code == 200
    assert "secret" not in shown["account"]
    with engine.database.sql.connect() as connection:
        for table in metadata.sorted_tables:
            assert secret not in repr(connection.execute(select(table)).all()), table.name


def test_a_repeated_request_makes_no_second_account_and_tells_no_secret(engine: Engine, admin: TestClient) -> None:
    key = {"Idempotency-Key": "once"}
    first = admin.post(PATH, json=asked_for(), headers=key)
    second = admin.post(PATH, json=asked_for(), headers=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json()["secret"].startswith("sls_")
    assert second.json() == {**first.json(), "secret": None}
    assert admin.post(PATH, json=asked_for()).status_code == 409


def test_rotation_ends_the_old_secret_and_all_tokens_made_with_it(admin: TestClient) -> None:
    old = str(made(admin)["secret"])
    form = {"grant_type": "client_credentials", "client_id": "acme.feed", "client_secret": old}
    bearer = admin.post("/oauth/token", data=form, headers={"Authorization": ""}).json()["access_token"]
    personal = as_client(admin, old).post("/api/v1/me/tokens", json={"name": "laptop"}).json()["token"]

    new = admin.post(f"{PATH}/acme.feed/rotate").json()["secret"]

    assert as_client(admin, new).get("/v2/topology").status_code == 200
    assert as_client(admin, old).get("/v2/topology").status_code == 401
    for token in (bearer, personal):
        ended = TestClient(admin.app, headers={"Authorization": f"Bearer {token}"})
        assert ended.get("/v2/topology").status_code == 401


def test_a_revoked_account_can_do_nothing_and_stays_listed(admin: TestClient) -> None:
    client = as_client(admin, made(admin)["secret"])
    assert client.get("/v2/topology").status_code == 200

    assert admin.delete(f"{PATH}/acme.feed").status_code == 204

    assert client.get("/v2/topology").status_code == 401
    assert admin.delete(f"{PATH}/acme.feed").status_code == 409
    assert admin.post(f"{PATH}/acme.feed/rotate").status_code == 409
    (listed,) = admin.get(PATH, params={"q": "acme"}).json()["items"]
    assert (listed["isActive"], listed["revokedAt"] is not None) == (False, True)
    # let in again as a user by mistake, it still has no secret
    assert admin.patch("/api/v1/users/acme.feed", json={"isActive": True}).status_code == 200
    assert client.get("/v2/topology").status_code == 401


def test_a_worker_gets_only_jobs_of_its_types_and_processes(engine: Engine, admin: TestClient) -> None:
    work_waits(engine, "allowed")
    work_waits(engine, "other")
    work_waits(engine, "allowed", "x.else")
    client = as_client(admin, made(admin, jobTypes=["x.acme.*"], processIds=["allowed"])["secret"])

    pushed = client.post("/v2/jobs/activation", json={"type": "x.acme.push", **ACTIVATION}).json()["jobs"]
    refused = client.post("/v2/jobs/activation", json={"type": "x.else", **ACTIVATION})

    assert [job["processDefinitionId"] for job in pushed] == ["allowed"]
    assert refused.status_code == 403
    assert "'x.else'" in refused.json()["detail"]


def test_a_job_out_of_scope_is_neither_completed_nor_failed_nor_changed(engine: Engine, admin: TestClient) -> None:
    work_waits(engine, "other")
    client = as_client(admin, made(admin, processIds=["allowed"])["secret"])
    key = admin.post("/v2/jobs/activation", json={"type": "x.acme.push", **ACTIVATION}).json()["jobs"][0]["jobKey"]

    assert client.post(f"/v2/jobs/{key}/completion").status_code == 403
    assert client.post(f"/v2/jobs/{key}/failure", json={"retries": 1}).status_code == 403
    assert client.post(f"/v2/jobs/{key}/error", json={"errorCode": "x"}).status_code == 403
    assert client.patch(f"/v2/jobs/{key}", json={"changeset": {"retries": 5}}).status_code == 403
    assert admin.post(f"/v2/jobs/{key}/completion").status_code == 204


def test_messages_signals_and_starts_stay_within_the_scopes(engine: Engine, admin: TestClient) -> None:
    build.deployed(engine, build.one_task())
    limited = made(admin, role="integration", processIds=["q"], messageNames=["order.*"])
    client = as_client(admin, limited["secret"])

    def publish(name: str) -> int:
        return client.post("/v2/messages/publication", json={"name": name, "timeToLive": 0}).status_code

    assert (publish("order.paid"), publish("orders"), publish("complaint")) == (200, 403, 403)
    assert client.post("/v2/signals/broadcast", json={"signalName": "stop"}).status_code == 403
    assert client.post("/v2/process-instances", json={"processDefinitionId": "p"}).status_code == 403
    widened = admin.patch(f"{PATH}/acme.feed", json={"scopes": {"messageNames": ["order.*"]}})
    assert widened.json()["processIds"] is None
    assert client.post("/v2/process-instances", json={"processDefinitionId": "p"}).status_code == 200


def test_without_scopes_a_client_may_what_its_roles_allow(engine: Engine, admin: TestClient) -> None:
    work_waits(engine, "other", "x.else")
    client = as_client(admin, made(admin)["secret"])

    assert len(client.post("/v2/jobs/activation", json={"type": "x.else", **ACTIVATION}).json()["jobs"]) == 1
    file = {"resources": ("p.bpmn", build.one_task())}
    assert client.post("/v2/deployments", files=file).status_code == 403


def test_a_local_administrator_makes_clients_of_his_units_with_local_roles(engine: Engine, as_user: AsUser) -> None:
    engine.put_grant("dealer", "admin", "dealer_sh", below=True, actor=SYSTEM)
    local, central = as_user("dealer"), as_user("admin")
    made(central)
    own = {"clientId": "shop", "name": "Shop", "grants": [{"role": "store", "unit": "store_sh_1"}]}

    assert local.post(PATH, json=own).status_code == 201
    assert local.post(PATH, json=asked_for("spy")).status_code == 404
    worker = {**own, "clientId": "spy", "grants": [{"role": "worker", "unit": "dealer_sh"}]}
    assert local.post(PATH, json=worker).status_code == 403
    assert [one["clientId"] for one in local.get(PATH).json()["items"]] == ["shop"]
    # a client that also works for headquarters is seen by the dealer and not his to take over
    central.post("/api/v1/grants", json={"username": "shop", "role": "worker", "unit": "dealer_sh"})
    assert local.post(f"{PATH}/shop/rotate").status_code == 403
    assert local.patch(f"{PATH}/shop", json={"scopes": {}}).status_code == 403
    assert local.delete(f"{PATH}/shop").status_code == 403


def test_who_administers_nothing_sees_no_accounts(as_user: AsUser) -> None:
    agent = as_user("agent")

    assert agent.get(PATH).status_code == 403
    assert agent.post(PATH, json=asked_for()).status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"jobTypes": ["a*b"]}, "jobTypes"), ({"processIds": [" p"]}, "processIds"), ({"clientId": "机器"}, "username")],
)
def test_what_cannot_be_a_client_is_refused_at_its_field(sqlite_as_user, change: Values, pointer: str) -> None:
    answer = sqlite_as_user("admin").post(PATH, json={**asked_for(), **change})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert sqlite_as_user("admin").get(PATH).json()["total"] == 0
