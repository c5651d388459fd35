"""The description of the API is complete and true."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import ENDPOINTS
from tests.api.conftest import AsUser
from tests.engine import build


@pytest.fixture
def description(sqlite_as_user: AsUser) -> dict[str, Any]:
    """What the server says of itself."""
    found: dict[str, Any] = sqlite_as_user("agent").get("/api/v1/openapi.json").json()
    return found


def test_every_endpoint_is_described_with_its_answers(description: dict[str, Any]) -> None:
    for endpoint in ENDPOINTS:
        operation = description["paths"][endpoint.path][endpoint.method.lower()]
        assert operation["summary"]
        assert str(endpoint.status) in operation["responses"] or endpoint.tag == "Not offered"
        assert ("requestBody" in operation) == (endpoint.body is not None or endpoint.reads_form)


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}

    assert _references(description) <= known


def test_operation_ids_are_unique(description: dict[str, Any]) -> None:
    ids = [operation["operationId"] for path in description["paths"].values() for operation in path.values()]

    assert len(ids) == len(set(ids))


def test_search_answers_hold_exactly_what_is_described(
    description: dict[str, Any], sqlite_as_user: AsUser, sqlite_engine: object
) -> None:
    admin = sqlite_as_user("admin")
    _something_of_everything(admin)
    schemas = description["components"]["schemas"]
    for endpoint in ENDPOINTS:
        if not endpoint.path.endswith("/search") or "{" in endpoint.path or endpoint.answer is None:
            continue
        item = schemas[endpoint.answer.name]["properties"]["items"]["items"]["$ref"].rsplit("/", 1)[-1]
        answer = admin.post(endpoint.path, json={}).json()
        for found in answer["items"]:
            assert found.keys() == set(schemas[item]["required"]), endpoint.path
            for name, value in found.items():
                assert _fits(value, schemas[item]["properties"][name]), (endpoint.path, name, value)


def _something_of_everything(admin: TestClient) -> None:
    model = build.process(
        build.START + build.service_task("work") + build.user_task("task") + build.line("start", "work", "task")
    )
    admin.post("/v2/deployments", files={"resources": ("p.bpmn", model)})
    for _ in range(2):
        admin.post("/v2/process-instances", json={"processDefinitionId": "p", "variables": {"a": 1}, "tags": ["t"]})
    wanted = {"type": "x.work", "timeout": 60_000, "maxJobsToActivate": 2, "requestTimeout": -1}
    first, second = admin.post("/v2/jobs/activation", json=wanted).json()["jobs"]
    admin.post(f"/v2/jobs/{first['jobKey']}/failure", json={})
    admin.post(f"/v2/jobs/{second['jobKey']}/completion", json={})


def _references(node: object) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_references(value) for value in node))
    return set()


def _fits(value: object, schema: dict[str, Any]) -> bool:
    if "anyOf" in schema:
        return any(_fits(value, one) for one in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
    return "type" not in schema or type(value) is kinds[schema["type"]]
