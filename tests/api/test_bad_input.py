"""Bad input on every endpoint: always a clear problem of the 4xx kind, never a 5xx. A new route is covered at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import ENDPOINTS
from api.endpoints import Endpoint
from tests.api.conftest import AsUser, anonymous, basic
from tests.engine import build

JSON = {"content-type": "application/json"}
DEEP = b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
BROKEN_BODIES: dict[str, bytes] = {
    "half": b'{"variables": ',
    "no json": b"variables=1",
    "a list": b"[]",
    "a text": b'"x"',
    "not a number": b'{"variables": {"a": NaN}}',
    "infinity": b'{"variables": {"a": -Infinity}}',
    "too many digits": b'{"variables": {"a": ' + b"9" * 5_000 + b"}}",
    "huge exponent": b'{"variables": {"a": 1e999999999}}',
    "deep": DEEP,
    "not utf-8": b'{"variables": {"a": "\xff\xfe"}}',
    "utf-16": '{"variables": {}}'.encode("utf-16"),
    "nul": b'{"variables": {"a": "\\u0000"}}',
    "half a surrogate": b'{"variables": {"a": "\\ud800"}}',
    "raw nul": b"{\x00}",
}
BAD_KEYS = ("abc", "1e3", "0x10", "-", "1" * 26, "%00", "1%202", "%F0%9F%98%80", "..%2f..", "'%20OR%201=1--", "１２")
ABSENT_KEYS = ("1", "-5", "9223372036854775807", "9223372036854775808", "9" * 25)
WRONG_VALUES = ([], {}, "x", 1, True, 1.5, -1, 10**30, "\u4e2d" * 300, {"$like": 3}, [None])


def _id(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def _path(endpoint: Endpoint, value: str = "1") -> str:
    parts = [value if part.startswith("{") else part for part in endpoint.path.split("/")]
    return "/".join(parts)


def _with_body() -> Iterator[Endpoint]:
    for endpoint in ENDPOINTS:
        if endpoint.body is not None:
            yield endpoint


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application for the whole table: bad input changes nothing."""
    from api.app import create_app
    from engine.clock import PinnedClock
    from engine.service import Engine
    from engine.settings import EngineSettings
    from engine.store.database import Database
    from engine.store.migrate import upgrade
    from tests.conftest import NOON

    database = Database(f"sqlite:///{tmp_path_factory.mktemp('bad')}/bad.db")
    upgrade(database)
    engine = Engine(database, clock=PinnedClock(NOON), settings=EngineSettings(is_test_mode=True))
    engine.load_demo_network()
    build.deployed(engine, build.one_task())
    yield TestClient(create_app(engine), headers=basic("admin"), follow_redirects=False)
    engine.close()


def assert_problem(answer: Response, *, of: tuple[int, ...] = (400, 404, 409, 413, 415, 501)) -> None:
    """The answer is problem details with all members, of one of these statuses."""
    status, headers = answer.status_code, answer.headers
    assert status in of, answer.text[:500]
    assert headers["content-type"] == "application/problem+json"
    content = answer.json()
    assert content.keys() >= {"type", "title", "status", "detail", "instance"}
    assert content["status"] == status
    assert isinstance(content["detail"], str)


@pytest.mark.parametrize("endpoint", list(_with_body()), ids=_id)
def test_a_body_that_cannot_be_read_is_a_problem(checked: TestClient, endpoint: Endpoint) -> None:
    for name, body in BROKEN_BODIES.items():
        answer = checked.request(endpoint.method, _path(endpoint), content=body, headers=JSON)
        assert_problem(answer, of=(400, 413)), name


@pytest.mark.parametrize("endpoint", list(_with_body()), ids=_id)
def test_an_unknown_property_is_named(checked: TestClient, endpoint: Endpoint) -> None:
    answer = checked.request(endpoint.method, _path(endpoint), json={"surprise": 1})

    assert_problem(answer, of=(400,))
    assert "Request property [surprise] cannot be parsed" in answer.json()["detail"]


@pytest.mark.parametrize("endpoint", list(_with_body()), ids=_id)
def test_a_wrong_type_is_a_problem_and_never_a_failure(checked: TestClient, endpoint: Endpoint) -> None:
    assert endpoint.body is not None
    for name, field in endpoint.body.model_fields.items():
        for value in WRONG_VALUES:
            answer = checked.request(endpoint.method, _path(endpoint), json={field.alias or name: value})
            assert answer.status_code < 500, (name, value, answer.text)
            if answer.status_code >= 400:
                assert_problem(answer, of=(400, 401, 403, 404, 409, 413))


@pytest.mark.parametrize("endpoint", list(_with_body()), ids=_id)
def test_another_media_type_is_415(checked: TestClient, endpoint: Endpoint) -> None:
    answer = checked.request(endpoint.method, _path(endpoint), content=b"a=1", headers={"content-type": "text/plain"})

    assert_problem(answer, of=(415,))


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if "{" in one.path], ids=_id)
def test_a_bad_or_absent_key_is_a_problem(checked: TestClient, endpoint: Endpoint) -> None:
    for key in (*BAD_KEYS, *ABSENT_KEYS):
        answer = checked.request(endpoint.method, _path(endpoint, key))
        assert answer.status_code < 500 or answer.status_code == 501, (key, answer.text)
        assert answer.status_code >= 400, (key, answer.text)


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.path.endswith("/search")], ids=_id)
def test_a_search_refuses_what_it_does_not_know(checked: TestClient, endpoint: Endpoint) -> None:
    if endpoint.tag == "Not offered" or endpoint.path == "/v2/tenants/search":
        return
    for body in (
        {"filter": {"surprise": 1}},
        {"filter": {"$or": []}},
        {"filter": {"$or": [1]}},
        {"filter": {"$or": [{"surprise": 1}]}},
        {"sort": [{"field": "surprise"}]},
        {"sort": [{"order": "ASC"}]},
        {"sort": [3]},
        {"page": {"limit": -1}},
        {"page": {"limit": 10_001}},
        {"page": {"limit": "x"}},
        {"page": {"from": 10**20}},
        {"page": {"after": "nonsense"}},
        {"page": {"after": "bm9uc2Vuc2U="}},
        {"page": {"after": "WyJ4Il0=", "before": "WyJ4Il0="}},
        {"page": {"surprise": 1}},
    ):
        assert_problem(checked.post(_path(endpoint), json=body), of=(400, 404))


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if not one.is_public], ids=_id)
def test_nobody_gets_anything_without_credentials(checked: TestClient, endpoint: Endpoint) -> None:
    answer = anonymous(checked.app).request(endpoint.method, _path(endpoint), content=b"{", headers=JSON)

    assert_problem(answer, of=(401,))
    assert answer.headers["www-authenticate"] == 'Basic realm="servicelane", Bearer'


def test_an_empty_or_null_body_counts_as_an_empty_object(checked: TestClient) -> None:
    for body in (b"", b"null", b"  ", b"{}"):
        answer = checked.post("/v2/process-instances/search", content=body, headers=JSON)
        assert answer.status_code == 200, body


def test_unknown_paths_and_methods_are_problems(checked: TestClient) -> None:
    assert_problem(checked.get("/v2/nothing"), of=(404,))
    assert_problem(checked.get("/api/v1/nothing"), of=(404,))
    wrong = checked.delete("/v2/topology")
    assert_problem(wrong, of=(405,))
    assert wrong.headers["allow"] == "GET"
    assert checked.get("/v2/topology/").status_code == 200


def test_bodies_beyond_the_limits_are_413(checked: TestClient) -> None:
    big = b'{"variables": {"a": "' + b"x" * (2 * 1024 * 1024) + b'"}}'

    def stream() -> Iterator[bytes]:
        for at in range(0, len(big), 65_536):
            yield big[at : at + 65_536]

    assert_problem(checked.post("/v2/process-instances", content=big, headers=JSON), of=(413,))
    assert_problem(checked.post("/v2/process-instances", content=stream(), headers=JSON), of=(413,))
    six = {"resources": ("big.bpmn", b"<" + b"x" * (6 * 1024 * 1024))}
    assert_problem(checked.post("/v2/deployments", files=six), of=(413,))
    eleven = {"file": ("big.pdf", b"%PDF-" + b"x" * (11 * 1024 * 1024))}
    assert_problem(checked.post("/v2/documents", files=eleven), of=(413,))


def test_deployments_of_another_form_are_problems(checked: TestClient) -> None:
    assert_problem(checked.post("/v2/deployments", json={}), of=(415,))
    assert_problem(checked.post("/v2/deployments", files={"resources": ("", b"x")}), of=(400,))
    boundary = {"content-type": "multipart/form-data; boundary=x"}
    assert_problem(checked.post("/v2/deployments", content=b"--x\r\nbroken", headers=boundary), of=(400,))
    bare = {"content-type": "multipart/form-data"}
    assert_problem(checked.post("/v2/deployments", content=b"--x\r\n", headers=bare), of=(400,))
    doctype = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert_problem(checked.post("/v2/deployments", files={"resources": ("a.bpmn", doctype)}), of=(400,))


def test_headers_protect_every_answer(checked: TestClient) -> None:
    for path in ("/v2/topology", "/v2/nothing", "/signin", "/static/nothing.js"):
        answer = checked.get(path, headers={"X-Request-Id": "abc-1"})
        assert "script-src 'self'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"] == "abc-1"
    assert checked.get("/v2/topology").headers["cache-control"] == "no-store"
    assert checked.get("/v2/topology", headers={"X-Request-Id": "a b"}).headers["x-request-id"] != "a b"


def test_operations_that_are_not_offered_answer_501(as_user: AsUser, app: FastAPI) -> None:
    answer = as_user("admin").post("/v2/batch-operations/search", json={})

    assert (answer.status_code, answer.json()["title"]) == (501, "NOT_IMPLEMENTED")
