"""What a customer was told, on paper: for who reads the case's messages, and nobody else."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from engine.actor import SYSTEM
from engine.public.letters import ReachedOtherwise
from engine.service import Engine
from engine.service.reference import notify
from engine.store.reference.notifications import NewNotification
from tests.api.conftest import basic
from tests.public.conftest import Ask, case_of


def test_a_letter_is_printed_in_the_customers_language_by_who_reads_the_case(public_engine: Engine, ask: Ask) -> None:
    ask()
    case_key = case_of(public_engine, "H-13800000001")
    row = NewNotification(
        case_key, 999, "customer", "t", "处理结果", "The outcome", "已换新", "You get a new one <b>soon</b>",
        recipient="张伟\n上海市浦东新区1号", channel="letter", language="en",
    )  # fmt: skip
    key = public_engine._write(lambda tx: notify(tx, row))
    app = create_app(public_engine)

    with TestClient(app, headers=basic("agent")) as agent, TestClient(app, headers=basic("dealer")) as dealer:
        page = agent.get(f"/cases/{case_key}/letters/{key}")
        foreign = dealer.get(f"/cases/{case_key}/letters/{key}")
        absent = agent.get(f"/cases/{case_key}/letters/{key + 1}")

    assert "The outcome" in page.text
    assert "上海市浦东新区1号" in page.text
    assert "&lt;b&gt;soon&lt;/b&gt;" in page.text
    assert (foreign.status_code, absent.status_code) == (404, 404)


def test_who_hands_a_letter_over_stands_in_the_history_with_what_comes_back(public_engine: Engine, ask: Ask) -> None:
    mailed = ask()
    case_key = case_of(public_engine, "H-13800000001")
    address = _letter_of(public_engine, case_key)

    with TestClient(create_app(public_engine)) as browser:
        csrf = _signed_in(browser, "agent")
        masked = browser.get(address).text
        printed = browser.post(address, data={"csrf_token": csrf}).text
        token = _token_in(printed)
        told = browser.get(f"/api/v1/cases/{case_key}/timeline").text

    assert _token_in(masked) is None
    assert token is not None
    assert token != mailed
    assert "notification.printed" in told
    public_engine.reply(token, "help_answered", {"accepted": "yes"}, request_id="from-paper")
    history = public_engine.timeline(case_key, actor=SYSTEM)
    notes = [entry for entry in history if entry.type == "notification.printed"]
    answers = [entry for entry in history if entry.actor.startswith("consumer:")]
    assert [note.actor for note in notes] == ["agent"]
    assert {answer.actor for answer in answers} == {notes[0].details["link"]}
    assert all(answer.actor.endswith(":letter") for answer in answers)
    assert public_engine.verify_case(case_key, actor=SYSTEM).ok
    with TestClient(create_app(public_engine)) as browser:
        _signed_in(browser, "agent")
        page = browser.get(f"/cases/{case_key}", headers={"Accept-Language": "en"}).text
    assert "客户(凭打印的链接)" in page or "The customer, by the printed link" in page
    assert ":letter" not in page


def test_readers_who_do_not_write_to_customers_get_no_link_on_paper(public_engine: Engine, ask: Ask) -> None:
    ask()
    case_key = case_of(public_engine, "H-13800000001")
    address = _letter_of(public_engine, case_key)
    statuses = {}

    for person in ("auditor", "admin", "dealer"):
        with TestClient(create_app(public_engine)) as browser:
            csrf = _signed_in(browser, person)
            shown = browser.get(address)
            answer = browser.post(address, data={"csrf_token": csrf})
            statuses[person] = (shown.status_code, answer.status_code)
            assert _token_in(shown.text + answer.text) is None

    assert statuses == {"auditor": (200, 403), "admin": (200, 403), "dealer": (404, 404)}


def test_a_message_that_is_sent_by_itself_is_not_handed_over_on_paper(public_engine: Engine, ask: Ask) -> None:
    ask()
    case_key = case_of(public_engine, "H-13800000001")
    address = _letter_of(public_engine, case_key)
    key = int(address.rsplit("/", 1)[1])
    public_engine.settle_notification(key, state="sent")
    agent = public_engine.actor_of_basic("agent", "demo", address="test")

    with pytest.raises(ReachedOtherwise):
        public_engine.hand_over_letter(case_key, key, actor=agent)


def test_a_letter_that_is_printed_twice_holds_one_link_and_two_notes(public_engine: Engine, ask: Ask) -> None:
    ask()
    case_key = case_of(public_engine, "H-13800000001")
    key = int(_letter_of(public_engine, case_key).rsplit("/", 1)[1])
    agent, lead = (public_engine.actor_of_basic(name, "demo", address="test") for name in ("agent", "agent_lead"))

    texts = {public_engine.hand_over_letter(case_key, key, actor=actor)[1].text for actor in (agent, lead)}

    history = public_engine.timeline(case_key, actor=SYSTEM)
    assert len(texts) == 1
    assert [entry.actor for entry in history if entry.type == "notification.printed"] == ["agent", "agent_lead"]


def _letter_of(engine: Engine, case_key: int) -> str:
    told = engine.case_page(case_key, actor=SYSTEM).notifications[0]
    return f"/cases/{case_key}/letters/{told.notification_key}"


def _signed_in(browser: TestClient, username: str) -> str:
    answer = browser.post("/api/v1/login", json={"username": username, "password": "demo"})
    return str(answer.json()["csrfToken"])


def _token_in(page: str) -> str | None:
    found = re.search(r"/p/([A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])", page)
    return found[1] if found else None
