"""A repair moves from role to role in a real browser, and its case page shows where it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.pages import overflow, start_repair, violations
from tests.engine import build

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def claim(page: Page, number: str) -> None:
    """Claim the free task of the repair `number` from the inbox."""
    page.goto(f"/inbox?queue=unassigned&q={number}")
    page.locator("#tasks form button").first.click()
    page.wait_for_url("**/tasks/*")


def test_the_next_task_comes_to_the_inbox_after_completing_the_first(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    # given a job that is offered to the station
    repair = start_repair(live_server)
    page = open_page(repair.worker, language="en")
    claim(page, repair.number)

    # when the station tries without an answer, then answers
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#form-errors")).to_be_focused()
    page.get_by_role("link", name="Answer: Choose one").click()
    page.get_by_label("Accept").check()
    page.get_by_role("button", name="Answer").click()

    # then the next task comes by itself, and the case page tells what was done
    expect(page.get_by_role("status").first).to_contain_text("is completed")
    page.goto(f"/inbox?queue=team&q={repair.number}")
    expect(page.locator("#tasks a.strong")).not_to_have_text("Accept the job", timeout=25_000)
    page.goto(f"/cases/{repair.case_key}")
    expect(page.get_by_text("completed “Accept the job”")).to_be_visible()


def test_a_field_follows_its_condition_while_one_types(open_page: OpenPage, live_server: LiveServer) -> None:
    repair = start_repair(live_server)
    page = open_page(repair.worker, language="en")
    claim(page, repair.number)
    page.wait_for_selector("#task-form[data-ready]")
    reason = page.locator("#f-answer-reason")
    expect(reason).to_be_hidden()

    page.get_by_label("Decline").check()
    expect(reason).to_be_visible()
    page.get_by_label("Accept").check()

    expect(reason).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_case_page_draws_the_diagram_and_says_the_same_in_words(
    open_page: OpenPage, live_server: LiveServer, width: int
) -> None:
    repair = start_repair(live_server)
    page = open_page("agent", language="en", width=width)
    page.goto(f"/cases/{repair.case_key}")

    expect(page.get_by_role("heading", level=1)).to_contain_text(repair.number)
    expect(page.locator("#case-canvas svg .djs-shape").first).to_be_attached()
    page.get_by_text("The steps as a list").click()
    expect(page.locator("li[data-element-id=accept_job]", has_text="Active").first).to_be_visible()
    assert violations(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_task_pages_are_accessible_and_fit_also_with_errors(
    open_page: OpenPage, live_server: LiveServer, width: int, language: str
) -> None:
    repair = start_repair(live_server)
    page = open_page(repair.worker, language=language, width=width)
    claim(page, repair.number)
    assert violations(page) == []

    page.locator("#task-form .f-actions .btn-primary").click()
    expect(page.locator("#form-errors")).to_be_focused()

    assert violations(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize(
    ("user", "paths"),
    [("auditor", ["/audit"]), ("operator", ["/processes", "/incidents"]), ("admin", ["/admin/users", "/admin/units"])],
)
def test_pages_of_the_platform_are_accessible_and_fit(
    open_page: OpenPage, live_server: LiveServer, user: str, paths: list[str]
) -> None:
    repair = start_repair(live_server)
    page = open_page(user, width=360, language="en")

    for path in [*paths, *([f"/audit/{repair.case_key}?verify=true"] if user == "auditor" else [])]:
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert (path, overflow(page)) == (path, 0)


def test_a_case_whose_model_has_no_drawing_shows_its_steps_instead_of_an_empty_canvas(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    text = build.process(
        build.START + build.user_task("task") + build.END + build.line("start", "task", "end"), process_id="undrawn"
    ).decode()
    model = {"name": "undrawn.bpmn", "text": text, "kind": "bpmn", "note": ""}
    live_server.call("POST", "/api/v1/models/publish", user="designer", json=model)
    body = {"processDefinitionId": "undrawn", "variables": {}}
    started = live_server.call("POST", "/v2/process-instances", user="operator", json=body).json()

    page = open_page("operator", language="en")
    page.goto(f"/cases/{started['processInstanceKey']}")

    expect(page.get_by_text("This model has no drawing")).to_be_visible()
    expect(page.locator("section[aria-labelledby=diagram-title] li[data-element-id=task]")).to_be_visible()
