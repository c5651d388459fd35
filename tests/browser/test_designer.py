"""The designer in a real browser against the real server: edit, check, draft, deploy, versions, languages, axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(__file__).resolve().parent / "models"
AXE = ROOT / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
READY = "#workbench[data-ready]"
# dmn-js' own table header of the row numbers; the reader hears the row numbers themselves
KNOWN_TO_AXE = {"empty-table-header"}


class Server(Protocol):
    """What conftest.py's live_server offers."""

    def call(self, method: str, path: str, *, user: str, json: object = None) -> httpx.Response: ...


@dataclass(frozen=True)
class Site:
    """A running server, and the keys of the first versions of the sample models on it."""

    server: Server
    keys: dict[str, str]


@pytest.fixture(scope="session")
def site(live_server: Server) -> Site:
    keys = {}
    for kind in ("form", "dmn", "bpmn"):
        text = (MODELS / f"designer_sample.{kind}").read_text(encoding="utf-8")
        body = {"name": f"designer_sample.{kind}", "text": text, "kind": kind, "note": "first"}
        answer = live_server.call("POST", "/api/v1/models/publish", user="designer", json=body).json()
        keys[kind] = next(item["key"] for item in answer["items"] if item["kind"] == kind)
    return Site(live_server, keys)


@dataclass(frozen=True)
class Visit:
    """An open page, and every script error and policy violation it reported."""

    page: Page
    errors: list[str]

    def axe(self) -> list[str]:
        """What axe-core objects to."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate("axe.run().then(result => result.violations.map(one => one.id))")
        return [rule for rule in found if rule not in KNOWN_TO_AXE]


Open = Callable[..., Visit]


@pytest.fixture
def visit(site: Site, open_page: Callable[..., Page]) -> Open:
    def visit_page(path: str, *, language: str = "en", width: int = 1280, ready: str = READY) -> Visit:
        page, errors = open_page("designer", language=language, width=width), []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(path)
        page.wait_for_selector(ready, state="attached", timeout=30_000)
        return Visit(page, errors)

    return visit_page


def state(page: Page) -> Locator:
    return page.locator("[data-part=state]")


def findings(page: Page) -> Locator:
    return page.locator("#workbench .wb-findings .wb-finding")


def until(page: Page, expression: str) -> None:
    """Wait until a JavaScript expression is true. Playwright's own wait uses eval, which our policy forbids."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"expected {expression} to become true, but it did not")


def rename(page: Page, element: str, name: str) -> None:
    """Give an element another name, as typing into its label does."""
    page.evaluate(
        """([id, name]) => { const element = servicelane.modeler.get('elementRegistry').get(id);
        servicelane.modeler.get('modeling').updateLabel(element, name); }""",
        [element, name],
    )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("kind", ["bpmn", "dmn", "form"])
def test_each_editor_opens_without_script_error_and_axe_has_no_objection(
    site: Site, visit: Open, kind: str, language: str
) -> None:
    opened = visit(f"/designer/{kind}/{site.keys[kind]}", language=language)
    expect(opened.page.locator("[data-part=counts] .badge").first).to_be_visible()

    assert opened.axe() == []
    assert opened.errors == []


def test_nothing_on_the_way_of_a_chinese_designer_is_left_in_english(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['bpmn']}", language="zh-CN").page

    for element in ("lane_agent", "take_call", "overdue", "tell_customer", "is_covered", "done"):
        page.evaluate(
            "id => servicelane.modeler.get('selection').select(servicelane.modeler.get('elementRegistry').get(id))",
            element,
        )
        page.wait_for_timeout(250)
    page.click(".bts-toggle-mode")

    assert page.evaluate("Object.keys(servicelane.untranslated())") == []
    expect(page.locator(".bts-toggle-mode")).to_contain_text("流程模拟")


def test_a_change_is_deployed_as_the_next_version_with_its_note(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['bpmn']}").page
    expect(state(page)).to_have_text("Deployed")

    rename(page, "take_call", "Take the call again")
    expect(state(page)).to_have_text("Changes not deployed")
    page.click("[data-action=deploy]")
    page.fill("[data-part=note]", "clearer name")
    page.locator("[data-part=go]").click()

    expect(page.locator("[data-part=draft] .notice")).to_contain_text("version 2")
    expect(state(page)).to_have_text("Deployed")
    page.goto("/designer?q=designer_sample+报修")
    row = page.locator("tbody tr").filter(has_text="designer_sample").filter(has_text="clearer name")
    expect(row).to_contain_text("v2")


def test_an_error_of_the_gate_blocks_the_deployment_and_leads_to_its_element(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['bpmn']}").page
    page.evaluate(
        """() => { const element = servicelane.modeler.get('elementRegistry').get('done');
        servicelane.modeler.get('modeling').appendShape(element.incoming[0].source, { type: 'bpmn:ServiceTask' }); }"""
    )

    error = findings(page).filter(has_text="NO_IMPLEMENTATION")
    expect(error).to_be_visible()
    page.click("[data-action=deploy]")
    expect(page.locator("[data-part=problem]")).to_contain_text("correct them")
    assert page.locator("[data-part=go]").is_disabled()

    page.keyboard.press("Escape")
    error.focus()
    page.keyboard.press("Enter")
    selected = page.evaluate("servicelane.modeler.get('selection').get().map(element => element.type)")
    assert selected == ["bpmn:ServiceTask"]


def test_undo_takes_the_change_back_and_the_model_is_clean_again(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['bpmn']}").page
    rename(page, "take_call", "Something else")
    expect(state(page)).to_have_text("Changes not deployed")

    page.click("[data-action=undo]")

    expect(state(page)).to_have_text("Deployed")
    assert page.locator("[data-action=undo]").is_disabled()
    assert page.locator("[data-action=redo]").is_enabled()


def test_a_draft_survives_a_reload_and_can_be_taken_up(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['bpmn']}").page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    rename(page, "take_call", "Half done")
    page.locator("body").click(position={"x": 900, "y": 30})
    until(page, "Object.keys(localStorage).some(key => key.startsWith('servicelane.draft.bpmn'))")

    page.reload()
    page.wait_for_selector(READY, state="attached")
    page.get_by_role("button", name="Go on with the draft").click()

    expect(state(page)).to_have_text("Changes not deployed")
    name = page.evaluate("servicelane.modeler.get('elementRegistry').get('take_call').businessObject.name")
    assert name == "Half done"
    assert asked == ["beforeunload"]


def test_role_and_service_level_are_kept_as_plain_properties(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['bpmn']}").page
    page.evaluate(
        "servicelane.modeler.get('selection').select(servicelane.modeler.get('elementRegistry').get('lane_agent'))"
    )

    page.locator("[data-entry-id=sl-role] select").select_option("finance")
    page.wait_for_timeout(300)
    xml = page.evaluate("servicelane.modeler.saveXML({ format: true }).then(saved => saved.xml)")

    assert re.search(r'<bpmn:lane id="lane_agent".*?<zeebe:property name="sl:role" value="finance" />', xml, re.S)
    assert xml.count('name="sl:role"') == 1


def test_switching_an_element_template_keeps_the_english_name(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['bpmn']}").page

    names = page.evaluate(
        """() => { const templates = servicelane.modeler.get('elementTemplates');
        const element = servicelane.modeler.get('elementRegistry').get('tell_customer');
        const nameOf = changed => changed.businessObject.extensionElements.values
          .find(value => value.$type === 'zeebe:Properties').properties
          .find(one => one.name === 'sl:name.en').value;
        return templates.getAll().map(one => nameOf(templates.applyTemplate(element, one))); }"""
    )

    assert names == ["Tell the customer", "Tell the customer"]


def test_form_editor_shows_the_real_task_page_in_both_languages(site: Site, visit: Open) -> None:
    page = visit(f"/designer/form/{site.keys['form']}").page
    frame = page.frame_locator(".wb-preview iframe")

    expect(frame.locator(".f-label").first).to_have_text("Serial number")
    page.locator(".wb-preview .chip", has_text="中文").click()

    expect(frame.locator(".f-label").first).to_have_text("产品序列号")


def test_import_and_save_of_a_form_change_nothing(site: Site, visit: Open) -> None:
    page = visit(f"/designer/form/{site.keys['form']}").page

    assert page.evaluate("servicelane.workbench.isDirty") is False
    saved = page.evaluate("servicelane.editor.saveSchema()")
    assert saved["components"][0]["properties"] == {"label.en": "Serial number"}


def test_a_shipped_form_whose_choices_come_from_a_look_up_has_no_fault_of_the_editors(visit: Open) -> None:
    page = visit("/designer?q=repair_visit", ready="main").page
    page.locator("th a").first.click()
    page.wait_for_selector(READY, state="attached", timeout=30_000)

    page.locator("[data-action=check]").click()

    expect(page.locator(".wb-findings [data-part=counts]")).to_have_text("No findings")
    expect(findings(page)).to_have_count(0)


def test_a_decision_of_dmn_1_5_stays_dmn_1_5(site: Site, visit: Open) -> None:
    page = visit(f"/designer/dmn/{site.keys['dmn']}").page

    text = page.evaluate("servicelane.workbench.editor.text()")

    assert 'xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"' in text
    assert "20191111" not in text


def test_new_models_can_be_begun_and_a_phone_can_read_them(visit: Open) -> None:
    for kind in ("bpmn", "dmn", "form"):
        assert visit(f"/designer/{kind}/new", width=360).errors == []


def test_model_list_finds_by_words_and_has_no_objection_of_axe(visit: Open) -> None:
    opened = visit("/designer?q=报修+form", ready="main")

    expect(opened.page.locator("tbody tr")).to_have_count(1)
    assert opened.axe() == []
