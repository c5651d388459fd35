"""What customers see of a process is marked in the designer: stages, values, forms of messages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import LiveServer
from tests.browser.test_designer import READY

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def test_stage_and_public_form_are_marked_in_the_panel(open_page: OpenPage, live_server: LiveServer) -> None:
    wanted = {"filter": {"processDefinitionId": "callback_survey"}}
    (found,) = live_server.call("POST", "/v2/process-definitions/search", user="designer", json=wanted).json()["items"]
    page = open_page("designer", language="en")
    page.goto(f"/designer/bpmn/{found['processDefinitionKey']}")
    page.wait_for_selector(READY, state="attached")
    page.evaluate(
        "servicelane.modeler.get('selection').select(servicelane.modeler.get('elementRegistry').get('answered_by_link'))"
    )

    form = page.locator("[data-entry-id^=sl-public-form] input")
    before = form.input_value()
    page.locator("[data-entry-id=sl-stage] input").fill("等您评价")
    form.fill("another_form")
    form.press("Tab")
    page.wait_for_timeout(400)  # the panel takes a text over when its writer rests
    page.locator("[data-entry-id^=sl-public-action] select").select_option("withdraw")
    page.wait_for_timeout(500)
    xml = page.evaluate("servicelane.modeler.saveXML({ format: true }).then(saved => saved.xml)")

    assert before == "callback_questionnaire"
    assert re.search(r'id="answered_by_link".*?name="sl:stage" value="等您评价"', xml, re.S)
    message = re.search(r'<bpmn:message id="message_survey_answered".*?</bpmn:message>', xml, re.S)
    assert message is not None
    assert 'name="sl:public.form" value="another_form"' in message[0]
    assert 'name="sl:public.action" value="withdraw"' in message[0]
