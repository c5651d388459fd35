"""Files by signed addresses: for whoever holds one, until it ends, for these bytes only."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from engine.documents import NewDocument
from engine.service import Engine
from tests.api.conftest import basic

PDF = b"%PDF-1.7 a quote"


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    """The application on each kind of database."""
    return create_app(engine)


@pytest.fixture
def document_id(engine: Engine) -> str:
    """A file of station 2."""
    station = engine.actor_of_basic("station2", "demo", address="test")
    return engine.add_document(NewDocument(PDF, "报价 quote.pdf", "application/pdf"), actor=station).document_id


def link(app: FastAPI, document_id: str, **body: int) -> str:
    """The path of a new signed address."""
    answer = TestClient(app, headers=basic("station2")).post(f"/v2/documents/{document_id}/links", json=body)
    assert answer.status_code == 201, answer.text
    return urlsplit(answer.json()["url"]).path


def test_whoever_holds_the_address_gets_the_file_as_a_download(app: FastAPI, document_id: str) -> None:
    path = link(app, document_id)

    for method in ("GET", "POST"):
        found = TestClient(app).request(method, path)
        assert (found.status_code, found.content) == (200, PDF)
        assert found.headers["content-disposition"].startswith("attachment")
        assert "no-store" in found.headers["cache-control"]


def test_it_ends_with_its_time(app: FastAPI, engine: Engine, document_id: str) -> None:
    path = link(app, document_id, timeToLive=60_000)
    engine.clock.move(timedelta(seconds=61))

    assert TestClient(app).get(path).status_code == 404


def test_a_changed_longer_or_foreign_address_leads_nowhere_and_all_answers_are_alike(
    app: FastAPI, engine: Engine, document_id: str
) -> None:
    signed = link(app, document_id).rsplit("/", 1)[1]
    end, mac, name = signed.split(".", 2)
    station = engine.actor_of_basic("station2", "demo", address="test")
    other = engine.add_document(NewDocument(b"%PDF-2", "b.pdf", "application/pdf"), actor=station).document_id
    wrong = (
        f"{int(end, 16) + 9:x}.{mac}.{name}",
        f"{end}.{'A' * 32}.{name}",
        f"{end}.{mac}.{other}",
        f"{end}.{mac}.nothing",
        "x",
    )

    answers = [TestClient(app).get(f"/api/v1/public/documents/{one}") for one in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1


def test_a_file_that_was_removed_or_replaced_is_not_given(app: FastAPI, engine: Engine) -> None:
    station = engine.actor_of_basic("station2", "demo", address="test")
    engine.add_document(NewDocument(PDF, "a.pdf", "application/pdf", document_id="quote-7"), actor=station)
    path = link(app, "quote-7")
    engine.delete_document("quote-7", actor=station)
    assert TestClient(app).get(path).status_code == 404

    engine.add_document(NewDocument(b"%PDF-other", "a.pdf", "application/pdf", document_id="quote-7"), actor=station)

    assert TestClient(app).get(path).status_code == 404


def test_only_who_reads_the_file_signs_it_and_not_for_long(app: FastAPI, document_id: str) -> None:
    owner, other = (TestClient(app, headers=basic(name)) for name in ("station2", "dealer"))

    assert other.post(f"/v2/documents/{document_id}/links").status_code == 404
    for life in (0, 604_800_001):
        assert owner.post(f"/v2/documents/{document_id}/links", json={"timeToLive": life}).status_code == 400


def test_guessing_addresses_ends_soon(app: FastAPI) -> None:
    client = TestClient(app)

    codes = [client.get(f"/api/v1/public/documents/{number}").status_code for number in range(70)]

    assert codes[0] == 404
    assert codes[-1] == 429
