"""Who called whom: a bare array, root first, of what the caller sees."""

from __future__ import annotations

from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine.build import END, START, line, user_task
from tests.engine.test_children import called


def test_the_callers_of_an_instance_are_listed_root_first(engine: Engine, as_user: AsUser) -> None:
    parent = called(engine, START + user_task("inner") + END + line("start", "inner", "end"))
    operator = as_user("operator")
    wanted = {"filter": {"parentProcessInstanceKey": str(parent)}}
    child = operator.post("/v2/process-instances/search", json=wanted).json()["items"][0]["processInstanceKey"]

    chain = operator.get(f"/v2/process-instances/{child}/call-hierarchy").json()

    assert [one["processInstanceKey"] for one in chain] == [str(parent), child]
    assert {"processDefinitionKey", "processDefinitionName"} < chain[0].keys()
    assert len(operator.get(f"/v2/process-instances/{parent}/call-hierarchy").json()) == 1


def test_an_unknown_instance_is_absent(as_user: AsUser) -> None:
    assert as_user("operator").get("/v2/process-instances/4711/call-hierarchy").status_code == 404
