"""The working core of `/v2`: deploy, start, work, complete, search."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import AsUser
from tests.engine import build


def deploy(client: TestClient, content: bytes, *, name: str = "p.bpmn") -> dict[str, object]:
    """Deploy one file; the answer."""
    answer = client.post("/v2/deployments", files={"resources": (name, content)})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def start(client: TestClient, **body: object) -> dict[str, str]:
    """Start an instance; the answer."""
    answer = client.post("/v2/process-instances", json={"processDefinitionId": "p", **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()
    return found


def test_a_deployed_process_is_started_worked_on_and_ends(as_user: AsUser) -> None:
    admin, agent = as_user("admin"), as_user("agent")
    deploy(admin, build.one_task())
    instance = start(admin, variables={"amount": 3})["processInstanceKey"]

    found = agent.post("/v2/user-tasks/search", json={"filter": {"state": "CREATED"}}).json()
    key = found["items"][0]["userTaskKey"]
    done = agent.post(f"/v2/user-tasks/{key}/completion", json={"variables": {"ok": True}})

    assert (done.status_code, done.content) == (204, b"")
    assert agent.get(f"/v2/user-tasks/{key}").json()["state"] == "COMPLETED"
    shown = admin.get(f"/v2/process-instances/{instance}")
    assert shown.json()["state"] == "COMPLETED"
    assert shown.headers["etag"]
    again = agent.post(f"/v2/user-tasks/{key}/completion", json={})
    assert again.status_code == 409
    assert "Command 'COMPLETE' rejected with code 'INVALID_STATE'" in again.json()["detail"]


def test_a_job_waits_for_its_worker_and_moves_the_case(as_user: AsUser) -> None:
    admin = as_user("admin")
    deploy(
        admin, build.process(build.START + build.service_task("work") + build.END + build.line("start", "work", "end"))
    )
    instance = start(admin, variables={"price": 12})["processInstanceKey"]

    wanted = {"type": "x.work", "timeout": 60_000, "maxJobsToActivate": 5, "worker": "w", "requestTimeout": -1}
    jobs = admin.post("/v2/jobs/activation", json=wanted).json()["jobs"]
    assert [job["variables"] for job in jobs] == [{"price": 12}]
    assert admin.post("/v2/jobs/activation", json=wanted).json() == {"jobs": []}
    done = admin.post(f"/v2/jobs/{jobs[0]['jobKey']}/completion", json={"variables": {"paid": True}})

    assert done.status_code == 204
    assert admin.get(f"/v2/process-instances/{instance}").json()["state"] == "COMPLETED"
    assert admin.post(f"/v2/jobs/{jobs[0]['jobKey']}/completion").status_code == 404


def test_a_failed_job_opens_an_incident_that_is_resolved(as_user: AsUser) -> None:
    admin = as_user("admin")
    deploy(
        admin, build.process(build.START + build.service_task("work") + build.END + build.line("start", "work", "end"))
    )
    start(admin)
    wanted = {"type": "x.work", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": -1}
    job = admin.post("/v2/jobs/activation", json=wanted).json()["jobs"][0]["jobKey"]

    assert admin.post(f"/v2/jobs/{job}/failure", json={"errorMessage": "broken"}).status_code == 204

    incidents = admin.post("/v2/incidents/search", json={"filter": {"state": "ACTIVE"}}).json()["items"]
    assert [(one["errorType"], one["jobKey"]) for one in incidents] == [("JOB_NO_RETRIES", job)]
    resolution = f"/v2/incidents/{incidents[0]['incidentKey']}/resolution"
    assert admin.post(resolution).status_code == 409
    assert admin.patch(f"/v2/jobs/{job}", json={"changeset": {"retries": 1}}).status_code == 204
    assert admin.post(resolution).status_code == 204
    assert admin.post("/v2/jobs/activation", json=wanted).json()["jobs"][0]["jobKey"] == job


def test_awaited_completion_brings_the_variables(as_user: AsUser) -> None:
    admin = as_user("admin")
    deploy(admin, build.process(build.START + build.END + build.line("start", "end")))

    answer = start(admin, variables={"n": 1, "m": 2}, awaitCompletion=True, fetchVariables=["n"])

    assert answer["variables"] == {"n": 1}


def test_awaited_completion_that_takes_too_long_is_504_and_goes_on(as_user: AsUser) -> None:
    admin = as_user("admin")
    deploy(admin, build.one_task())

    wanted = {"processDefinitionId": "p", "awaitCompletion": True, "requestTimeout": 50}
    answer = admin.post("/v2/process-instances", json=wanted)

    assert answer.status_code == 504
    assert answer.json()["title"] == "DEADLINE_EXCEEDED"
    assert admin.post("/v2/process-instances/search", json={}).json()["items"][0]["state"] == "ACTIVE"


def test_exact_numbers_go_in_and_out(as_user: AsUser) -> None:
    admin = as_user("admin")
    deploy(admin, build.one_task())
    body = '{"processDefinitionId": "p", "variables": {"big": 9007199254740993, "price": 0.1000000000000000055}}'

    key = admin.post("/v2/process-instances", content=body, headers={"content-type": "application/json"}).json()

    found = admin.post(
        "/v2/variables/search",
        json={"filter": {"processInstanceKey": key["processInstanceKey"]}, "sort": [{"field": "name"}]},
    ).json()["items"]
    assert [(one["name"], one["value"]) for one in found] == [
        ("big", "9007199254740993"),
        ("price", "0.1000000000000000055"),
    ]


def test_the_same_idempotency_key_gives_the_same_answer_once(as_user: AsUser) -> None:
    admin = as_user("admin")
    deploy(admin, build.one_task())
    body = {"processDefinitionId": "p"}
    key = {"Idempotency-Key": "order-1"}

    first = admin.post("/v2/process-instances", json=body, headers=key)
    second = admin.post("/v2/process-instances", json=body, headers=key)
    other = admin.post("/v2/process-instances", json={**body, "tags": ["a"]}, headers=key)

    assert second.content == first.content
    assert (second.status_code, second.headers["idempotency-replayed"]) == (200, "true")
    assert admin.post("/v2/process-instances/search").json()["page"]["totalItems"] == 1
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert other.json()["title"] == "ALREADY_EXISTS"


def test_a_stale_revision_is_refused_with_the_facts(as_user: AsUser) -> None:
    admin, agent = as_user("admin"), as_user("agent")
    deploy(admin, build.one_task())
    start(admin)
    key = agent.post("/v2/user-tasks/search").json()["items"][0]["userTaskKey"]
    revision = agent.get(f"/v2/user-tasks/{key}").headers["etag"]
    agent.post(f"/v2/user-tasks/{key}/assignment", json={"assignee": "agent"})

    stale = agent.post(f"/v2/user-tasks/{key}/completion", json={}, headers={"If-Match": revision})
    fresh = agent.post(
        f"/v2/user-tasks/{key}/completion", headers={"If-Match": agent.get(f"/v2/user-tasks/{key}").headers["etag"]}
    )

    assert (stale.status_code, stale.json()["code"], stale.json()["changedBy"]) == (409, "stale_revision", "agent")
    assert fresh.status_code == 204


def test_a_model_the_gate_refuses_names_file_and_element(as_user: AsUser) -> None:
    admin = as_user("admin")

    answer = admin.post("/v2/deployments", files={"resources": ("broken.bpmn", b"<not-bpmn/>")})

    assert answer.status_code == 400
    assert "broken.bpmn" in answer.json()["detail"]
    assert answer.json()["errors"]


def test_a_message_nobody_waits_for_is_404(as_user: AsUser) -> None:
    answer = as_user("admin").post("/v2/messages/correlation", json={"name": "nobody", "correlationKey": "1"})

    assert (answer.status_code, answer.json()["title"]) == (404, "NOT_FOUND")


def test_the_same_message_id_twice_is_409(as_user: AsUser) -> None:
    admin = as_user("admin")
    message = {"name": "paid", "correlationKey": "1", "messageId": "m1", "timeToLive": 60_000}

    assert admin.post("/v2/messages/publication", json=message).status_code == 200
    again = admin.post("/v2/messages/publication", json=message)

    assert (again.status_code, again.json()["title"]) == (409, "ALREADY_EXISTS")


def test_a_signal_nobody_hears_is_200(as_user: AsUser) -> None:
    answer = as_user("admin").post("/v2/signals/broadcast", json={"signalName": "x"})

    assert answer.status_code == 200
    assert answer.json()["signalKey"].isdigit()


def test_expressions_are_evaluated_exactly(as_user: AsUser) -> None:
    admin = as_user("admin")

    answer = admin.post("/v2/expression/evaluation", json={"expression": "=a + 0.1", "variables": {"a": 0.2}})
    wrong = admin.post("/v2/expression/evaluation", json={"expression": "=a +"})

    assert (answer.status_code, answer.json()["result"]) == (200, 0.3)
    assert wrong.status_code == 400


def test_the_clock_moves_in_test_mode_and_fires_what_is_due(as_user: AsUser) -> None:
    admin = as_user("admin")
    timer = (
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition>'
        '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT2H</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    deploy(admin, build.process(build.START + timer + build.END + build.line("start", "wait", "end")))
    instance = start(admin)["processInstanceKey"]

    # 2026-03-02T07:00Z, three hours after the clock of the tests
    assert admin.put("/v2/clock", json={"timestamp": 1_772_434_800_000}).status_code == 204

    assert admin.get(f"/v2/process-instances/{instance}").json()["state"] == "COMPLETED"
    assert as_user("agent").put("/v2/clock", json={"timestamp": 0}).status_code == 403


@pytest.mark.parametrize("version", [0, -2, 2**31, 2**63, 748504644780716538598522880])
def test_a_version_that_none_can_have_is_refused(as_user: AsUser, version: int) -> None:
    wanted = {"processDefinitionId": "p", "processDefinitionVersion": version}

    answer = as_user("admin").post("/v2/process-instances", json=wanted)

    assert answer.status_code == 400
    assert f"but found {version}" in answer.json()["detail"]
