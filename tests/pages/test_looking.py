"""Cases, audit and operations: what is shown to whom."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable

import pytest

from engine.actor import SYSTEM
from engine.service import Engine
from tests.engine import build

Start = Callable[..., int]
WAIT = (
    '<bpmn:intermediateCatchEvent id="wait" name="Wait an hour"><bpmn:timerEventDefinition>'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
TIMED = build.process(
    build.START + build.user_task("task") + WAIT + build.END
    + '<bpmn:parallelGateway id="fork"/>'
    + build.line("start", "fork", "task", "end") + build.line("fork", "wait", "end")
)  # fmt: skip


def test_the_case_page_tells_who_did_what(browser, a_case: Start) -> None:
    case_key = a_case({"customer": {"name": "Li Na"}})
    agent = browser("agent")
    task = re.search(r'href="(/tasks/\d+)"', agent.open("/inbox?queue=unassigned"))
    assert task
    agent.open(task[1])
    agent.send(f"{task[1]}/claim")
    agent.send(task[1], {"answer.text": "Turn it off"})

    page = browser("operator").open(f"/cases/{case_key}")

    assert "claimed “Answer”" in page
    assert "completed “Answer”" in page
    assert "“Review” went to" in page
    assert "Turn it off" in page
    data = re.search(r'<script type="application/json" id="case-diagram">(.*?)</script>', page)
    assert data
    diagram = json.loads(data[1])
    assert "answer_inquiry" in diagram["done"]
    assert [token["id"] for token in diagram["active"]] == ["review_answer"]


def test_values_of_a_case_are_never_markup(browser, a_case: Start) -> None:
    attack = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    case_key = a_case({"customer": {"name": attack}})
    agent, operator = browser("agent"), browser("operator")
    task = re.search(r'href="(/tasks/\d+)"', agent.open("/inbox?queue=unassigned"))
    assert task

    for page in (agent.open(task[1]), operator.open(f"/cases/{case_key}"), agent.open("/inbox?queue=team")):
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_cases_are_found_by_their_key(browser, a_case: Start) -> None:
    case_key = a_case()
    operator = browser("operator")

    assert f'href="/cases/{case_key}"' in operator.open("/cases?q=q-1")
    assert f'href="/cases/{case_key}"' in operator.open(f"/cases?q={case_key}")
    assert "No case found" in operator.open("/cases?q=nothing-like-it")


def test_a_case_is_cancelled_with_a_reason_only(browser, a_case: Start) -> None:
    case_key = a_case()
    operator = browser("operator")
    operator.open(f"/cases/{case_key}")

    page = operator.send(f"/cases/{case_key}/cancel", {"reason": "  "})
    assert "Please give a reason" in page
    page = operator.send(f"/cases/{case_key}/cancel", {"reason": "sent twice"})

    assert "The case is cancelled" in page
    assert "sent twice" in page
    assert "Ended early" in page


def test_an_operator_gives_a_running_timer_another_time_and_others_do_not_see_it(
    browser, sqlite_engine: Engine
) -> None:
    build.deployed(sqlite_engine, TIMED)
    case_key = build.a_case(sqlite_engine, unit="hq")
    operator = browser("operator")
    assert 'value="2026-03-02T13:00"' in operator.open(f"/cases/{case_key}"), "an hour after noon in Shanghai"
    assert "The timer has" not in operator.send(f"/cases/{case_key}/timers", {"due": "soon", "reason": "why"})

    page = operator.send(f"/cases/{case_key}/timers", {"due": "2026-03-02T15:30", "reason": "the part is late"})

    assert "The timer has its new time" in page
    assert "the part is late" in page
    assert [timer.due_at.hour for timer in sqlite_engine.list_timers(case_key, actor=SYSTEM)] == [7]
    assert "Running timers" not in browser("agent").open(f"/cases/{case_key}")


def test_the_auditor_reads_every_event_with_its_hash_and_proves_the_chain(browser, a_case: Start) -> None:
    case_key = a_case()
    auditor = browser("auditor")

    assert f'href="/audit/{case_key}"' in auditor.open("/audit")
    assert "case.started" in auditor.open(f"/audit/{case_key}")
    assert "The history is whole" in auditor.open(f"/audit/{case_key}?verify=true")
    lines = [json.loads(line) for line in auditor.open(f"/audit/{case_key}/history.jsonl").splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert all(len(line["hash"]) == 64 for line in lines)


def test_everything_is_proved_in_the_background(browser, a_case: Start) -> None:
    a_case()
    auditor = browser("auditor")
    auditor.open("/audit")
    auditor.send("/audit/proof")

    for _ in range(100):
        page = auditor.open("/audit/proof")
        if "data-live-done" in page:
            break
        time.sleep(0.05)

    assert "Everything is whole" in page


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/incidents", "operator"),
        ("/processes", "operator"),
        ("/audit", "auditor"),
        ("/admin/users", "admin"),
        ("/admin/units", "admin"),
    ],
)
def test_pages_of_a_role_are_refused_to_others(browser, path: str, allowed: str) -> None:
    assert browser(allowed).open(path)
    assert "You may not do this" in browser("technician").open(path, expect=403)


@pytest.mark.parametrize("path", ["/nothing", "/cases/1", "/tasks/1", "/start/nothing", "/cases/x", "/audit/1"])
def test_what_is_not_there_is_a_page_with_a_way_on(browser, path: str) -> None:
    answer = browser("auditor").client.get(path)

    assert answer.status_code in (400, 404)
    assert 'href="/inbox"' in answer.text


def test_settings_and_password_are_changed_on_ones_own_page(browser, app_engine: Engine) -> None:
    agent = browser("agent")
    agent.open("/profile")
    page = agent.send("/profile/settings", {"language": "en", "time_zone": "Europe/Berlin"})
    assert "Your settings are saved" in page
    assert "Times are shown in Europe/Berlin" in page

    refused = agent.send(
        "/profile/password", {"old": "wrong", "new": "a long new one", "again": "a long new one"}, expect=422
    )
    assert "The current password is wrong" in refused
    page = agent.send("/profile/password", {"old": "demo", "new": "a long new one", "again": "a long new one"})

    assert "Your password is changed" in page
