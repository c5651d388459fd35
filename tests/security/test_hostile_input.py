"""Input that no page and no client of ours sends: it is refused in words, and nothing breaks."""

from __future__ import annotations

import html
import json
from time import monotonic

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.pages.addresses import own_path
from engine.documents import NewDocument
from engine.errors import TooLarge
from engine.feel import Environment
from engine.forms import Form, Situation, initial_values, walk
from engine.service import Engine
from tests.conftest import NOON
from tests.engine import build
from tests.security.conftest import AsUser

IMPOSSIBLE = "9" * 26
PAGES = ("/cases/{}", "/tasks/{}", "/audit/{}", "/audit/{}/history.jsonl")


def rows_in_rows(depth: int) -> str:
    """A form of lists within lists, each of 200 rows."""
    inner: dict[str, object] = {"type": "textfield", "id": "x", "key": "x", "label": "x"}
    for level in range(depth):
        inner = {
            "type": "dynamiclist", "id": f"l{level}", "path": f"l{level}", "defaultRepetitions": 200,
            "components": [inner],
        }  # fmt: skip
    return json.dumps({"id": "f", "type": "default", "schemaVersion": 19, "components": [inner]})


@pytest.mark.parametrize("path", PAGES)
def test_a_key_that_no_database_holds_is_not_found_on_a_page(as_user: AsUser, path: str) -> None:
    auditor = as_user("auditor")

    assert auditor.get(path.format(IMPOSSIBLE)).status_code == 404
    assert auditor.get(path.format("1")).status_code == 404


@pytest.mark.parametrize("after", [IMPOSSIBLE, "-1", "x"])
def test_a_position_that_no_history_has_is_a_bad_request(as_user: AsUser, after: str) -> None:
    auditor = as_user("auditor")

    assert auditor.get(f"/audit/1?after={after}").status_code == 400
    assert auditor.get(f"/cases/1?after={after}").status_code == 400


@pytest.mark.parametrize(
    "address", ["/cases?q=%00", "/inbox?q=%00", "/v2/documents/x?contentHash=%00", "/signin?next=%00"]
)
def test_nul_in_an_address_is_a_bad_request(as_user: AsUser, address: str) -> None:
    assert as_user("admin").get(address).status_code == 400


def test_nul_in_a_form_is_a_bad_request(app: FastAPI) -> None:
    with TestClient(app, follow_redirects=False) as browser:
        assert browser.post("/signin", data={"username": "a\0", "password": "b"}).status_code == 400


def test_digits_of_other_scripts_are_words_to_the_search(as_user: AsUser) -> None:
    assert as_user("agent").get("/cases?q=١٢").status_code == 200


@pytest.mark.parametrize("address", ["//evil", "/\\evil", "\\\\evil", "https://evil", "javascript:x", "/\t/evil", ""])
def test_no_address_of_another_server_is_an_own_path(address: str) -> None:
    assert own_path(address, "/inbox") == "/inbox"


def test_a_forged_note_leads_nowhere_else(app: FastAPI) -> None:
    note = json.dumps({"key": "saved", "tone": "ok", "href": "/\\evil", "link": "x", "facts": {}})
    with TestClient(app, cookies={"told": note.replace('"', "%22").replace(",", "%2C")}) as browser:
        assert "evil" not in browser.get("/signin").text


def test_lists_within_lists_do_not_eat_the_server() -> None:
    form = Form.read(rows_in_rows(4))
    situation = Situation({}, Environment(now=NOON))
    started = monotonic()

    with pytest.raises(TooLarge):
        initial_values(form, situation)
    rows: list[object] = []
    for level in range(4):
        rows = [{f"l{level - 1}": rows} if level else {}] * 200
    with pytest.raises(TooLarge):
        walk(form, {"l3": rows}, situation)

    assert monotonic() - started < 2


def test_the_preview_of_lists_within_lists_is_refused(as_user: AsUser) -> None:
    asked = {"form": json.loads(rows_in_rows(3)), "values": {}}

    assert as_user("designer").post("/api/v1/models/preview", json=asked).status_code == 413


@pytest.mark.parametrize(
    ("name", "kind", "content", "kept"),
    [
        ("photo.html", "image/gif", b"GIF89a", "photo.html.gif"),
        ("note.html", "text/plain", b"hello", "note.html.txt"),
        ("run.js", "application/octet-stream", b"alert(1)", "run.js.txt"),
        ("a.svg", "application/pdf", b"%PDF-1", "a.svg.pdf"),
        ("\u202efig.exe", "image/gif", b"GIF89a", "_fig.exe.gif"),
        ("../../etc/pass\r\nwd.PDF", "application/pdf", b"%PDF-1", "pass__wd.PDF"),
        ("照片.JPG", "image/jpeg", b"\xff\xd8\xff", "照片.JPG"),
        ("scan", "application/pdf", b"%PDF-1", "scan"),
    ],
)
def test_a_kept_file_is_called_what_it_is(
    sqlite_engine: Engine, name: str, kind: str, content: bytes, kept: str
) -> None:
    actor = sqlite_engine.actor_of_basic("station", "demo", address="test")

    assert sqlite_engine.add_document(NewDocument(content, name, kind), actor=actor).file_name == kept


def test_a_task_without_a_form_has_a_page(sqlite_engine: Engine, as_user: AsUser) -> None:
    agent = sqlite_engine.actor_of_basic("agent", "demo", address="test")

    assert as_user("agent").get(f"/tasks/{build.a_task(sqlite_engine, agent)}").status_code == 200


def test_names_and_values_of_designers_and_people_are_text_on_every_page(
    sqlite_engine: Engine, as_user: AsUser
) -> None:
    tag = '<script>alert(1)</script>"onmouseover="x'
    name = html.escape(tag, quote=True)
    model = build.one_task(role="operator").replace(b'name="task"', f'name="{name}"'.encode())
    build.deployed(sqlite_engine, model.replace(b'name="Test"', f'name="{name}"'.encode()))
    operator = sqlite_engine.actor_of_basic("operator", "demo", address="test")
    values = {"customer": {"name": tag, tag: tag}, "product": {"model": "</script>" + tag}}
    case = build.a_case(sqlite_engine, unit="hq", variables=values, business_key=tag)
    task = build.tasks(sqlite_engine, operator)[0].task_key

    shown = {
        "operator": ("/inbox?queue=team", f"/tasks/{task}", f"/cases/{case}", "/cases", "/start", "/processes"),
        "auditor": ("/audit", f"/audit/{case}"),
        "designer": ("/designer",),
    }
    for user, paths in shown.items():
        for path in paths:
            answer = as_user(user).get(path)
            assert answer.status_code == 200, path
            assert "<script>alert" not in answer.text, path
            assert '"onmouseover="x' not in answer.text, path


def test_a_model_is_saved_by_browsers_and_never_shown(sqlite_engine: Engine, as_user: AsUser) -> None:
    build.deployed(sqlite_engine, build.one_task())
    admin = as_user("admin")
    key = admin.post("/v2/process-definitions/search").json()["items"][0]["processDefinitionKey"]

    for path in (f"/v2/process-definitions/{key}/xml", f"/api/v1/models/bpmn/{key}/text"):
        assert admin.get(path).headers["content-disposition"] == "attachment"
