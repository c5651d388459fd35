"""An operator moves tokens over `/v2`: into a named scope when it is active several times (V15)."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from engine.service import Engine
from engine.values import Json
from tests.api.conftest import AsUser
from tests.engine import build

LOOP = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="n"/></bpmn:extensionElements>'
    "</bpmn:multiInstanceLoopCharacteristics>"
)


@pytest.fixture
def case_key(engine: Engine) -> int:
    """Two instances of a sub-process, a task `visit` open in each; `report` follows inside, `close` outside."""
    inside = '<bpmn:startEvent id="begin"/>' + build.user_task("visit") + build.user_task("report")
    trip = f'<bpmn:subProcess id="trip">{LOOP}{inside}{build.line("begin", "visit", "report")}</bpmn:subProcess>'
    body = build.START + trip + build.user_task("close") + build.END + build.line("start", "trip", "close", "end")
    build.deployed(engine, build.process(body))
    return build.a_case(engine, unit="hq")


def instances(client: TestClient, case_key: int, element_id: str) -> list[str]:
    """Active instances of an element, oldest first; of a multi-instance those inside its body."""
    wanted = {"processInstanceKey": str(case_key), "elementId": element_id, "state": "ACTIVE"}
    body = {"filter": wanted, "sort": [{"field": "elementInstanceKey"}]}
    items = client.post("/v2/element-instances/search", json=body).json()["items"]
    return [item["elementInstanceKey"] for item in items if item["type"] != "MULTI_INSTANCE_BODY"]


def modify(client: TestClient, case_key: int, **instructions: Json) -> int:
    """Ask for a modification; the status."""
    return client.post(f"/v2/process-instances/{case_key}/modification", json=instructions).status_code


def open_tasks(client: TestClient, case_key: int) -> list[tuple[str, str]]:
    """(element, scope's loop item) of each open task."""
    found = client.post(
        "/v2/user-tasks/search", json={"filter": {"processInstanceKey": str(case_key), "state": "CREATED"}}
    ).json()["items"]
    return sorted((task["elementId"], task["elementInstanceKey"]) for task in found)


def test_an_element_is_activated_in_the_scope_that_is_named(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    first, second = instances(operator, case_key, "trip")

    status = modify(
        operator, case_key, activateInstructions=[{"elementId": "report", "ancestorElementInstanceKey": second}]
    )

    assert status == 204
    (report,) = instances(operator, case_key, "report")
    scopes = operator.get(f"/v2/element-instances/{report}").json()
    assert [element for element, _ in open_tasks(operator, case_key)] == ["report", "visit", "visit"]
    # ending the other scope leaves it open, ending its own does not
    assert modify(operator, case_key, terminateInstructions=[{"elementInstanceKey": first}]) == 204
    assert [element for element, _ in open_tasks(operator, case_key)] == ["report", "visit"]
    assert modify(operator, case_key, terminateInstructions=[{"elementInstanceKey": second}]) == 204
    assert [element for element, _ in open_tasks(operator, case_key)] == ["close"]
    assert scopes["processInstanceKey"] == str(case_key)


def test_a_token_is_moved_within_the_scope_that_is_named(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    first, second = instances(operator, case_key, "trip")
    visit = instances(operator, case_key, "visit")[1]
    move: Json = {
        "sourceElementInstruction": {"sourceType": "byKey", "sourceElementInstanceKey": visit},
        "targetElementId": "report",
        "ancestorScopeInstruction": {"ancestorScopeType": "direct", "ancestorElementInstanceKey": second},
    }

    assert modify(operator, case_key, moveInstructions=[move]) == 204

    assert [element for element, _ in open_tasks(operator, case_key)] == ["report", "visit"]
    assert modify(operator, case_key, terminateInstructions=[{"elementInstanceKey": first}]) == 204
    assert [element for element, _ in open_tasks(operator, case_key)] == ["report"]


def move_of(source: str | None, target: str, scope: str, **named: Json) -> dict[str, Json]:
    """Move the instance with this key, or all of `visit`, to the target."""
    by_key: Json = {"sourceType": "byKey", "sourceElementInstanceKey": source}
    by_id: Json = {"sourceType": "byId", "sourceElementId": "visit"}
    return {
        "sourceElementInstruction": by_id if source is None else by_key,
        "targetElementId": target,
        "ancestorScopeInstruction": {"ancestorScopeType": scope, **named},
    }


@pytest.mark.parametrize("scope", ["sourceParent", "inferred"])
def test_a_target_begins_in_the_scope_its_source_stands_in(
    engine: Engine, as_user: AsUser, case_key: int, scope: str
) -> None:
    operator = as_user("operator")
    first, second = instances(operator, case_key, "trip")
    visit = instances(operator, case_key, "visit")[1]

    assert modify(operator, case_key, moveInstructions=[move_of(visit, "report", scope)]) == 204

    assert [element for element, _ in open_tasks(operator, case_key)] == ["report", "visit"]
    assert modify(operator, case_key, terminateInstructions=[{"elementInstanceKey": second}]) == 204
    assert [element for element, _ in open_tasks(operator, case_key)] == ["visit"]
    assert instances(operator, case_key, "trip") == [first]


@pytest.mark.parametrize("scope", ["sourceParent", "inferred"])
def test_every_source_of_an_element_begins_its_own_target(
    engine: Engine, as_user: AsUser, case_key: int, scope: str
) -> None:
    operator = as_user("operator")

    assert modify(operator, case_key, moveInstructions=[move_of(None, "report", scope)]) == 204

    assert [element for element, _ in open_tasks(operator, case_key)] == ["report", "report"]
    for trip in instances(operator, case_key, "trip"):
        assert modify(operator, case_key, terminateInstructions=[{"elementInstanceKey": trip}]) == 204
    assert [element for element, _ in open_tasks(operator, case_key)] == ["close"]


def test_only_inferred_looks_for_a_scope_further_out(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    visit = instances(operator, case_key, "visit")[0]

    assert modify(operator, case_key, moveInstructions=[move_of(visit, "close", "sourceParent")]) == 400
    assert [element for element, _ in open_tasks(operator, case_key)] == ["visit", "visit"]
    assert modify(operator, case_key, moveInstructions=[move_of(visit, "close", "inferred")]) == 204
    assert [element for element, _ in open_tasks(operator, case_key)] == ["close", "visit"]


def test_of_a_repeated_source_its_body_is_moved_once(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    move = move_of(None, "close", "inferred")
    move["sourceElementInstruction"] = {"sourceType": "byId", "sourceElementId": "trip"}

    assert modify(operator, case_key, moveInstructions=[move]) == 204

    assert [element for element, _ in open_tasks(operator, case_key)] == ["close"]


def test_a_key_beside_another_choice_of_scope_is_refused(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    visit = instances(operator, case_key, "visit")[0]
    both = move_of(visit, "report", "inferred", ancestorElementInstanceKey=str(case_key))

    assert modify(operator, case_key, moveInstructions=[both]) == 400
    assert modify(operator, case_key, moveInstructions=[move_of(visit, "report", "direct")]) == 400
    assert modify(operator, case_key, moveInstructions=[move_of(str(case_key + 1), "report", "inferred")]) in (404, 409)


def test_without_a_named_scope_several_are_ambiguous(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")

    assert modify(operator, case_key, activateInstructions=[{"elementId": "report"}]) == 400
    assert [element for element, _ in open_tasks(operator, case_key)] == ["visit", "visit"]


def test_a_scope_that_does_not_surround_the_element_is_refused(engine: Engine, as_user: AsUser, case_key: int) -> None:
    operator = as_user("operator")
    visit = instances(operator, case_key, "visit")[0]

    wrong: Json = [{"elementId": "report", "ancestorElementInstanceKey": visit}]
    assert modify(operator, case_key, activateInstructions=wrong) in (400, 404, 409)
    assert [element for element, _ in open_tasks(operator, case_key)] == ["visit", "visit"]


def test_who_does_not_operate_may_not_modify(engine: Engine, as_user: AsUser, case_key: int) -> None:
    assert modify(as_user("agent"), case_key, activateInstructions=[{"elementId": "close"}]) == 403
