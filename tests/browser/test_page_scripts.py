"""The small scripts of task and case pages, on pages made for them: conditions, rows, signature, files, one submit."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Page, Route, expect

from api.pages.assets import Assets
from api.pages.forms_view import render_form
from engine.feel import Environment
from engine.forms import Form, Situation, initial_values

pytestmark = pytest.mark.browser

MODELS = Path(__file__).resolve().parent / "models"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8cf500f0003860180"
    "5a346a7d0000000049454e44ae426082"
)


class Server(Protocol):
    """What conftest.py's live_server offers."""

    @property
    def url(self) -> str: ...


Show = Callable[..., Page]


@pytest.fixture
def show(live_server: Server, open_page: Callable[..., Page]) -> Show:
    """`show(content, entry)`: a page of ours with `content`, its scripts from the real build."""
    assets = Assets()

    def show_page(content: str, entry: str, *, language: str = "en", ready: str, width: int = 900) -> Page:
        html = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Sample</title>'
            f"{assets.styles('app')}{assets.styles(entry)}</head><body><main class='page'>{content}</main>"
            f"{assets.scripts('app')}{assets.scripts(entry)}</body></html>"
        )

        def answer(route: Route) -> None:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html)

        page = open_page(width=width, language=language)
        page.route("**/sample-page", answer)
        page.goto(f"{live_server.url}/sample-page")
        page.wait_for_selector(ready, state="attached")
        return page

    return show_page


def task_page(show: Show, *, variables: dict[str, object] | None = None, schema: bytes | None = None) -> Page:
    """A task page with the sample form, or with the form of `schema`."""
    form = Form.read(schema or (MODELS / "task_sample.form").read_bytes())
    environment = Environment(now=datetime(2026, 11, 21, tzinfo=UTC))
    situation = Situation(variables=variables or {}, environment=environment)
    fields = render_form(form, initial_values(form, situation), situation=situation, language="en")
    content = (
        '<form id="task-form" method="post" action="/sample-target" enctype="multipart/form-data" data-once>'
        f'{fields}<button class="btn btn-primary" id="send">Send</button></form>'
    )
    return show(content, "task", ready="#task-form[data-ready]")


def test_a_condition_shows_and_hides_a_field_at_once_and_a_hidden_one_is_not_sent(show: Show) -> None:
    page = task_page(show)
    reason = page.locator("[name=reason]")
    expect(reason).to_be_hidden()
    assert reason.is_disabled()

    page.check("[value=missing]")
    expect(reason).to_be_visible()
    assert reason.is_enabled()

    page.check("[value=fixed]")
    expect(reason).to_be_hidden()


@pytest.mark.parametrize(
    "hide", ["get or else(claim.extra, 0) = 0", 'is blank(get or else(note, ""))', "is empty(get or else(rows, []))"]
)
def test_a_condition_may_use_the_functions_that_the_server_has_beside_the_standard_ones(show: Show, hide: str) -> None:
    note = {"type": "text", "id": "hint", "text": "Hint", "conditional": {"hide": f"={hide}"}}
    field = {"type": "textfield", "id": "other", "key": "other", "label": "Other"}
    schema = json.dumps({"type": "default", "id": "hidden_hint", "schemaVersion": 19, "components": [note, field]})

    page = task_page(show, schema=schema.encode())
    page.fill("[name=other]", "typing evaluates every condition again")

    expect(page.get_by_text("Hint")).to_be_hidden()


def test_a_condition_in_a_fixed_row_reads_cells_that_no_field_shows(show: Show) -> None:
    score = {"type": "textfield", "id": "score", "key": "score", "label": "Score"}
    why = {**score, "id": "why", "key": "why", "label": "Why", "conditional": {"hide": "=this.is_free = true"}}
    rows = {"type": "dynamiclist", "id": "items", "path": "survey.items", "label": "Items", "components": [score, why]}
    schema = json.dumps({"type": "default", "id": "checks", "schemaVersion": 19, "components": [rows]}).encode()
    case = {"survey": {"items": [{"is_free": True, "cost": 7}, {"is_free": False, "cost": 8}]}}

    page = task_page(show, variables=case, schema=schema)
    page.fill("[name='survey.items.0.score']", "typing evaluates every condition again")

    expect(page.locator("[name='survey.items.0.why']")).to_be_hidden()
    expect(page.locator("[name='survey.items.1.why']")).to_be_visible()
    assert "cost" not in page.content()


def test_a_sum_is_computed_while_typing(show: Show) -> None:
    page = task_page(show, variables={"rate": 2})

    page.fill("[name=minutes]", "45")

    expect(page.locator("output")).to_have_text("90")


def test_rows_are_added_and_removed_without_reusing_a_number(show: Show) -> None:
    page = task_page(show)
    add, rows = page.locator("button[name=_add]"), page.locator(".f-item")
    before = rows.count()

    add.click()
    add.click()
    expect(rows).to_have_count(before + 2)
    rows.first.locator("button[name=_drop]").click()
    add.click()

    numbers = page.eval_on_selector_all("[name='parts.__row']", "inputs => inputs.map(input => input.value)")
    assert len(numbers) == len(set(numbers)) == before + 2
    assert page.eval_on_selector_all(".f-item .nr", "places => places.map(place => place.textContent)") == [
        str(number) for number in range(1, before + 3)
    ]


def test_a_condition_in_a_row_sees_its_own_row_only(show: Show) -> None:
    page = task_page(show)
    while page.locator(".f-item").count() < 2:
        page.locator("button[name=_add]").click()
    second = page.locator(".f-item").nth(1)

    second.locator("[type=checkbox]").check()

    expect(second.locator("[data-type=textfield]")).to_be_hidden()
    expect(page.locator(".f-item").first.locator("[data-type=textfield]")).to_be_visible()


def test_a_drawn_signature_becomes_a_picture_and_can_be_cleared(show: Show) -> None:
    page = task_page(show)
    pad = page.locator("canvas.f-sign-pad")
    expect(pad).to_be_visible()
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 70, steps=6)
    page.mouse.up()
    assert page.input_value("[data-signature] input[type=hidden]").startswith("data:image/png;base64,")

    page.get_by_role("button", name="Clear the signature").click()
    assert page.input_value("[data-signature] input[type=hidden]") == ""


def test_a_chosen_photo_is_shown(show: Show) -> None:
    page = task_page(show)

    page.locator("[data-files] input[type=file]").first.set_input_files(
        {"name": "plate.png", "mimeType": "image/png", "buffer": PNG}
    )

    expect(page.locator(".f-files .f-file-name")).to_have_text("plate.png")
    expect(page.locator(".f-files img")).to_be_visible()


def test_a_second_press_on_send_is_swallowed(show: Show) -> None:
    page = task_page(show)
    sent: list[str] = []

    def take(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # the browser stays on the page

    page.route("**/sample-target", take)
    page.evaluate("document.getElementById('task-form').noValidate = true")

    page.evaluate("() => { const send = document.getElementById('send'); send.click(); send.click(); send.click(); }")
    page.wait_for_timeout(400)

    assert sent == ["POST"]
    assert "is-busy" in (page.locator("#send").get_attribute("class") or "")


def test_choosing_a_shape_of_a_case_marks_its_row_and_the_other_way_round(show: Show) -> None:
    xml = (MODELS / "designer_sample.bpmn").read_text(encoding="utf-8")
    state = {
        "done": ["called"],
        "flows": ["f1"],
        "active": [{"id": "take_call", "count": 2, "label": "Take the call"}],
        "incidents": ["tell_customer"],
    }
    content = (
        '<div id="case-canvas" class="case-canvas"></div>'
        f'<script type="application/json" id="case-xml">{json.dumps(xml).replace("<", chr(92) + "u003c")}</script>'
        f'<script type="application/json" id="case-diagram">{json.dumps(state)}</script>'
        '<ol class="timeline"><li data-element-id="called">Called</li><li data-element-id="take_call">Taken</li></ol>'
    )
    page = show(content, "case", ready="#case-canvas[data-ready]")
    rows = page.locator("li[data-element-id]")

    expect(page.locator(".case-token").first).to_have_text("2")
    expect(page.locator(".case-token.is-trouble")).to_have_count(1)
    page.locator(".djs-element[data-element-id=take_call]").click()
    expect(rows.nth(1)).to_have_class("is-focus")

    rows.first.focus()
    page.keyboard.press("Enter")
    expect(rows.first).to_have_class("is-focus")
    expect(page.locator(".djs-element.case-picked")).to_have_attribute("data-element-id", "called")
    assert page.locator(".bjs-powered-by").is_visible()
