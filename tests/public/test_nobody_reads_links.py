"""No page, list, export or answer that staff can ask for holds a link by which its reader could act as the customer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient

from api.app import ENDPOINTS, create_app
from api.settings import ServerSettings
from engine.actor import SYSTEM
from engine.search.request import Search
from engine.service import Engine
from engine.service.reference import notify
from engine.store.reference.notifications import NewNotification, NotificationRow
from tests.api import test_isolation as matrix
from tests.public.conftest import Ask, case_of, variables_of
from workers import drain

NUMBER = "H-13800000001"
STAFF = ("operator", "agent", "agent_lead", "auditor", "designer", "admin", "worker", "integration", "dispatcher")
QUIET = ("GET", "POST")


@pytest.fixture
def mighty(public_engine: Engine, request: pytest.FixtureRequest) -> Engine:
    """The engine, where the operator also holds every other role at headquarters."""
    if "postgres" in request.node.name:
        pytest.skip("what pages show does not depend on the kind of database")
    admin = public_engine.actor_of_basic("admin", "demo", address="test")
    home = admin.home
    assert home is not None
    for role in STAFF:
        public_engine.put_role(role, role, role, actor=admin)
        public_engine.put_grant("operator", role, home.unit_code, below=True, actor=admin)
    return public_engine


@pytest.fixture
def keys(mighty: Engine, ask: Ask) -> dict[str, str]:
    """Keys of everything of a case whose customer was sent a link."""
    ask()
    case_key = case_of(mighty, NUMBER)
    search = Search({"processInstanceKey": str(case_key)})
    names = {"element": ("element_instance", "elementInstanceKey"), "variable": ("variable", "variableKey")}
    found = {kind: str(mighty.search(of, search, actor=SYSTEM).items[0][name]) for kind, (of, name) in names.items()}
    letter = mighty.case_page(case_key, actor=SYSTEM).notifications[0].notification_key
    link = next(row for row in mighty.search("variable", search, actor=SYSTEM).items if row["name"] == "link")
    return {**found, "case": str(case_key), "letter": str(letter), "variable": str(link["variableKey"])}


def test_no_endpoint_and_no_page_shows_a_link_to_who_may_read_all(
    mighty: Engine, app: FastAPI, ask: Ask, keys: dict[str, str]
) -> None:
    token = ask()
    headers = {"Authorization": "Basic b3BlcmF0b3I6ZGVtbw=="}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        answers = list(_answers(client, keys))
        told = [where for where, answer in answers if token in _text(answer)]
        mask = _mask(mighty)
        masked = [where for where, answer in answers if mask in _text(answer)]

    assert told == []
    assert "GET /cases/{case_key}" in masked
    assert "POST /v2/variables/search" in masked
    assert "GET /api/v1/cases/{key}/notifications" in masked
    assert sum(answer.status_code == 200 for _, answer in answers) > 60


def test_real_installations_have_no_mailbox(public_engine: Engine, ask: Ask) -> None:
    token = ask()

    with TestClient(create_app(public_engine)) as real:
        absent = real.get("/demo/mailbox")
        signin = real.get("/signin").text
    with TestClient(create_app(public_engine, ServerSettings(is_demo=True))) as demo:
        shown = demo.get("/demo/mailbox").text

    assert (absent.status_code, token in absent.text, "/demo/mailbox" in signin) == (404, False, False)
    assert f'href="/p/{token}"' in shown


def test_the_mailbox_runs_nothing_that_a_message_holds(public_engine: Engine, ask: Ask) -> None:
    ask()
    _told(public_engine, "<script>x</script> https://lane.example/p/" + "A" * 32)

    with TestClient(create_app(public_engine, ServerSettings(is_demo=True))) as demo:
        shown = demo.get("/demo/mailbox").text

    assert "<script>x" not in shown
    assert "&lt;script&gt;x" in shown


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.example/?u=https://lane.example/p/{mask}",
        "http://evil.example/?https://lane.example/p/{mask}",
        "evil.example/https://lane.example/p/{mask}",
        "https://user@https://lane.example/p/{mask}",
    ],
)
def test_a_link_inside_another_address_stays_masked(public_engine: Engine, ask: Ask, text: str) -> None:
    token = ask()

    row = _told(public_engine, text.format(mask=_mask(public_engine)))

    assert token not in public_engine.revealed(row).text


@pytest.mark.parametrize(
    "text", ["查询:https://evil.example/p/{mask}", "See (http://evil.example/deep/p/{mask})", "/p/{mask}"]
)
def test_a_link_leaves_under_our_own_address_only(public_engine: Engine, ask: Ask, text: str) -> None:
    token = ask()

    row = _told(public_engine, text.format(mask=_mask(public_engine)))

    sent = public_engine.revealed(row).text
    assert f"https://lane.example/p/{token}" in sent
    assert "evil" not in sent


def test_a_message_opens_no_other_case_and_tells_staff_no_link(public_engine: Engine, ask: Ask) -> None:
    token, other = ask("13800000001"), ask("13800000002")
    mask = _mask(public_engine, "H-13800000002")

    foreign = _told(public_engine, f"https://lane.example/p/{mask}")
    inside = _told(public_engine, f"https://lane.example/p/{_mask(public_engine)}", audience="role")

    assert other not in public_engine.revealed(foreign).text
    assert token not in public_engine.revealed(inside).text


def _answers(client: TestClient, keys: dict[str, str]) -> Iterator[tuple[str, Response]]:
    """What every endpoint and page says: lists and searches, then everything about the case."""
    for endpoint in sorted(ENDPOINTS, key=lambda one: one.method != "GET"):
        kind = matrix._kind(endpoint.path)
        if endpoint.is_public or endpoint.tag == "Not offered" or endpoint.method not in QUIET:
            continue
        if "{" not in endpoint.path and not (endpoint.method == "GET" or endpoint.path.endswith("/search")):
            continue
        if "{" in endpoint.path and kind not in keys:
            continue
        if endpoint.path.endswith(("cancellation", "deletion", "clock")):
            continue
        answer = matrix._ask(client, endpoint, keys.get(str(kind), ""))
        yield f"{endpoint.method} {endpoint.path}", answer
    for route in matrix.PAGES:
        kind = matrix._kind(route.path)
        if "GET" in (route.methods or ()) and ("{" not in route.path or kind in keys):
            path = route.path.replace("{notification_key}", keys["letter"])
            parts = [keys[str(kind)] if part.startswith("{") else part for part in path.split("/")]
            yield f"GET {route.path}", client.get("/".join(parts))


def _text(answer: Response) -> str:
    """What an answer holds, unpacked when it is a workbook or an archive."""
    if not answer.content.startswith(b"PK\x03\x04"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def _mask(engine: Engine, number: str = NUMBER) -> str:
    link = variables_of(engine, number)["link"]
    assert isinstance(link, dict)
    return f"*{link['reference']}*"


def _told(engine: Engine, text: str, *, audience: str = "customer") -> NotificationRow:
    """A message of the first case with that text."""
    case_key = case_of(engine, NUMBER)
    key = engine._write(
        lambda tx: notify(tx, NewNotification(case_key, tx.new_key(), audience, "t", "t", "t", text, ""))
    )
    drain(engine)
    return next(one for one in engine.case_page(case_key, actor=SYSTEM).notifications if one.notification_key == key)
