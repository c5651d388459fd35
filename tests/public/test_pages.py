"""The public pages as a person without an account meets them; nothing here needs JavaScript."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from engine.service import Engine
from tests.public.conftest import PNG, Ask, case_count, hidden, variables_of
from workers import drain


def test_a_request_with_a_photo_begins_a_case_that_owns_the_photo(public_engine: Engine, stranger: TestClient) -> None:
    page = stranger.get("/p/intake/help_wanted").text
    fields = {"request_id": hidden(page, "request_id"), "channel": "web", **_asked()}

    answer = stranger.post(
        "/p/intake/help_wanted", data=fields, files={"request.photos": ("front.png", PNG, "image/png")}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/p/thanks/request")
    assert "We have received your request" in stranger.get("/p/thanks/request").text
    drain(public_engine)
    asked = variables_of(public_engine, "H-13900000009")["request"]
    assert isinstance(asked, dict)
    assert len(asked["photos"]) == 1  # type: ignore[arg-type]


def test_the_list_of_intakes_names_each_form_in_the_readers_language(stranger: TestClient) -> None:
    assert "Ask for help" in stranger.get("/p/intake").text or "我要求助" in stranger.get("/p/intake").text

    stranger.cookies.set("language", "zh-CN")

    assert "请问需要什么帮助" in stranger.get("/p/intake").text


def test_a_form_with_faults_comes_back_with_words_at_its_fields(public_engine: Engine, stranger: TestClient) -> None:
    before = case_count(public_engine)
    page = stranger.get("/p/intake/help_wanted").text

    answer = stranger.post(
        "/p/intake/help_wanted", data={"request_id": hidden(page, "request_id"), "request.name": "Zhang"}
    )

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Zhang" in answer.text
    assert case_count(public_engine) == before


def test_a_photo_that_is_a_script_is_refused_at_its_field_and_nothing_is_kept(
    public_engine: Engine, stranger: TestClient
) -> None:
    before = case_count(public_engine)
    page = stranger.get("/p/intake/help_wanted").text
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"

    answer = stranger.post(
        "/p/intake/help_wanted",
        data={"request_id": hidden(page, "request_id"), **_asked()},
        files={"request.photos": ("front.png", script, "image/png")},
    )

    assert answer.status_code == 422
    assert "f-error" in answer.text
    assert "<script>alert" not in answer.text
    assert case_count(public_engine) == before


def test_the_page_of_a_case_shows_stages_values_and_what_may_be_done(stranger: TestClient, ask: Ask) -> None:
    page = stranger.get(f"/p/{ask()}").text

    for words in ("Help", "H-13800000001", "In work", "Waiting for you", "Appointment", "24 Nov 10:00"):
        assert words in page
    assert "/help_answered" in page
    assert "/help_withdrawn" in page
    assert "inner_matter" not in page
    assert "secret plan" not in page
    assert "<script" not in page


def test_an_answer_is_thanked_for_and_a_second_one_is_told_that_it_is_late(stranger: TestClient, ask: Ask) -> None:
    token = ask()
    form = stranger.get(f"/p/{token}/help_answered").text
    sent = {"request_id": hidden(form, "request_id"), "accepted": "yes"}
    late = hidden(stranger.get(f"/p/{token}/help_withdrawn").text, "request_id")

    first = stranger.post(f"/p/{token}/help_answered", data=sent)
    again = stranger.post(f"/p/{token}/help_answered", data=sent)
    other = stranger.post(f"/p/{token}/help_withdrawn", data={"request_id": late})

    assert first.headers["location"] == again.headers["location"] == f"/p/{token}?sent=1"
    assert other.headers["location"] == f"/p/{token}?moved=1"
    assert "Closed" in stranger.get(f"/p/{token}?sent=1").text
    assert "no answer is needed" in stranger.get(f"/p/{token}?moved=1").text


def test_a_new_reader_gets_the_language_of_his_browser(stranger: TestClient) -> None:
    stranger.cookies.clear()

    english = stranger.get("/p/intake", headers={"accept-language": "en-GB,en;q=0.9"}).text
    chinese = stranger.get("/p/intake", headers={"accept-language": "zh-CN,zh;q=0.9"}).text

    assert 'lang="en"' in english
    assert 'lang="zh-CN"' in chinese


def test_pages_are_light(stranger: TestClient, ask: Ask) -> None:
    page = stranger.get(f"/p/{ask()}")

    assert len(page.content) < 12_000
    assert len(re.findall('<link rel="stylesheet"', page.text)) <= 1
    assert page.headers["x-robots-tag"] == "noindex, nofollow"


def _asked() -> dict[str, str]:
    return {"request.name": "Zhang", "request.phone": "13900000009", "request.text": "No cooling"}
