"""Conditional start events over HTTP (E17)."""

from __future__ import annotations

from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine import build
from tests.engine.test_conditional_starts import a_watch


def test_asking_the_conditions_begins_cases_once_for_each_request(engine: Engine, as_user: AsUser) -> None:
    build.deployed(engine, a_watch())
    operator = as_user("operator")
    body = {"values": {"temperature": 35}, "unit": "hq"}

    first = operator.post("/api/v1/conditions/evaluation", json=body, headers={"Idempotency-Key": "a"})
    again = operator.post("/api/v1/conditions/evaluation", json=body, headers={"Idempotency-Key": "a"})

    assert first.status_code == 200
    assert [item["processId"] for item in first.json()["items"]] == ["watch"]
    assert again.json() == first.json()


def test_conditions_that_are_not_true_are_no_error(engine: Engine, as_user: AsUser) -> None:
    build.deployed(engine, a_watch())

    answer = as_user("operator").post("/api/v1/conditions/evaluation", json={"values": {"temperature": 3}})

    assert answer.json() == {"items": []}


def test_who_may_not_start_cases_is_forbidden_to_ask(engine: Engine, as_user: AsUser) -> None:
    build.deployed(engine, a_watch())

    answer = as_user("agent").post("/api/v1/conditions/evaluation", json={"values": {"temperature": 35}})

    assert answer.status_code == 403
