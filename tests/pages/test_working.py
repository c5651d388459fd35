"""From the sign-in to the completed task: what a person meets on the way."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi.testclient import TestClient

from api.app import create_app
from engine.actor import SYSTEM
from engine.service import Engine
from engine.values import Values

Start = Callable[..., int]


def task_of(text: str) -> str:
    """The path of the first task on an inbox page."""
    found = re.search(r'href="(/tasks/\d+)"', text)
    assert found, text
    return found[1]


def test_the_sign_in_page_offers_the_demo_accounts(app_engine: Engine) -> None:
    page = TestClient(create_app(app_engine), base_url="http://127.0.0.1").get("/signin").text

    assert 'name="username" value="agent"' in page
    assert 'name="username" value="station2"' in page


def test_a_wrong_password_is_said_in_words(app_engine: Engine) -> None:
    client = TestClient(create_app(app_engine), base_url="http://127.0.0.1")
    client.cookies.set("language", "en")

    answer = client.post("/signin", data={"username": "agent", "password": "wrong"})

    assert answer.status_code == 401
    assert "The user name or the password is wrong" in answer.text


def test_sign_in_leads_to_the_page_that_was_wanted_but_never_to_another_site(app_engine: Engine) -> None:
    client = TestClient(create_app(app_engine), base_url="http://127.0.0.1")

    for wanted, expected in (
        ("/cases?q=x", "/cases?q=x"),
        ("//evil.example", "/inbox"),
        ("https://evil.example", "/inbox"),
    ):
        data = {"username": "agent", "password": "demo", "next": wanted}
        assert client.post("/signin", data=data, follow_redirects=False).headers["location"] == expected


def test_a_page_without_session_leads_to_the_sign_in_page(app_engine: Engine) -> None:
    client = TestClient(create_app(app_engine), base_url="http://127.0.0.1")

    answer = client.get("/inbox?queue=team", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=%2Finbox%3Fqueue%3Dteam")


def test_a_claimed_task_is_filled_completed_and_appears_in_the_next_inbox(browser, a_case: Start) -> None:
    # given a free task
    a_case({"customer": {"name": "Li Na"}})
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))

    # when it is claimed and its form sent
    agent.open(task)
    page = agent.send(f"{task}/claim")
    assert "Customer <strong>Li Na</strong>" in page
    page = agent.send(task, {"answer.text": "Turn it off and on", "answer.minutes": "5", "do": "complete"})

    # then it is done for the agent, and the next role's task waits
    assert "“Answer” is completed" in page
    quality = browser("quality")
    assert "Review" in quality.open("/inbox?queue=unassigned")
    assert "Answer" in agent.open("/inbox?queue=done")


def test_what_is_wrong_is_listed_with_links_and_nothing_typed_is_lost(browser, a_case: Start) -> None:
    a_case()
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))
    agent.open(task)
    agent.send(f"{task}/claim")

    page = agent.send(task, {"answer.text": "", "answer.minutes": "700", "needs_visit": "true"}, expect=422)

    assert 'href="#f-answer-text"' in page
    assert "Answer: This must be filled in" in page
    assert "Minutes: Must not be more than 600" in page
    assert 'href="#f-address"' in page
    assert 'value="700"' in page
    assert 'aria-invalid="true"' in page


def test_rows_are_added_and_removed_without_script(browser, a_case: Start) -> None:
    a_case()
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))
    agent.open(task)
    agent.send(f"{task}/claim")

    page = agent.send(task, {"answer.text": "x", "_add": "links"})
    assert 'name="links.200.title"' in page
    page = agent.send(task, {"answer.text": "x", "links.__row": "200", "links.200.title": "Manual", "_add": "links"})
    assert 'value="Manual"' in page
    assert 'name="links.201.title"' in page
    page = agent.send(
        task, {"answer.text": "x", "links.__row": ["200", "201"], "links.201.title": "Photo", "_drop": "links.200"}
    )

    assert 'name="links.200.title"' not in page
    assert 'name="links.201.title" ' in page
    assert 'value="Photo"' in page


def test_a_new_row_never_gets_the_number_of_a_removed_row_of_the_case(browser, a_case: Start) -> None:
    a_case()
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))
    agent.open(task)
    agent.send(f"{task}/claim")
    agent.send(task, {"answer.text": "x", "links.__row": ["0"], "links.0.title": "Old", "_drop": "links.0"})

    page = agent.send(task, {"answer.text": "x", "_add": "links"})

    assert 'name="links.0.title"' not in page


def test_a_form_sent_twice_completes_once(browser, a_case: Start, app_engine: Engine) -> None:
    case_key = a_case()
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))
    agent.open(task)
    page = agent.send(f"{task}/claim")
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert key
    assert token
    values: Values = {"answer.text": "x", "idempotency_key": key[1], "csrf_token": token[1]}

    answers = [agent.client.post(task, data=values, follow_redirects=False) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    events = [entry.type for entry in app_engine.timeline(case_key, actor=SYSTEM)]
    assert events.count("task.completed") == 1


def test_who_comes_too_late_reads_who_was_faster_and_keeps_what_he_typed(
    browser, a_case: Start, app_engine: Engine
) -> None:
    # given a form that is open in a browser while another completes the task
    a_case()
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))
    agent.open(task)
    agent.send(f"{task}/claim")
    task_key = int(task.rpartition("/")[2])
    app_engine.release_task(task_key, actor=SYSTEM)
    app_engine.complete_task(task_key, {"answer": {"text": "faster"}}, actor=SYSTEM, from_form=False)

    # when the browser sends its form
    page = agent.send(task, {"answer.text": "typed for nothing"}, expect=409)

    # then
    assert "The system has completed this task already" in page
    assert "typed for nothing" in page
    assert 'href="/inbox"' in page


def test_a_completed_task_still_shows_its_form_but_no_way_to_send_it(browser, a_case: Start) -> None:
    a_case()
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))
    agent.open(task)
    agent.send(f"{task}/claim")
    agent.send(task, {"answer.text": "first"})

    page = agent.open(task)

    assert "This task is completed" in page
    assert "first" in page
    assert "Send the answer" not in page


def test_a_form_without_its_token_is_refused(browser, a_case: Start) -> None:
    a_case()
    agent = browser("agent")
    task = task_of(agent.open("/inbox?queue=unassigned"))

    answer = agent.client.post(f"{task}/claim")

    assert answer.status_code == 403
    assert "You may not do this" in answer.text


def test_the_list_is_sent_again_only_when_it_changed(browser, a_case: Start) -> None:
    agent = browser("agent")
    first = agent.client.get("/inbox/list?queue=unassigned")
    same = agent.client.get("/inbox/list?queue=unassigned", headers={"If-None-Match": first.headers["etag"]})
    a_case()
    changed = agent.client.get("/inbox/list?queue=unassigned", headers={"If-None-Match": first.headers["etag"]})

    assert (same.status_code, same.text) == (304, "")
    assert changed.status_code == 200
    assert "Answer" in changed.text


def test_the_language_switch_keeps_the_page(browser) -> None:
    agent = browser("agent")
    agent.open("/cases?state=active")

    page = agent.send("/language", {"language": "zh-CN"})

    assert '<html lang="zh-CN">' in page
    assert "案件" in page
    assert '<option value="active" selected>' in page


def test_a_case_is_started_by_its_form(browser) -> None:
    agent = browser("agent")
    agent.open("/start/inquiry")

    refused = agent.send("/start/inquiry", {"answer.text": ""}, expect=422)
    assert "This must be filled in" in refused
    page = agent.send("/start/inquiry", {"answer.text": "How?"})

    assert "The case has started" in page
    assert "started the case" in page
    assert "Answer" in page


def test_a_person_of_another_role_finds_neither_task_nor_case(browser, a_case: Start) -> None:
    a_case()
    agent, stranger = browser("agent"), browser("technician")
    task = task_of(agent.open("/inbox?queue=unassigned"))
    case_path = re.search(r'href="(/cases/\d+)"', agent.open("/inbox?queue=unassigned"))
    assert case_path

    for path in (task, case_path[1]):
        assert "There is nothing here" in stranger.open(path, expect=404)


def test_the_name_of_a_demo_account_breaks_between_its_words_only(app_engine: Engine) -> None:
    page = TestClient(create_app(app_engine), base_url="http://127.0.0.1").get("/signin").text

    assert '<span class="strong">region_<wbr>manager</span>' in page
    assert 'value="region_manager"' in page
