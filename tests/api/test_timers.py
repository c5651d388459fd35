"""Running timers: listed for operators and given another due time (`/api/v1/cases/{key}/timers`)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine import build


def timed(kind: str, text: str, *, interrupting: bool = True) -> bytes:
    """start → task, with a timer boundary event that leads to the task 'late'."""
    definition = (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )
    cancels = str(interrupting).lower()
    boundary = (
        f'<bpmn:boundaryEvent id="wait" name="Waited long" attachedToRef="task" cancelActivity="{cancels}">'
        f"{definition}</bpmn:boundaryEvent>"
    )
    body = build.START + build.user_task("task") + boundary + build.user_task("late") + build.END
    return build.process(body + build.line("start", "task", "end") + build.line("wait", "late"))


@pytest.fixture
def case_key(engine: Engine) -> int:
    """A case whose timer is due in an hour."""
    build.deployed(engine, timed("timeDuration", "PT1H"))
    return build.a_case(engine, unit="hq")


def changed(client: TestClient, case_key: int, timer_key: str, due_at: str) -> int:
    """Ask for another due time; the status."""
    body = {"timerKey": timer_key, "dueAt": due_at, "reason": "the part came earlier"}
    return client.patch(f"/api/v1/cases/{case_key}/timers", json=body).status_code


def open_elements(engine: Engine, client: TestClient) -> list[str]:
    """The elements of all open user tasks."""
    found = client.post("/v2/user-tasks/search", json={"filter": {"state": "CREATED"}}).json()
    return sorted(task["elementId"] for task in found["items"])


def test_a_changed_timer_fires_at_its_new_time_and_not_before(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    (timer,) = operator.get(f"/api/v1/cases/{case_key}/timers").json()["items"]
    assert (timer["elementId"], timer["name"], timer["dueAt"]) == ("wait", "Waited long", "2026-03-02T05:00:00.000Z")

    assert changed(operator, case_key, timer["timerKey"], "2026-03-02T08:00:00+02:00") == 204

    assert operator.get(f"/api/v1/cases/{case_key}/timers").json()["items"][0]["dueAt"] == "2026-03-02T06:00:00.000Z"
    engine.clock.move(timedelta(hours=1, minutes=59))
    assert engine.fire_due_timers() == 0
    engine.clock.move(timedelta(minutes=1))
    assert engine.fire_due_timers() == 1
    assert open_elements(engine, operator) == ["late"]


def test_a_timer_changed_into_the_past_is_due_at_once(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    key = operator.get(f"/api/v1/cases/{case_key}/timers").json()["items"][0]["timerKey"]

    assert changed(operator, case_key, key, "2026-01-01T00:00:00Z") == 204

    assert engine.fire_due_timers() == 1


def test_t5_a_cycle_goes_on_from_its_changed_time(engine: Engine, as_user: AsUser) -> None:
    build.deployed(engine, timed("timeCycle", "R3/PT1H", interrupting=False))
    case_key = build.a_case(engine, unit="hq")
    operator = as_user("operator")
    key = operator.get(f"/api/v1/cases/{case_key}/timers").json()["items"][0]["timerKey"]
    changed(operator, case_key, key, "2026-03-02T04:30:00Z")

    engine.clock.move(timedelta(minutes=30))
    engine.fire_due_timers()

    assert operator.get(f"/api/v1/cases/{case_key}/timers").json()["items"][0]["dueAt"] == "2026-03-02T05:30:00.000Z"


def test_the_history_keeps_old_and_new_time_and_reason(as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    key = operator.get(f"/api/v1/cases/{case_key}/timers").json()["items"][0]["timerKey"]

    changed(operator, case_key, key, "2026-03-02T06:00:00Z")

    lines = operator.get(f"/api/v1/cases/{case_key}/timeline").json()["items"]
    (line,) = [line for line in lines if line["type"] == "timer.changed"]
    assert line["actor"] == "operator"
    assert line["details"] == {
        "at": "wait",
        "old": "2026-03-02T05:00:00+00:00",
        "due_at": "2026-03-02T06:00:00+00:00",
        "reason": "the part came earlier",
    }


def test_only_operators_see_and_change_timers_and_only_running_ones(as_user: AsUser, case_key: int) -> None:
    operator, agent = as_user("operator"), as_user("agent")
    key = operator.get(f"/api/v1/cases/{case_key}/timers").json()["items"][0]["timerKey"]

    assert agent.get(f"/api/v1/cases/{case_key}/timers").status_code == 403
    assert changed(agent, case_key, key, "2026-03-02T06:00:00Z") == 403
    assert changed(operator, case_key, "17", "2026-03-02T06:00:00Z") == 404
