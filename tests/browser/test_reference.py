"""Reference data in a real browser: look-ups by keyboard, rows that fill, tables edited and brought in, axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveServer
from tests.browser.pages import overflow, violations
from tests.browser.test_designer import until

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
MODELS = Path(__file__).resolve().parents[1] / "pages" / "models"


@pytest.fixture(scope="module")
def orders(live_server: LiveServer) -> str:
    """The small process of orders, deployed; the key of its form."""
    files = [("resources", (name, (MODELS / name).read_bytes())) for name in ("order.bpmn", "order_form.form")]
    with httpx.Client(base_url=live_server.url, auth=("designer", "demo"), trust_env=False, timeout=30) as client:
        answer = client.post("/v2/deployments", files=files).raise_for_status().json()
    return next(str(item["form"]["formKey"]) for item in answer["deployments"] if item.get("form"))


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-CN"), (360, "en")])
def test_a_part_is_found_and_chosen_with_the_keyboard_alone(
    open_page: OpenPage, orders: str, width: int, language: str
) -> None:
    page = open_page("dealer", width=width, language=language)
    page.goto("/start/order")
    page.wait_for_selector("#task-form[data-ready]")
    part = page.locator("[name='lines.0.part']")

    part.focus()
    page.keyboard.type("AC-PC" if language == "en" else "主控板")
    expect(page.locator(".f-lookup-list:not([hidden]) [role=option]").first).to_contain_text("AC-PCB")
    assert violations(page) == []
    assert overflow(page) == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(part).to_have_value("AC-PCB")
    expect(page.locator("[name='lines.0.part_name']")).to_have_value("空调主控板")
    expect(page.locator(".f-lookup-found", has_text="¥380.00")).to_be_visible()
    expect(page.locator(".f-lookup-list:not([hidden])")).to_have_count(0)
    assert "/start/order" in page.url


def test_a_new_row_has_its_own_look_up_narrowed_by_another_field(open_page: OpenPage, orders: str) -> None:
    page = open_page("dealer", language="en")
    page.goto("/start/order")
    page.wait_for_selector("#task-form[data-ready]")
    page.fill("[name=model]", "BCD-520W")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add: Parts").or_(page.locator("button[name=_add]")).first.click()

    page.locator("[name='lines.200.part']").press_sequentially("board")
    rows = page.locator(".f-lookup-list:not([hidden]) [role=option]")

    expect(rows.first).to_contain_text("RF-PCB")
    expect(rows.filter(has_text="AC-PCB")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".f-lookup-list:not([hidden])")).to_have_count(0)


def test_half_a_word_does_not_send_the_form(open_page: OpenPage, orders: str) -> None:
    page = open_page("dealer", language="en")
    page.goto("/start/order")
    page.wait_for_selector("#task-form[data-ready]")

    page.locator("[name=receiver]").press_sequentially("store")
    page.keyboard.press("Enter")
    expect(page.locator(".f-lookup-list:not([hidden]) [role=option]").first).to_contain_text("store_sh_1")
    page.keyboard.press("Enter")

    expect(page.locator("[name=receiver]")).to_have_value("store_sh_1")
    assert page.url.endswith("/start/order")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_pages_of_reference_data_are_accessible_and_fit(open_page: OpenPage, width: int, language: str) -> None:
    page = open_page("admin", width=width, language=language)

    for path in (
        "/data", "/data/customers", "/data/parts?q=zzz", "/data/parts/row?id=AC-PCB", "/data/parts/row",
        "/data/calendars/row?id=office_hours", "/data/parts/import", "/admin/units", "/admin/units?parent=dealer_sh",
        "/admin/unit?code=dealer_sh", "/admin/unit?parent=dealer_sh", "/admin/users", "/admin/user",
        "/admin/user?username=dealer",
    ):  # fmt: skip
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert (path, overflow(page)) == (path, 0)


def test_a_price_is_changed_with_the_keyboard_and_the_change_is_told(open_page: OpenPage) -> None:
    page = open_page("parts_clerk", language="en")
    page.goto("/data/parts/row?id=TV-MAIN")
    before = page.locator("#f-price").input_value()

    page.locator("#f-price").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("321.50")
    page.keyboard.press("Enter")

    page.wait_for_url("**/data/parts")
    page.goto("/data/parts/row?id=TV-MAIN")
    expect(page.locator(".timeline")).to_contain_text(before)
    expect(page.locator(".timeline")).to_contain_text("321.50")


def test_a_file_is_looked_at_before_it_is_brought_in(open_page: OpenPage) -> None:
    page = open_page("parts_clerk", language="en")
    page.goto("/data/parts/import")
    content = "part_code,name,category,price\nZZ-1,新件,phone,1\n"

    page.set_input_files("#file", {"name": "parts.csv", "mimeType": "text/csv", "buffer": content.encode()})
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="Preview: parts.csv")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Import this").click()

    expect(page.locator("[role=status]").first).to_contain_text("1 new")


def test_the_form_editor_offers_look_ups_and_writes_their_properties(open_page: OpenPage, orders: str) -> None:
    page = open_page("designer", language="en")
    page.goto(f"/designer/form/{orders}")
    page.wait_for_selector("#workbench[data-ready]", state="attached", timeout=30_000)

    page.locator(".fjs-element[data-id=wanted_on]").click()
    page.get_by_text("Limits", exact=True).click()
    expect(page.locator("#bio-properties-panel-limit-min")).to_have_value("=today()")
    page.locator(".fjs-element[data-id=receiver]").click()
    page.get_by_text("Reference data", exact=True).click()
    page.locator("#bio-properties-panel-lookup-source").select_option("parts")
    page.locator("#bio-properties-panel-lookup-model").fill("=model")

    saved = "window.servicelane.editor.saveSchema().components.find(one => one.id === 'receiver').properties"
    until(page, f"{saved}['lookup.model'] === '=model'")
    assert page.evaluate(saved)["lookup"] == "parts"
