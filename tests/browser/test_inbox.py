"""The inbox in a real browser: keyboard, live refresh, both languages, phone and desk, axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.pages import overflow, start_repair, violations

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_first_pages_are_accessible_and_fit(
    open_page: OpenPage, live_server: LiveServer, width: int, language: str
) -> None:
    repair = start_repair(live_server)
    page = open_page(repair.worker, width=width, language=language)

    for path in ("/", "/inbox?queue=team", "/inbox", "/cases", "/start", "/profile", "/nothing"):
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert (path, overflow(page)) == (path, 0)
    page.context.clear_cookies()
    page.goto("/signin")
    assert violations(page) == []
    assert overflow(page) == 0


def test_a_task_is_chosen_and_opened_with_the_keyboard_alone(open_page: OpenPage, live_server: LiveServer) -> None:
    repair = start_repair(live_server)
    page = open_page(repair.worker, language="en")
    page.goto("/inbox?queue=unassigned")

    page.keyboard.press("j")
    expect(page.locator("#tasks tbody tr").first).to_have_class("is-selected")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#tasks tbody tr a").first.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/tasks/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accept the job")


def test_a_new_task_appears_without_reloading(open_page: OpenPage, live_server: LiveServer) -> None:
    page = open_page("agent", language="en")
    page.goto("/inbox?queue=unassigned&sort=created")
    page.evaluate("window.isSamePage = true")

    repair = start_repair(live_server, serial="UNKNOWN-1")

    expect(page.locator("#tasks", has_text=repair.number)).to_be_visible(timeout=20_000)
    assert page.evaluate("window.isSamePage")


def test_a_task_is_claimed_from_the_list(open_page: OpenPage, live_server: LiveServer) -> None:
    repair = start_repair(live_server)
    page = open_page(repair.worker, language="en")
    page.goto("/inbox?queue=unassigned&q=" + repair.number)

    page.get_by_role("button", name="Claim: Accept the job").click()

    expect(page.get_by_text("You have claimed the task")).to_be_visible()
    expect(page.get_by_role("button", name="Put back")).to_be_visible()


def test_the_language_switch_keeps_queue_and_filter(open_page: OpenPage) -> None:
    page = open_page("agent", language="zh-CN")
    page.goto("/inbox?queue=done&q=R-")

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    assert page.url.endswith("/inbox?queue=done&q=R-")
