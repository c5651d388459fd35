"""What was typed survives a dead network and an ended session: the form stays, says why, and leaves later."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.pages import violations

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SESSION = "servicelane"
OPEN = re.compile(r"/cases/\d+")


@pytest.fixture
def filled(open_page: OpenPage) -> Page:
    """A half-filled call of an agent, on a phone."""
    page = open_page("agent", width=360, language="en")
    page.goto("/start/complaint")
    page.fill("[name='contact.phone']", "13900000077")
    return page


def _send(page: Page) -> None:
    page.locator("#task-form .f-actions .btn-primary").click()


def test_without_network_nothing_is_lost_and_a_second_press_sends(filled: Page) -> None:
    filled.context.set_offline(True)
    _send(filled)

    expect(filled.locator(".toast")).to_contain_text("all you typed is still here")
    expect(filled.locator("[name='contact.phone']")).to_have_value("13900000077")

    filled.context.set_offline(False)
    _send(filled)
    filled.wait_for_url(OPEN)


def test_an_ended_session_is_renewed_beside_the_form_and_the_form_leaves_after_it(filled: Page) -> None:
    filled.context.clear_cookies(name=SESSION)
    _send(filled)

    dialog = filled.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_contain_text("all you typed is still here")
    assert violations(filled) == []
    with filled.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in in a new window").click()
    sign_in(opened.value, "agent")
    expect(dialog).to_have_count(0)
    _send(filled)
    filled.wait_for_url(OPEN)


def test_another_person_who_signed_in_meanwhile_is_asked_first(filled: Page) -> None:
    filled.context.clear_cookies(name=SESSION)
    sign_in(filled.context.new_page(), "agent_lead")
    _send(filled)

    dialog = filled.get_by_role("dialog")
    expect(dialog).to_contain_text("signed in as agent_lead now, not as agent")
    dialog.get_by_role("button", name="Cancel").click()

    expect(filled).to_have_url(re.compile("/start/complaint"))
    expect(filled.locator("[name='contact.phone']")).to_have_value("13900000077")
