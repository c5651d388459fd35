"""Documents: kept as they are, judged by their bytes, seen with their case."""

from __future__ import annotations

import hashlib

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine import build

PDF = b"%PDF-1.7 a bill"


def keep(
    client: TestClient, content: bytes = PDF, name: str = "账单.pdf", kind: str = "application/pdf", **query: str
) -> Response:
    """Upload one file; the response."""
    return client.post("/v2/documents", files={"file": (name, content, kind)}, params=query)


def test_a_document_comes_back_byte_for_byte_as_a_download(as_user: AsUser) -> None:
    station = as_user("station")

    kept = keep(station)
    found = station.get(f"/v2/documents/{kept.json()['documentId']}")

    assert kept.status_code == 201
    assert kept.json()["camunda.document.type"] == "camunda"
    assert kept.json()["contentHash"] == hashlib.sha256(PDF).hexdigest()
    assert (found.content, found.headers["content-type"]) == (PDF, "application/pdf")
    assert found.headers["content-disposition"].startswith("attachment")
    assert found.headers["x-content-type-options"] == "nosniff"


def test_a_wrong_hash_is_400_and_a_taken_id_409(as_user: AsUser) -> None:
    station = as_user("station")
    assert keep(station, documentId="bill-1").status_code == 201

    assert station.get("/v2/documents/bill-1", params={"contentHash": "0" * 64}).status_code == 400
    again = keep(station, documentId="bill-1")
    assert (again.status_code, again.json()["title"]) == (409, "ALREADY_EXISTS")
    assert keep(station, documentId="../x").status_code == 400


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><script>alert(1)</script>", "text/html"),
        (b"<svg onload='x'/>", "image/svg+xml"),
        (b"<html>", "image/png"),
        (b"  <!DOCTYPE html>", "text/plain"),
        (b"MZ\x90\x00", "application/octet-stream"),
        (b"\x00\x01", "text/plain"),
    ],
)
def test_kinds_that_could_run_are_refused(as_user: AsUser, content: bytes, kind: str) -> None:
    assert keep(as_user("station"), content, "a.bin", kind).status_code == 415


def test_a_document_a_case_refers_to_is_kept(as_user: AsUser, engine: Engine) -> None:
    admin, operator = as_user("admin"), as_user("operator")
    reference = keep(operator).json()
    build.deployed(engine, build.one_task())
    build.a_case(engine, unit="hq", variables={"bill": reference})
    other = keep(operator).json()["documentId"]

    assert operator.delete(f"/v2/documents/{reference['documentId']}").status_code == 409
    assert operator.delete(f"/v2/documents/{other}").status_code == 204
    assert operator.get(f"/v2/documents/{other}").status_code == 404
    assert admin.delete(f"/v2/documents/{reference['documentId']}").status_code == 204


def test_metadata_is_kept_and_its_mistakes_are_named(as_user: AsUser) -> None:
    station = as_user("station")

    def with_metadata(text: str) -> Response:
        files = {"file": ("a.pdf", PDF, "application/pdf"), "metadata": (None, text, "application/json")}
        return station.post("/v2/documents", files=files)

    kept = with_metadata('{"fileName": "b.pdf", "customProperties": {"room": 3}}').json()["metadata"]
    assert (kept["fileName"], kept["customProperties"], kept["size"]) == ("b.pdf", {"room": 3}, len(PDF))
    assert with_metadata("{").status_code == 400
    assert with_metadata('{"surprise": 1}').status_code == 400
    assert with_metadata('{"processInstanceKey": "1"}').status_code == 404
