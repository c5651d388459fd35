"""Deployed files over `/v2`: found, described and given back byte for byte."""

from __future__ import annotations

import pytest

from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine import build


@pytest.fixture
def key(engine: Engine, as_user: AsUser) -> str:
    """The key of a process in its second version."""
    build.deployed(engine, build.one_task(role="agent"))
    build.deployed(engine, build.one_task(role="agent_lead"))
    wanted = {"filter": {"processDefinitionId": "p", "version": 2}}
    found = as_user("agent").post("/v2/process-definitions/search", json=wanted).json()["items"]
    return str(found[0]["processDefinitionKey"])


def test_a_resource_is_described_and_given_back_byte_for_byte(as_user: AsUser, key: str) -> None:
    agent = as_user("agent")

    content = agent.get(f"/v2/resources/{key}/content")

    assert agent.get(f"/v2/resources/{key}").json() == {
        "resourceKey": key, "resourceId": "p", "resourceName": "p.bpmn", "version": 2, "versionTag": None,
        "tenantId": "<default>",
    }  # fmt: skip
    assert content.content == build.one_task(role="agent_lead")
    assert content.headers["content-disposition"].startswith("attachment")


def test_resources_are_sought_by_name_and_version(as_user: AsUser, key: str) -> None:
    agent = as_user("agent")

    wanted = {"filter": {"resourceName": "p.bpmn"}, "sort": [{"field": "version", "order": "DESC"}]}
    found = agent.post("/v2/resources/search", json=wanted).json()

    assert [(one["resourceId"], one["version"]) for one in found["items"]] == [("p", 2), ("p", 1)]
    assert agent.post("/v2/resources/search", json={"filter": {"resourceKey": key}}).json()["page"]["totalItems"] == 1


def test_an_unknown_resource_is_absent(as_user: AsUser, key: str) -> None:
    agent = as_user("agent")

    for path in ("", "/content"):
        assert agent.get(f"/v2/resources/{key[:-1]}{(int(key[-1]) + 1) % 10}{path}").status_code == 404
    assert agent.get("/v2/resources/x").status_code == 400
