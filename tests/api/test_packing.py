"""Model files travel packed to whoever unpacks them, and are the same bytes for everybody."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.service import Engine
from tests.engine import build

MODEL = build.process(
    build.START + build.user_task("task") + build.END + build.line("start", "task", "end") + " " * 2000
)


@pytest.fixture
def addresses(sqlite_engine: Engine) -> list[str]:
    sqlite_engine.load_demo_network()
    sqlite_engine.deploy([ModelFile("p.bpmn", MODEL)], actor=SYSTEM)
    key = next(row.key for row in sqlite_engine.list_models(actor=SYSTEM).processes if row.id == "p")
    return [f"/v2/process-definitions/{key}/xml", f"/api/v1/models/bpmn/{key}/text"]


def test_a_model_is_packed_for_whoever_asks_and_whole_for_others(sqlite_engine: Engine, addresses: list[str]) -> None:
    client = TestClient(create_app(sqlite_engine))
    client.auth = ("designer", "demo")
    for address in addresses:
        small = client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.5"})
        whole = [client.get(address, headers={"Accept-Encoding": wish}) for wish in ("identity", "gzip; q=0.0", "br")]

        assert small.headers["content-encoding"] == "gzip"
        assert int(small.headers["content-length"]) < len(MODEL) / 2
        assert all("content-encoding" not in answer.headers for answer in whole)
        assert {small.content, *(answer.content for answer in whole)} == {MODEL}
        assert {answer.headers["vary"] for answer in (small, *whole)} == {"Accept-Encoding"}
