"""Cases are found by what people remember: whom and what they are about, where they belong, that they are late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.service import Engine
from engine.service.casework import register_case
from engine.tasks import TaskChange

Start = Callable[..., int]
OWNED = "SNKFR35A00001"


@pytest.mark.parametrize("text", ["13900000042", "139 0000 0042", "李小龙"])
def test_a_caller_who_is_not_on_record_is_found_by_phone_and_name(browser, a_case: Start, text: str) -> None:
    found = a_case({"contact": {"name": "李小龙", "phone": "13900000042"}})
    other = a_case({"contact": {"name": "王五", "phone": "13900000043"}})

    page = browser("agent").open(f"/cases?q={text}")

    assert f"/cases/{found}" in page
    assert f"/cases/{other}" not in page


@pytest.mark.parametrize("text", [OWNED, OWNED.lower(), "C0001"])
def test_a_machine_and_its_owner_are_found_however_old_the_case_is(
    browser, app_engine: Engine, a_case: Start, text: str
) -> None:
    found, other = a_case(), a_case()
    app_engine._write(lambda tx: register_case(tx, found, {"product": OWNED, "customer": "C0001"}, limit=1))

    page = browser("auditor").open(f"/audit?q={text}")

    assert f"/audit/{found}" in page
    assert f"/audit/{other}" not in page


def test_who_may_not_read_a_cases_values_finds_it_by_none_of_them(browser, a_case: Start) -> None:
    found = a_case({"contact": {"name": "李小龙", "phone": "13900000042"}})

    page = browser("station").open("/cases?q=13900000042")

    assert f"/cases/{found}" not in page


def test_a_word_within_a_value_needs_no_quotes_and_is_no_pattern(browser, a_case: Start) -> None:
    a_case({"contact": {"name": "李小龙"}})

    page = browser("agent").open("/cases?q=%25%25%22%5C%27%25")

    assert "No case found" in page


def test_a_list_shows_and_narrows_by_the_unit_with_those_below(browser, a_case: Start) -> None:
    found = a_case()
    page = browser("auditor").open("/cases")
    shown = page.split(f'href="/cases/{found}"', 1)[1].split("</tr>", 1)[0]
    unit = shown.split('data-label="Unit">', 1)[1].split("</td>", 1)[0]
    assert unit

    assert f"/cases/{found}" in browser("auditor").open(f"/cases?unit={unit}")
    assert f"/cases/{found}" not in browser("auditor").open("/cases?unit=store_sh_1")
    assert f"/cases/{found}" not in browser("auditor").open("/cases?unit=nowhere")


def test_the_late_figure_of_the_first_page_leads_to_the_late_cases(browser, app_engine: Engine, a_case: Start) -> None:
    late, on_time = a_case(), a_case()
    task = next(task for task in app_engine.case_page(late, actor=SYSTEM).tasks if task.state == "open")
    due_at = app_engine.clock() - timedelta(hours=1)
    app_engine.update_task(task.task_key, TaskChange(due_at=due_at), actor=SYSTEM)

    agent = browser("agent")
    home = agent.open("/")
    page = agent.open("/cases?process=inquiry&late=true")

    assert 'href="/cases?process=inquiry&amp;late=true"' in home
    assert f"/cases/{late}" in page
    assert f"/cases/{on_time}" not in page
