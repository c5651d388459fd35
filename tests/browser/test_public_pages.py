"""Public pages in a real browser, without an account: from request to answer, both languages, axe, no script."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.pages import overflow, violations

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
MODELS = Path(__file__).parents[1] / "public" / "models"


@pytest.fixture(scope="module")
def helped(live_server: LiveServer) -> LiveServer:
    """The demo server with the small process that speaks with the public."""
    files = [("resources", (file.name, file.read_bytes())) for file in sorted(MODELS.iterdir())]
    with httpx.Client(base_url=live_server.url, auth=("designer", "demo"), trust_env=False, timeout=30) as client:
        client.post("/v2/deployments", files=files).raise_for_status()
    return live_server


def begun(server: LiveServer) -> str:
    """The token of a case that a stranger began just now, from the mail that he got."""
    phone = f"138{uuid4().int % 10**8:08}"
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        asked = {"request": {"name": "Zhang", "phone": phone, "text": "No cooling"}}
        body = {"values": asked, "requestId": f"browser-{phone}"}
        client.post("/api/v1/public/intake/help_wanted", json=body).raise_for_status()
    for _ in range(60):
        with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
            mailbox = client.get("/demo/mailbox").text
        for message in mailbox.split("<article")[1:]:
            found = re.search(r'href="/p/([A-Za-z0-9_-]{32})"', message)
            if phone in message and found is not None:
                return found[1]
        time.sleep(0.25)
    pytest.fail("the link was not made within 15 s")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_public_pages_are_accessible_and_fit(
    open_page: OpenPage, helped: LiveServer, width: int, language: str
) -> None:
    token = begun(helped)
    page = open_page(width=width, language=language)

    paths = ("/p/intake", "/p/intake/help_wanted", f"/p/{token}", f"/p/{token}/help_answered", "/p/" + "A" * 32)
    for path in paths:
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert (path, overflow(page)) == (path, 0)


def test_a_stranger_asks_is_corrected_and_answers_without_script(browser: Browser, helped: LiveServer) -> None:
    token = begun(helped)
    context = browser.new_context(
        base_url=helped.url, java_script_enabled=False, locale="en", viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto("/p/intake/help_wanted")
    page.get_by_label("Name").fill("Li")
    page.get_by_role("button", name="Send").last.click()
    expect(page.locator(".f-error").first).to_be_visible()
    page.get_by_label("Phone").fill(f"139{uuid4().int % 10**8:08}")
    page.get_by_label("What happened").fill("It leaks")
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your request")

    page.goto(f"/p/{token}")
    page.get_by_role("link", name="Do you accept?").click()
    page.locator("input[value=yes]").check()
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_role("status")).to_contain_text("Received")
    expect(page.get_by_text("Closed").first).to_be_visible()
    context.close()


def test_the_language_switch_keeps_the_reader_where_he_is(open_page: OpenPage, helped: LiveServer) -> None:
    token = begun(helped)
    page = open_page(language="zh-CN", width=360)
    page.goto(f"/p/{token}")

    page.get_by_role("button", name="English").click()

    expect(page).to_have_url(f"{helped.url}/p/{token}")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Progress")
