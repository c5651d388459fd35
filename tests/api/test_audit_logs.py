"""The audit log over `/v2`: who did what, in the words of the original."""

from __future__ import annotations

import pytest

from engine.service import Engine
from engine.store.search.history import CATEGORIES, ENTITIES, LISTED, OPERATIONS
from tests.api.conftest import AsUser
from tests.engine import build


@pytest.fixture
def case_key(engine: Engine) -> int:
    """A case over: its task was claimed and completed by the agent."""
    build.deployed(engine, build.one_task())
    agent = engine.actor_of_basic("agent", "demo", address="test")
    key = build.a_case(engine, unit="hq")
    task = build.tasks(engine, agent)[0].task_key
    engine.claim_task(task, actor=agent)
    engine.complete_task(task, {}, actor=agent, from_form=False)
    return key


def test_what_was_done_is_listed_newest_first_with_who_did_it(as_user: AsUser, case_key: int) -> None:
    wanted = {"filter": {"processInstanceKey": str(case_key), "category": "USER_TASKS"}}

    found = as_user("auditor").post("/v2/audit-logs/search", json=wanted).json()["items"]

    done = [(one["operationType"], one["entityType"], one["actorId"], one["actorType"]) for one in found]
    assert done[0] == ("COMPLETE", "USER_TASK", "agent", "USER")
    assert ("ASSIGN", "USER_TASK", "agent", "USER") in done
    assert [one["auditLogKey"] for one in found] == sorted((one["auditLogKey"] for one in found), reverse=True)
    assert {one["result"] for one in found} == {"SUCCESS"}


def test_one_entry_is_read_by_its_key(as_user: AsUser, case_key: int) -> None:
    auditor = as_user("auditor")
    wanted = {"filter": {"processInstanceKey": str(case_key), "operationType": "CREATE"}}
    listed = auditor.post("/v2/audit-logs/search", json=wanted).json()["items"][-1]

    one = auditor.get(f"/v2/audit-logs/{listed['auditLogKey']}").json()

    assert one == listed
    assert (one["entityType"], one["entityKey"], one["processDefinitionId"]) == ("PROCESS_INSTANCE", str(case_key), "p")


def test_a_task_has_a_log_of_its_own(as_user: AsUser, engine: Engine, case_key: int) -> None:
    agent = as_user("agent")
    search = {"filter": {"processInstanceKey": str(case_key)}}
    task = agent.post("/v2/user-tasks/search", json=search).json()["items"][0]["userTaskKey"]

    found = agent.post(f"/v2/user-tasks/{task}/audit-logs/search").json()["items"]

    assert {one["operationType"] for one in found} >= {"CREATE", "ASSIGN", "COMPLETE"}
    assert {one["entityType"] for one in found} == {"USER_TASK"}


def test_every_listed_event_has_one_entity_one_operation_and_one_category() -> None:
    for names in (ENTITIES, OPERATIONS, CATEGORIES):
        kinds = [kind for kinds in names.values() for kind in kinds]
        assert sorted(kinds) == sorted(set(kinds))
        assert set(kinds) == set(LISTED)
