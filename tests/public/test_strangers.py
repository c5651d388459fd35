"""What strangers try: guessed links, other people's cases, forged posts, floods, forged and repeated webhooks."""

from __future__ import annotations

import json
import secrets

import pytest
from starlette.testclient import TestClient

from engine.public.throttling import CONTACTS, MISSES, SUBMISSIONS
from engine.service import Engine
from engine.webhooks import sign
from tests.public.conftest import PNG, SECRET, Ask, case_count, hidden, variables_of
from workers import drain

ASKED = {"request": {"name": "张伟", "phone": "13900000009", "text": "不制冷"}}


def test_absent_malformed_and_foreign_links_get_one_answer(stranger: TestClient, ask: Ask) -> None:
    token = ask()
    changed = ("A" if token[0] != "A" else "B") + token[1:]
    guesses = ["A" * 32, changed, token[:-1], token.swapcase(), "x" * 300]

    pages = [stranger.get(f"/p/{guess}") for guess in guesses]
    answers = [stranger.get(f"/api/v1/public/track/{guess}") for guess in guesses[:4]]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text.replace(guess, "") for page, guess in zip(pages, guesses, strict=True)}) == 1
    assert {answer.json()["detail"] for answer in answers} == {answers[0].json()["detail"]}


def test_guessing_is_stopped_after_a_while_for_that_address(stranger: TestClient, ask: Ask) -> None:
    token = ask()

    found = [stranger.get(f"/p/{secrets.token_urlsafe(24)}").status_code for _ in range(MISSES.most + 2)]

    assert found[: MISSES.most] == [404] * MISSES.most
    assert found[-1] == 429
    assert stranger.get(f"/p/{token}").headers["retry-after"].isdecimal()


def test_one_address_may_not_send_without_end(public_engine: Engine, stranger: TestClient) -> None:
    for number in range(SUBMISSIONS.most):
        asked = {"values": {"request": {"name": "x", "phone": f"139{number:08}", "text": "y"}}}
        answer = stranger.post("/api/v1/public/intake/help_wanted", json={**asked, "requestId": f"flood-{number:04}"})
        assert answer.status_code == 202, answer.text

    over = stranger.post("/api/v1/public/intake/help_wanted", json={"values": ASKED, "requestId": "flood-over"})

    assert over.status_code == 429
    assert over.headers["retry-after"].isdecimal()


def test_one_phone_number_may_not_be_named_without_end(public_engine: Engine, stranger: TestClient) -> None:
    statuses = [
        stranger.post(
            "/api/v1/public/intake/help_wanted", json={"values": ASKED, "requestId": f"same-contact-{number}"}
        ).status_code
        for number in range(CONTACTS.most + 1)
    ]

    assert statuses == [202] * CONTACTS.most + [429]


def test_a_page_of_another_site_cannot_send_a_form(public_engine: Engine, stranger: TestClient, ask: Ask) -> None:
    token, before = ask(), case_count(public_engine)
    evil = {"origin": "https://evil.example"}

    forged = stranger.post(f"/p/{token}/help_answered", data={"accepted": "yes"}, headers=evil)
    cross = stranger.post("/p/intake/help_wanted", data={"request.name": "x"}, headers={"sec-fetch-site": "cross-site"})

    assert (forged.status_code, cross.status_code) == (403, 403)
    assert not public_engine.tracking(token).is_ended
    assert case_count(public_engine) == before


def test_public_pages_carry_the_headers_of_all_pages(stranger: TestClient, ask: Ask) -> None:
    headers = stranger.get(f"/p/{ask()}").headers

    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_a_file_of_one_link_cannot_be_named_through_another(public_engine: Engine, ask: Ask) -> None:
    mine, other = ask("13800000001"), ask("13800000002")
    file = public_engine.add_link_file(other, PNG, "a.png", "image/png")

    with pytest.raises(Exception, match="proof"):
        public_engine.reply(
            mine, "help_answered", {"accepted": "yes", "proof": [file.document_id]}, request_id="a-request"
        )


def test_files_through_a_link_are_pictures_by_their_bytes_and_few(stranger: TestClient, ask: Ask) -> None:
    address = f"/api/v1/public/track/{ask()}/files"

    bad = [
        stranger.post(address, files={"file": ("a.png", content, "image/png")}).status_code
        for content in (b"<html><script>1</script>", b"MZ\x90\0", b"#!/bin/sh\n")
    ]
    text = stranger.post(address, files={"file": ("a.txt", b"words", "text/plain")}).status_code
    good = [stranger.post(address, files={"file": ("a.png", PNG, "image/png")}).status_code for _ in range(11)]

    assert bad == [415] * 3
    assert text == 415
    assert good == [201] * 10 + [409]


def test_a_large_body_is_refused_before_it_is_read(stranger: TestClient) -> None:
    answer = stranger.post("/api/v1/public/intake/help_wanted", content=b"{" + b" " * 70_000)

    assert answer.status_code == 413


def test_a_program_that_fills_in_every_field_begins_nothing(public_engine: Engine, stranger: TestClient) -> None:
    before = case_count(public_engine)
    page = stranger.get("/p/intake/help_wanted").text

    answer = stranger.post(
        "/p/intake/help_wanted",
        data={"request_id": hidden(page, "request_id"), "website": "http://spam", "request.name": "x",
              "request.phone": "13900000009", "request.text": "y"},
    )  # fmt: skip

    assert answer.headers["location"] == "/p/thanks/request"
    assert case_count(public_engine) == before


def test_a_signed_webhook_begins_one_case_however_often_it_comes(public_engine: Engine, stranger: TestClient) -> None:
    body = json.dumps({"message": "help_wanted", "values": ASKED}).encode()
    headers = _signed(public_engine, body)

    first = stranger.post("/api/v1/public/intake/shop/webhook", content=body, headers=headers)
    again = stranger.post("/api/v1/public/intake/shop/webhook", content=body, headers=headers)

    assert (first.status_code, first.json()) == (202, {"isDuplicate": False})
    assert (again.status_code, again.json()) == (202, {"isDuplicate": True})
    drain(public_engine)
    found = variables_of(public_engine, "H-13900000009")
    assert (found["channel"], found["source_reference"]) == ("shop", "order-77")


@pytest.mark.parametrize("fault", ["body", "id", "late", "secret", "channel", "none"])
def test_a_webhook_that_is_not_signed_for_its_channel_is_refused(
    public_engine: Engine, stranger: TestClient, fault: str
) -> None:
    before = case_count(public_engine)
    body = json.dumps({"message": "help_wanted", "values": ASKED}).encode()
    headers = _signed(public_engine, body, late_seconds=400 if fault == "late" else 0)
    if fault == "id":
        headers["webhook-id"] = "order-78"
    if fault == "secret":
        headers["webhook-signature"] = sign("whsec_d3Jvbmc=", "order-77", int(headers["webhook-timestamp"]), body)
    if fault == "none":
        headers = {}
    sent = body + b" " if fault == "body" else body
    channel = "other" if fault == "channel" else "shop"

    answer = stranger.post(f"/api/v1/public/intake/{channel}/webhook", content=sent, headers=headers)

    assert answer.status_code == 401
    assert case_count(public_engine) == before


def test_a_stranger_cannot_pretend_to_be_a_channel_that_signs(stranger: TestClient) -> None:
    answer = stranger.post(
        "/api/v1/public/intake/help_wanted", json={"values": ASKED, "requestId": "a-request-1", "channel": "shop"}
    )

    assert answer.status_code == 400


def test_answers_by_api_follow_the_same_rules(public_engine: Engine, stranger: TestClient, ask: Ask) -> None:
    token = ask()
    address = f"/api/v1/public/track/{token}"

    seen = stranger.get(address).json()
    wrong = stranger.post(f"{address}/reply", json={"requestId": "first-try", "values": {}})
    done = stranger.post(f"{address}/withdraw", json={"requestId": "second-try", "values": {"reason": "fixed itself"}})
    late = stranger.post(f"{address}/reply", json={"requestId": "third-try", "values": {"accepted": "yes"}})

    assert [form["message"] for form in seen["forms"]] == ["help_answered", "help_withdrawn"]
    assert (wrong.status_code, done.status_code, late.status_code) == (400, 202, 409)
    assert public_engine.tracking(token).is_ended


def _signed(engine: Engine, body: bytes, *, late_seconds: int = 0) -> dict[str, str]:
    stamp = int(engine.sign_in_clock().timestamp()) - late_seconds
    return {
        "webhook-id": "order-77",
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(SECRET, "order-77", stamp, body),
        "content-type": "application/json",
    }


@pytest.mark.parametrize("request_id", ["", " ", "a b", "x" * 197, "中文"])
def test_an_answer_without_a_proper_id_is_refused(stranger: TestClient, ask: Ask, request_id: str) -> None:
    address = f"/api/v1/public/track/{ask()}"

    answer = stranger.post(f"{address}/reply", json={"values": {"accepted": "yes"}, "requestId": request_id})

    assert answer.status_code == 400
    assert stranger.get(address).json()["isEnded"] is False
