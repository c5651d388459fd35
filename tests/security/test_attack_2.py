"""Attempts of people with an account to get more than they were given, and answers that once were 500."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from api.cli import main, serving
from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.reference.people import NewGrant
from engine.service import Engine
from engine.values import Values
from tests.engine import build

BPMN = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
<bpmn:process id="theirs" isExecutable="true"><bpmn:startEvent id="s"/></bpmn:process></bpmn:definitions>"""
SALE = {
    "shop": "east", "orderNumber": "E-1", "serial": "SERIAL4711", "soldOn": "2026-01-01", "store": "store_sh_1",
    "customer": {"name": "李伟", "phone": "13610869919"},
}  # fmt: skip


@pytest.fixture
def local_admin(sqlite_engine: Engine, as_user) -> TestClient:
    """The manager of a dealer, who also administers it."""
    sqlite_engine.put_grant("dealer", "admin", "dealer_sh", below=True, actor=SYSTEM)
    client: TestClient = as_user("dealer")
    return client


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.post("/v2/deployments", files={"resources": ("theirs.bpmn", BPMN, "text/xml")}),
        lambda c: c.post("/v2/messages/publication", json={"name": "m", "correlationKey": "k", "timeToLive": 0}),
        lambda c: c.post("/v2/signals/broadcast", json={"signalName": "s"}),
        lambda c: c.post(
            "/v2/jobs/activation", json={"type": "t", "worker": "w", "timeout": 1000, "maxJobsToActivate": 1}
        ),
        lambda c: c.put("/v2/clock", json={"timestamp": 1_800_000_000_000}),
        lambda c: c.get("/designer"),
        lambda c: c.get("/incidents"),
    ],
    ids=["deploy", "message", "signal", "jobs", "clock", "designer", "incidents"],
)
def test_an_administrator_of_a_dealer_rules_nothing_that_belongs_to_all(
    local_admin, ask: Callable[[TestClient], object]
) -> None:
    answer = ask(local_admin)

    assert getattr(answer, "status_code", None) == 403


def test_an_administrator_of_one_unit_does_not_grant_himself_those_below(sqlite_engine: Engine, as_user) -> None:
    sqlite_engine.put_grant("dealer", "admin", "dealer_sh", below=False, actor=SYSTEM)
    client = as_user("dealer")

    for role, name in (("admin", "dealer"), ("store", "dealer"), ("admin", "store")):
        wider = {"username": name, "role": role, "unit": "dealer_sh", "below": True}
        assert client.post("/api/v1/grants", json=wider).status_code in (403, 404)


def test_administration_for_a_time_is_not_prolonged_by_who_has_it(sqlite_engine: Engine, as_user) -> None:
    ends = sqlite_engine.sign_in_clock() + timedelta(days=1)
    sqlite_engine.give_grant(NewGrant("dealer", "admin", "dealer_sh", True, None, ends), actor=SYSTEM)
    client = as_user("dealer")

    mine = client.post("/api/v1/grants", json={"username": "dealer", "role": "admin", "unit": "dealer_sh"})
    others = client.post("/api/v1/grants", json={"username": "station", "role": "admin", "unit": "station_sh"})

    assert (mine.status_code, others.status_code) == (403, 403)


def test_the_last_administrator_does_not_end_his_own_grant_by_changing_it(as_user) -> None:
    short = {
        "username": "admin", "role": "admin", "unit": "hq", "below": True, "validUntil": "2020-01-01T00:00:00Z",
    }  # fmt: skip

    assert as_user("admin").post("/api/v1/grants", json=short).status_code == 403


def test_a_local_administrator_sets_no_password_of_who_holds_a_role_of_headquarters(
    sqlite_engine: Engine, as_user
) -> None:
    sqlite_engine.put_grant("dealer", "admin", "dealer_sh", below=True, actor=SYSTEM)
    sqlite_engine.put_grant("store", "finance", "store_sh_1", below=False, actor=SYSTEM)

    answer = as_user("dealer").patch("/api/v1/users/store", json={"password": "another-secret-9"})

    assert answer.status_code == 403


@pytest.mark.parametrize("price", ["1E+999999999", "1e400", "9" * 40, 10**30])
def test_a_price_beyond_all_measure_is_refused(as_user, price: object) -> None:
    client = as_user("store")
    model = client.get("/api/v1/data/product_models?limit=1").json()["items"][0]["id"]

    answer = client.post("/api/v1/sales", json={**SALE, "model": model, "price": price})

    assert answer.status_code == 400


def test_a_cursor_beyond_all_rows_is_refused(as_user) -> None:
    after = base64.b64encode(b"9" * 30).decode()

    assert as_user("agent").get("/api/v1/data/parts", params={"after": after}).status_code == 400


@pytest.mark.parametrize(("options", "is_believed"), [([], False), (["--public-url", "https://lane.example"], True)])
def test_the_address_a_caller_claims_is_believed_only_behind_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], is_believed: bool
) -> None:
    seen: list[uvicorn.Config] = []

    class Server:
        def __init__(self, config: uvicorn.Config) -> None:
            seen.append(config)

        def run(self, sockets: object = None) -> None:
            """Nothing is served."""

    monkeypatch.delenv("PUBLIC_URL", raising=False)
    monkeypatch.setattr(serving, "is_front_end_built", lambda: True)
    monkeypatch.setattr(serving.uvicorn, "Server", Server)

    assert main(["serve", "--data", str(tmp_path), "--port", "0", "--no-worker", *options]) == 0
    assert [config.proxy_headers for config in seen] == [is_believed]


def test_an_export_runs_nothing_in_a_spreadsheet_and_is_read_back_as_it_was(as_user) -> None:
    agent = as_user("agent")
    row = agent.get("/api/v1/data/customers?limit=1").json()["items"][0]["values"]
    written = {"name": '=HYPERLINK("https://evil.example")', "address": "'@SUM(1)", "phone": "+8613912345678"}
    values = {**row, **written, "customer_code": "C-EVIL"}
    assert agent.put("/api/v1/data/customers/C-EVIL", json={"values": values}).status_code == 200

    exported = agent.get("/api/v1/data/customers/export")
    imported = agent.post("/api/v1/data/customers/imports", content=exported.content)

    line = next(line for line in exported.text.splitlines() if line.startswith("C-EVIL"))
    assert "\"'=HYPERLINK" in line
    assert "''@SUM" in line
    assert ",+8613912345678," in line
    assert imported.json()["changed"] == 0
    assert agent.get("/api/v1/data/customers/C-EVIL").json()["values"]["address"] == "'@SUM(1)"


def test_a_local_administrator_does_not_take_away_what_a_case_refers_to(sqlite_engine: Engine, local_admin) -> None:
    file = {"file": ("proof.txt", b"what was seen", "text/plain")}
    document_id = local_admin.post("/v2/documents", files=file).json()["documentId"]
    build.deployed(sqlite_engine, build.process(build.START + build.user_task("t") + build.line("start", "t")))
    proof: Values = {"proof": {"documentId": document_id}}
    sqlite_engine.start_case(StartRequest(process_id="p", variables=proof), actor=SYSTEM)

    assert local_admin.delete(f"/v2/documents/{document_id}").status_code == 409


@pytest.mark.parametrize("amount", ["1E+999999999", "9" * 5000, "-1E+999999", "NaN"])
def test_an_amount_beyond_all_measure_is_a_fault_of_its_line(as_user, amount: str) -> None:
    line = {"part_code": "P-1", "name": "n", "category": "air_conditioner", "price": amount}

    answer = as_user("parts_clerk").post(
        "/api/v1/data/parts/imports", content=json.dumps(line), headers={"Content-Type": "application/jsonl"}
    )

    assert answer.status_code == 400
    assert "price" in [fault["column"] for fault in answer.json()["errors"]]


def test_a_local_administrator_gives_no_unit_another_region(local_admin) -> None:
    theirs = {"code": "store_new", "parent": "dealer_sh", "kind": "store", "name": "新店"}

    moved = local_admin.patch("/api/v1/units/dealer_sh", json={"regionCode": "region_north"})
    added = local_admin.post("/api/v1/units", json={**theirs, "regionCode": "region_north"})
    rightly = local_admin.post("/api/v1/units", json={**theirs, "regionCode": "region_east"})

    assert (moved.status_code, added.status_code, rightly.status_code) == (403, 403, 201)
