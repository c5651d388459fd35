"""A user of one dealer and the objects of another: to him they are absent, byte for byte.

Generated over all routes. A route with a path parameter that is not declared here fails the test, so that nobody adds
one without saying whose objects it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx2 import Response
from starlette.testclient import TestClient

from api.app import ENDPOINTS
from api.endpoints import Endpoint
from api.pages import designer, site
from engine.actor import SYSTEM
from engine.documents import NewDocument
from engine.errors import NotFound
from engine.reference.bringing import NewImport
from engine.reference.clients import NewClient
from engine.reference.people import NewGrant
from engine.search.request import Search
from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine import build

# What the parameter of a path names, for the routes that show what belongs to a unit; longest prefix first.
OBJECTS: dict[str, str] = {
    "/v2/process-instances/{key}": "case",
    "/v2/element-instances/{key}": "element",
    "/v2/user-tasks/{key}": "task",
    "/v2/variables/{key}": "variable",
    "/v2/jobs/{key}": "job",
    "/v2/incidents/{key}": "incident",
    "/v2/audit-logs/{key}": "entry",
    "/v2/decision-instances/{instance_key}": "decision",
    "/v2/documents/{document_id}": "document",
    "/api/v1/imports/{key}": "import",
    "/api/v1/campaigns/{key}": "case",
    "/api/v1/units/{code}": "unit",
    "/api/v1/users/{username}": "user",
    "/api/v1/grants/{key}": "grant",
    "/api/v1/service-accounts/{client_id}": "client",
    "/v2/users/{username}": "user",
    "/v2/groups/{group_id}": "group",
    "/api/v1/tasks/{key}": "task",
    "/api/v1/cases/{key}": "case",
    "/api/v1/me/sessions/{key}": "session",
    "/api/v1/me/tokens/{key}": "token",
    "/tasks/{task_key}": "task",
    "/cases/{case_key}": "case",
    "/incidents/{incident_key}": "incident",
    "/audit/{case_key}": "case",
    "/profile/sessions/{session_key}": "session",
}
# Shared by all units: models and the words of the organisation.
SHARED = (
    *("/v2/process-definitions/{key}", "/v2/decision-definitions/{key}", "/v2/decision-requirements/{key}"),
    "/v2/resources/{key}",
    *("/v2/forms/{key}", "/v2/roles/{role_id}", "/api/v1/models/{kind}", "/start/{process_id}", "/designer/{kind}"),
    # Names of tables; their rows are proved in test_reference_data.
    *("/api/v1/lookups/{source}", "/api/v1/data/{name}", "/data/{name}"),
    # Not behind a sign-in: what a link opens is proved in tests/public.
    *("/api/v1/public/", "/p/"),
)
BODIES: dict[str, object] = {
    "/v2/user-tasks/{key}/assignment": {"assignee": "dealer"},
    "/v2/user-tasks/{key}": {"changeset": {"priority": 1}},
    "/v2/element-instances/{key}/variables": {"variables": {"a": 1}},
    "/v2/jobs/{key}/error": {"errorCode": "x"},
    "/v2/jobs/{key}": {"changeset": {"retries": 1}},
    "/api/v1/cases/{key}/timers": {"timerKey": "1", "dueAt": "2026-03-02T05:00:00Z", "reason": "sooner"},
    "/api/v1/units/{code}": {"name": "x"},
    "/api/v1/users/{username}": {"displayName": "x"},
    "/v2/process-instances/{key}/modification": {"activateInstructions": [{"elementId": "work"}]},
}
ABSENT = {
    "user": "nobody-here",
    "unit": "nowhere-at-all",
    "client": "no-such-client",
    "group": "station@nowhere",
    "document": "0" * 32,
    "decision": "1234567890123456-1",
}
PAGES = [
    route for router in (*site.routers(), designer.router) for route in router.routes if isinstance(route, APIRoute)
]


@dataclass(frozen=True)
class Foreign:
    """Keys of what belongs to the other dealer, by kind."""

    keys: dict[str, str]

    def absent(self, kind: str) -> str:
        """A key of the same form that nothing has."""
        if kind in ABSENT:
            return ABSENT[kind]
        own = self.keys[kind]
        return own[:-1] + ("1" if own[-1] != "1" else "2")


@pytest.fixture
def foreign(engine: Engine) -> Foreign:
    """A case of dealer 2's station with a task, a job, an incident, variables and a document."""
    body = build.START + '<bpmn:parallelGateway id="fork"/>' + build.service_task("work") + build.service_task("fail")
    body += build.user_task("task", role="station") + build.line("start", "fork", "work") + build.line("fork", "fail")
    build.deployed(engine, build.process(body + build.flow("fork", "task")))
    case = build.a_case(engine, unit=_unit_of(engine, "station2"), variables={"secret": "of dealer 2"})
    station2 = engine.actor_of_basic("station2", "demo", address="test")
    jobs = engine.activate_jobs(["x.work"], worker="w", limit=9, timeout=_minute(), actor=SYSTEM)
    failing = next(job for job in jobs if job.element_id == "fail")
    engine.fail_job(failing.job_key, retries=0, message="broken", variables={}, actor=SYSTEM)
    document = engine.add_document(NewDocument(b"%PDF-1", "a.pdf", "application/pdf"), actor=station2)
    session = engine.sign_in("station2", "demo", address="test")
    token = engine.add_personal_token("phone", actor=station2)[1]
    brought = engine.import_data(NewImport("roles", b"code,name\nguest,guest\n"), actor=SYSTEM)
    grant = NewGrant("feed2", "store", _unit_of(engine, "station2"))
    engine.add_client(NewClient("feed2", "Feed of dealer 2"), (grant,), actor=SYSTEM)
    return Foreign(
        {
            "client": "feed2",
            "case": str(case),
            "element": _first(engine, "element_instance", "elementInstanceKey"),
            "task": _first(engine, "user_task", "userTaskKey"),
            "variable": _first(engine, "variable", "variableKey"),
            "job": _first(engine, "job", "jobKey"),
            "incident": _first(engine, "incident", "incidentKey"),
            "entry": _first(engine, "audit_log", "auditLogKey"),
            "decision": "9876543210987654-1",
            "document": document.document_id,
            "user": "station2",
            "group": f"station@{_unit_of(engine, 'station2')}",
            "session": str(session.session_key),
            "token": str(token.token_key),
            "import": str(brought.row.import_key),
            "unit": _unit_of(engine, "station2"),
            "grant": str(engine.list_grants(actor=SYSTEM, username="station2")[0].grant_id),
        }
    )


@pytest.fixture(params=["dealer", "powerful dealer"])
def dealer(request: pytest.FixtureRequest, engine: Engine, as_user: AsUser) -> TestClient:
    """The manager of dealer 1: as he is, and holding every role of the platform at his own unit."""
    if request.param == "powerful dealer":
        admin = engine.actor_of_basic("admin", "demo", address="test")
        for role in ("operator", "admin", "auditor", "designer", "worker", "integration", "station"):
            engine.put_role(role, role, role, actor=admin)
            engine.put_grant("dealer", role, _unit_of(engine, "dealer"), below=True, actor=admin)
    return as_user("dealer")


def test_every_route_with_a_parameter_says_whose_objects_it_shows() -> None:
    paths = [one.path for one in ENDPOINTS if one.tag != "Not offered"] + [route.path for route in PAGES]

    undeclared = [path for path in paths if "{" in path and _kind(path) is None and not path.startswith(SHARED)]

    assert undeclared == []


def test_a_foreign_object_is_absent_on_every_endpoint(dealer: TestClient, foreign: Foreign) -> None:
    for endpoint in ENDPOINTS:
        kind = _kind(endpoint.path)
        if endpoint.tag == "Not offered" or kind is None:
            continue
        theirs, none = foreign.keys[kind], foreign.absent(kind)
        found, missing = _ask(dealer, endpoint, theirs), _ask(dealer, endpoint, none)
        assert found.status_code == missing.status_code == 404, (endpoint.method, endpoint.path, found.text)
        assert found.content.replace(theirs.encode(), none.encode()) == missing.content, endpoint.path
        assert _telling_headers(found.headers) == _telling_headers(missing.headers), endpoint.path


def test_no_list_shows_a_foreign_object(dealer: TestClient, foreign: Foreign) -> None:
    keys = [key for kind, key in foreign.keys.items() if kind not in ("user", "group", "unit")]
    for endpoint in ENDPOINTS:
        if "{" in endpoint.path or endpoint.is_public or endpoint.tag == "Not offered":
            continue
        if endpoint.path.endswith("/search") or endpoint.method == "GET":
            answer = dealer.request(endpoint.method, endpoint.path)
            assert answer.status_code in (200, 204, 403), endpoint.path
            assert not any(key in answer.text for key in keys), endpoint.path
            assert '"station2"' not in answer.text, endpoint.path


def test_filters_do_not_tell_what_is_not_shown(dealer: TestClient, foreign: Foreign) -> None:
    for kind, path, field in (
        ("case", "process-instances", "processInstanceKey"),
        ("task", "user-tasks", "userTaskKey"),
        ("job", "jobs", "jobKey"),
        ("incident", "incidents", "incidentKey"),
        ("variable", "variables", "variableKey"),
        ("element", "element-instances", "elementInstanceKey"),
    ):
        answer = dealer.post(f"/v2/{path}/search", json={"filter": {field: foreign.keys[kind]}})
        assert answer.json()["page"]["totalItems"] == 0, path


def test_keys_inside_bodies_name_only_what_is_seen(dealer: TestClient, foreign: Foreign) -> None:
    scope = {"expression": "secret", "scopeKey": foreign.keys["case"]}
    assert dealer.post("/v2/expression/evaluation", json=scope).status_code == 404
    metadata = (None, '{"processInstanceKey": "' + foreign.keys["case"] + '"}', "application/json")
    files = {"file": ("a.pdf", b"%PDF-1"), "metadata": metadata}
    assert dealer.post("/v2/documents", files=files).status_code == 404


def test_workers_of_one_dealer_get_no_jobs_of_another(dealer: TestClient, foreign: Foreign, engine: Engine) -> None:
    engine.clock.move(_minute() * 5)
    wanted = {"type": "x.work", "timeout": 60_000, "maxJobsToActivate": 9, "requestTimeout": -1}

    answer = dealer.post("/v2/jobs/activation", json=wanted)

    assert answer.status_code == 403 or answer.json() == {"jobs": []}


def test_a_foreign_object_is_absent_on_every_page(app: FastAPI, foreign: Foreign, engine: Engine) -> None:
    browser = TestClient(app, follow_redirects=False)
    token = browser.post("/api/v1/login", json={"username": "dealer", "password": "demo"}).json()["csrfToken"]
    for route in PAGES:
        kind = _kind(route.path)
        if kind is None:
            continue
        for method in route.methods:
            theirs = _page(browser, method, route.path, foreign.keys[kind], token)
            none = _page(browser, method, route.path, foreign.absent(kind), token)
            assert theirs.status_code == none.status_code, (method, route.path)
            assert theirs.status_code in (403, 404), (method, route.path)
            shown = theirs.text.replace(foreign.keys[kind], foreign.absent(kind))
            assert shown == none.text, (method, route.path)


def test_the_owner_sees_what_the_other_does_not(as_user: AsUser, foreign: Foreign) -> None:
    owner = as_user("station2")

    assert owner.get(f"/v2/process-instances/{foreign.keys['case']}").status_code == 200
    assert owner.get(f"/v2/user-tasks/{foreign.keys['task']}").status_code == 200
    assert owner.get(f"/v2/documents/{foreign.keys['document']}").status_code == 200
    assert as_user("dealer").get(f"/v2/documents/{foreign.keys['document']}").status_code == 404


def _ask(client: TestClient, endpoint: Endpoint, key: str) -> Response:
    parts = [key if part.startswith("{") else part for part in endpoint.path.split("/")]
    body = BODIES.get(endpoint.path, {}) if endpoint.body is not None else None
    return client.request(endpoint.method, "/".join(parts), json=body)


def _page(browser: TestClient, method: str, path: str, key: str, token: str) -> Response:
    parts = [key if part.startswith("{") else part for part in path.split("/")]
    data = {"csrf_token": token, "reason": "because"} if method == "POST" else None
    return browser.request(method, "/".join(parts), data=data)


def _kind(path: str) -> str | None:
    named = [prefix for prefix in OBJECTS if path == prefix or path.startswith(prefix + "/")]
    return OBJECTS[max(named, key=len)] if named else None


def _telling_headers(headers: object) -> dict[str, str]:
    return {name: value for name, value in dict(headers).items() if name not in ("x-request-id", "content-length")}


def _first(engine: Engine, kind: str, name: str) -> str:
    page = engine.search(kind, Search(), actor=SYSTEM)
    return str(page.items[0][name])


def _unit_of(engine: Engine, username: str) -> str:
    home = engine.actor_of_basic(username, "demo", address="test").home
    assert home is not None
    return home.unit_code


def _minute() -> timedelta:
    return timedelta(minutes=1)


def test_unseen_and_absent_cases_raise_the_same_error(engine: Engine, foreign: Foreign) -> None:
    dealer = engine.actor_of_basic("dealer", "demo", address="test")

    with pytest.raises(NotFound):
        engine.get_one("case", int(foreign.keys["case"]), actor=dealer)
