"""The designer in a real browser against the real server: edit, check, draft, deploy, versions, languages, axe."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from api.app import create_app
from engine.actor import Actor
from engine.clock import system_clock
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
MODELS = Path(__file__).resolve().parent / "models"
AXE = ROOT / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
READY = "#workbench[data-ready]"
# dmn-js' own table header of the row numbers; the reader hears the row numbers themselves
KNOWN_TO_AXE = {"empty-table-header"}


@dataclass(frozen=True)
class Site:
    """A running server, its engine, and the keys of the models deployed on it."""

    address: str
    engine: Engine
    keys: dict[str, int]


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not (ROOT / "api" / "static" / "dist" / "assets.json").is_file():
        pytest.fail("expected the front end to be built (make front), but found none")
    path = tmp_path_factory.mktemp("designer") / "servicelane.db"
    shutil.copy(sqlite_template, path)
    engine = Engine(Database(f"sqlite:///{path}"), clock=system_clock)
    actor = engine.sign_in("designer", "demo", address="127.0.0.1").actor
    files = [ModelFile(file.name, file.read_bytes()) for file in sorted(MODELS.iterdir())]
    deployed = engine.deploy(files, actor=actor, note="first")
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(engine), log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Site(f"http://127.0.0.1:{sock.getsockname()[1]}", engine, {item.kind: item.key for item in deployed.items})
    server.should_exit = True
    thread.join(timeout=10)
    engine.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


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
def visit(site: Site, chromium: Browser) -> Iterator[Open]:
    contexts = []

    def open_page(path: str, *, language: str = "en", width: int = 1280, ready: str = READY) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=site.address)
        contexts.append(context)
        session = site.engine.sign_in("designer", "demo", address="127.0.0.1")
        context.add_cookies(
            [
                {"name": "servicelane", "value": session.token, "url": site.address},
                {"name": "language", "value": language, "url": site.address},
            ]
        )
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(path)
        page.wait_for_selector(ready, state="attached", timeout=30_000)
        return Visit(page, errors)

    yield open_page
    for context in contexts:
        context.close()


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
@pytest.mark.parametrize("kind", ["process", "requirements", "form"])
def test_each_editor_opens_without_script_error_and_axe_has_no_objection(
    site: Site, visit: Open, kind: str, language: str
) -> None:
    where = {"process": "bpmn", "requirements": "dmn", "form": "form"}[kind]

    opened = visit(f"/designer/{where}/{site.keys[kind]}", language=language)
    expect(opened.page.locator("[data-part=counts] .badge").first).to_be_visible()

    assert opened.axe() == []
    assert opened.errors == []


def test_nothing_on_the_way_of_a_chinese_designer_is_left_in_english(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['process']}", language="zh-CN").page

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
    page = visit(f"/designer/bpmn/{site.keys['process']}").page
    expect(state(page)).to_have_text("Deployed")

    rename(page, "take_call", "Take the call again")
    expect(state(page)).to_have_text("Changes not deployed")
    page.click("[data-action=deploy]")
    page.fill("[data-part=note]", "clearer name")
    page.locator("[data-part=go]").click()

    expect(page.locator("[data-part=draft] .notice")).to_contain_text("version 2")
    expect(state(page)).to_have_text("Deployed")
    newest = next(row for row in site.engine.list_models(actor=_designer(site)).processes if row.version == 2)
    assert (newest.id, newest.note, newest.deployed_by) == ("designer_sample", "clearer name", "designer")
    assert page.url.endswith(f"/designer/bpmn/{newest.key}")


def test_an_error_of_the_gate_blocks_the_deployment_and_leads_to_its_element(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['process']}").page
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
    page = visit(f"/designer/bpmn/{site.keys['process']}").page
    rename(page, "take_call", "Something else")
    expect(state(page)).to_have_text("Changes not deployed")

    page.click("[data-action=undo]")

    expect(state(page)).to_have_text("Deployed")
    assert page.locator("[data-action=undo]").is_disabled()
    assert page.locator("[data-action=redo]").is_enabled()


def test_a_draft_survives_a_reload_and_can_be_taken_up(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['process']}").page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    rename(page, "take_call", "Half done")
    page.locator("body").click(position={"x": 600, "y": 30})
    until(page, "Object.keys(localStorage).some(key => key.startsWith('servicelane.draft.bpmn'))")

    page.reload()
    page.wait_for_selector(READY, state="attached")
    page.get_by_role("button", name="Go on with the draft").click()

    expect(state(page)).to_have_text("Changes not deployed")
    name = page.evaluate("servicelane.modeler.get('elementRegistry').get('take_call').businessObject.name")
    assert name == "Half done"
    assert asked == ["beforeunload"]


def test_role_and_service_level_are_kept_as_plain_properties(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['process']}").page
    page.evaluate(
        "servicelane.modeler.get('selection').select(servicelane.modeler.get('elementRegistry').get('lane_agent'))"
    )

    page.locator("[data-entry-id=sl-role] select").select_option("finance")
    page.wait_for_timeout(300)
    xml = page.evaluate("servicelane.modeler.saveXML({ format: true }).then(saved => saved.xml)")

    assert re.search(r'<bpmn:lane id="lane_agent".*?<zeebe:property name="sl:role" value="finance" />', xml, re.S)
    assert xml.count('name="sl:role"') == 1


def test_switching_an_element_template_keeps_the_english_name(site: Site, visit: Open) -> None:
    page = visit(f"/designer/bpmn/{site.keys['process']}").page

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


def test_a_decision_of_dmn_1_5_stays_dmn_1_5(site: Site, visit: Open) -> None:
    page = visit(f"/designer/dmn/{site.keys['requirements']}").page

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


def _designer(site: Site) -> Actor:
    return site.engine.sign_in("designer", "demo", address="127.0.0.1").actor
