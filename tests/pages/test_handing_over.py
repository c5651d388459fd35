"""A task is handed to a colleague who may hold it, by whoever distributes work."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.actor import SYSTEM
from engine.service import Engine

Start = Callable[..., int]


def _task(engine: Engine, case_key: int) -> int:
    return next(task.task_key for task in engine.case_page(case_key, actor=SYSTEM).tasks if task.state == "open")


def test_an_operator_gives_a_task_to_an_agent_who_finds_it_among_his_own(
    browser, app_engine: Engine, a_case: Start
) -> None:
    address = f"/tasks/{_task(app_engine, a_case())}"
    giver = browser("operator")
    page = giver.open(address)
    assert "you may look" in page
    assert f"{address}/claim" not in page
    offered = re.findall(r'<option value="([a-z_0-9]+)">', page.split('name="assignee"', 1)[1].split("</select>", 1)[0])
    assert "agent" in offered
    assert "station" not in offered

    told = giver.send(f"{address}/assign", {"assignee": "agent"})

    assert "now belongs to 王芳 Wang Fang" in told
    assert address in browser("agent").open("/inbox?queue=mine")
    assert "gave “Answer” to" in browser("operator").open(f"/cases/{_case_of(told)}")


def test_nobody_is_chosen_by_name_who_may_not_hold_it(browser, app_engine: Engine, a_case: Start) -> None:
    address = f"/tasks/{_task(app_engine, a_case())}"
    giver = browser("operator")
    for name in ("station", "", "nobody"):
        giver.open(address)
        assert "Please choose a colleague" in giver.send(f"{address}/assign", {"assignee": name})

    assert address not in browser("station").open("/inbox?queue=mine")


def test_whoever_holds_a_task_hands_it_on_and_has_it_no_longer(browser, app_engine: Engine, a_case: Start) -> None:
    address = f"/tasks/{_task(app_engine, a_case())}"
    app_engine.join_group("agent@hq", "surveyor", actor=SYSTEM)
    agent = browser("agent")
    agent.open(address)
    agent.send(f"{address}/claim")

    told = agent.send(f"{address}/assign", {"assignee": "surveyor"})

    assert "now belongs to 孙悦 Sun Yue" in told
    assert "Put back" not in told
    assert address not in agent.open("/inbox?queue=mine")


def test_who_neither_holds_nor_distributes_it_is_offered_nobody(browser, app_engine: Engine, a_case: Start) -> None:
    address = f"/tasks/{_task(app_engine, a_case())}"

    assert 'name="assignee"' not in browser("agent").open(address)


def _case_of(page: str) -> str:
    found = re.search(r'href="/cases/(\d+)"', page)
    assert found
    return found[1]
