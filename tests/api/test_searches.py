"""Searches: filters, operators, sort, cursors; the same on both databases."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from engine.service import Engine
from tests.api.conftest import AsUser
from tests.engine import build

NAMES = ("Anna", "anna", "Bert", "Änne", "a_b", "a%b", "王五", "anna")


@pytest.fixture
def admin(as_user: AsUser, engine: Engine) -> TestClient:
    """An administrator in front of eight cases: business keys are some of NAMES, two have none; each a minute later."""
    build.deployed(engine, build.one_task())
    for number, name in enumerate(NAMES):
        engine.clock.move(timedelta(minutes=1))
        key = None if name in ("Bert", "王五") else f"{name}{number}"
        build.a_case(engine, unit="hq", business_key=key, variables={"who": name, "n": number})
    return as_user("admin")


def keys(client: TestClient, body: dict[str, object], kind: str = "process-instances") -> list[object]:
    """The business ids that a search finds, in order."""
    answer = client.post(f"/v2/{kind}/search", json=body)
    assert answer.status_code == 200, answer.text
    return [item["businessId"] for item in answer.json()["items"]]


def test_like_tells_case_and_takes_its_wildcards_literally_when_escaped(admin: TestClient) -> None:
    def like(pattern: str) -> list[object]:
        return keys(admin, {"filter": {"businessId": {"$like": pattern}}})

    assert like("anna*") == ["anna1", "anna7"]
    assert like("?nna*") == ["Anna0", "anna1", "anna7"]
    assert like("Ä*") == ["Änne3"]
    assert like("a_*") == ["a_b4"]
    assert like("a%*") == ["a%b5"]
    assert like("a\\*") == []
    assert like("[a]*") == []


def test_operators_join_by_and(admin: TestClient) -> None:
    assert keys(admin, {"filter": {"businessId": {"$in": ["anna1", "a_b4", "x"], "$neq": "a_b4"}}}) == ["anna1"]
    assert keys(admin, {"filter": {"businessId": {"$exists": False}}}) == [None, None]
    assert len(keys(admin, {"filter": {"businessId": {"$notIn": ["anna1"]}}})) == 7
    assert len(keys(admin, {"filter": {"state": {"$like": "ACT*"}}})) == 8
    assert keys(admin, {"filter": {"state": {"$neq": "ACTIVE"}}}) == []


def test_dates_compare_by_the_millisecond(admin: TestClient) -> None:
    first = admin.post("/v2/process-instances/search").json()["items"][0]["startDate"]

    assert keys(admin, {"filter": {"startDate": first}}) == ["Anna0"]
    assert keys(admin, {"filter": {"startDate": {"$lte": first}}}) == ["Anna0"]
    assert len(keys(admin, {"filter": {"startDate": {"$gt": first}}})) == 7
    assert keys(admin, {"filter": {"startDate": {"$gte": first, "$lt": "2026-03-02T12:02:00+08:00"}}}) == ["Anna0"]


def test_or_groups_widen_and_top_level_fields_narrow(admin: TestClient) -> None:
    either = [{"businessId": "anna1"}, {"businessId": {"$like": "a_*"}}]

    assert keys(admin, {"filter": {"state": "ACTIVE", "$or": either}}) == ["anna1", "a_b4"]
    assert keys(admin, {"filter": {"state": "COMPLETED", "$or": either}}) == []


def test_variables_compare_as_json_text(admin: TestClient) -> None:
    def with_variables(*wanted: dict[str, object]) -> int:
        return len(keys(admin, {"filter": {"variables": list(wanted)}}))

    assert with_variables({"name": "who", "value": '"anna"'}) == 2
    assert with_variables({"name": "who", "value": "anna"}) == 0
    assert with_variables({"name": "who", "value": '"anna"'}, {"name": "n", "value": "7"}) == 1
    assert with_variables({"name": "n", "value": {"$in": ["1", "2"]}}) == 2


def test_pages_by_cursor_meet_every_row_once_whatever_the_sort(admin: TestClient) -> None:
    for sort in ([], [{"field": "businessId"}], [{"field": "businessId", "order": "DESC"}, {"field": "startDate"}]):
        whole = keys(admin, {"sort": sort})
        paged: list[object] = []
        page: dict[str, object] = {"limit": 3}
        while True:
            answer = admin.post("/v2/process-instances/search", json={"sort": sort, "page": page}).json()
            assert answer["page"]["totalItems"] == 8
            if not answer["items"]:
                assert answer["page"]["endCursor"] is None
                break
            paged += [item["businessId"] for item in answer["items"]]
            last, page = answer["page"], {"limit": 3, "after": answer["page"]["endCursor"]}
        assert paged == whole

        back = admin.post(
            "/v2/process-instances/search", json={"sort": sort, "page": {"limit": 5, "before": last["startCursor"]}}
        ).json()
        assert [item["businessId"] for item in back["items"]] == whole[1:6]


def test_nulls_come_last_ascending_and_first_descending(admin: TestClient) -> None:
    assert keys(admin, {"sort": [{"field": "businessId"}]})[-2:] == [None, None]
    assert keys(admin, {"sort": [{"field": "businessId", "order": "DESC"}]})[:2] == [None, None]
    texts = [text for text in keys(admin, {"sort": [{"field": "businessId"}]}) if isinstance(text, str)]
    assert texts == sorted(texts)


def test_a_cursor_is_plain_base64_and_belongs_to_its_sort(admin: TestClient) -> None:
    cursor = admin.post("/v2/process-instances/search").json()["page"]["endCursor"]

    assert base64.b64encode(base64.b64decode(cursor, validate=True)).decode() == cursor
    other = {"sort": [{"field": "businessId"}], "page": {"after": cursor}}
    assert admin.post("/v2/process-instances/search", json=other).status_code == 400
    assert admin.post("/v2/user-tasks/search", json={"page": {"after": cursor}}).status_code == 400


def test_limit_zero_only_counts(admin: TestClient) -> None:
    answer = admin.post("/v2/process-instances/search", json={"page": {"limit": 0}}).json()

    assert (answer["items"], answer["page"]["totalItems"]) == ([], 8)


def test_tasks_are_found_by_role_role_at_unit_and_assignee(admin: TestClient, as_user: AsUser) -> None:
    agent = as_user("agent")
    key = agent.post("/v2/user-tasks/search").json()["items"][0]["userTaskKey"]
    agent.post(f"/v2/user-tasks/{key}/assignment", json={"assignee": "agent"})

    def count(wanted: dict[str, object]) -> int:
        return len(keys(agent, {"filter": wanted}, "user-tasks"))

    assert count({"candidateGroup": "agent"}) == 8
    assert count({"candidateGroup": "agent@hq"}) == 8
    assert count({"candidateGroup": {"$neq": "agent"}}) == 0
    assert count({"candidateGroup": "agent@elsewhere"}) == 0
    assert count({"assignee": "agent"}) == 1
    assert count({"assignee": {"$exists": False}, "state": "CREATED"}) == 7
    assert count({"state": {"$in": ["COMPLETED", "CANCELING"]}}) == 0
    shown = agent.get(f"/v2/user-tasks/{key}").json()
    assert shown["candidateGroups"] == ["agent", "agent@hq"]


def test_task_variables_are_those_the_task_sees(admin: TestClient, as_user: AsUser) -> None:
    key = admin.post("/v2/user-tasks/search").json()["items"][0]["userTaskKey"]
    element = admin.get(f"/v2/user-tasks/{key}").json()["elementInstanceKey"]
    local = {"variables": {"who": "inner", "more": [1]}, "local": True}
    assert admin.put(f"/v2/element-instances/{element}/variables", json=local).status_code == 204

    every = admin.post(f"/v2/user-tasks/{key}/variables/search", json={"sort": [{"field": "name"}]}).json()["items"]
    effective = admin.post(f"/v2/user-tasks/{key}/effective-variables/search").json()["items"]

    assert [one["name"] for one in every] == ["more", "n", "who", "who"]
    assert {one["name"]: one["value"] for one in effective} == {"more": "[1]", "n": "0", "who": '"inner"'}


def test_a_long_value_is_cut_unless_told_otherwise(as_user: AsUser, engine: Engine) -> None:
    build.deployed(engine, build.one_task())
    build.a_case(engine, unit="hq", variables={"long": "x" * 9_000})
    admin = as_user("admin")

    cut = admin.post("/v2/variables/search").json()["items"][0]
    whole = admin.post("/v2/variables/search?truncateValues=false").json()["items"][0]

    assert (len(cut["value"]), cut["isTruncated"]) == (8191, True)
    assert (len(whole["value"]), whole["isTruncated"]) == (9_002, False)
    assert admin.post("/v2/variables/search?truncateValues=perhaps").status_code == 400


def test_every_kind_can_be_sorted_by_every_field_it_offers(admin: TestClient) -> None:
    from engine.store.search.sources import SOURCES

    paths = {
        "case": "process-instances",
        "element_instance": "element-instances",
        "user_task": "user-tasks",
        "variable": "variables",
        "job": "jobs",
        "incident": "incidents",
        "message_subscription": "message-subscriptions",
        "process_definition": "process-definitions",
        "decision_definition": "decision-definitions",
        "decision_requirements": "decision-requirements",
        "decision_instance": "decision-instances",
        "user": "users",
        "role": "roles",
        "group": "groups",
        "resource": "resources",
        "audit_log": "audit-logs",
    }
    for kind, path in paths.items():
        for field in SOURCES[kind].fields:
            if not (field.can_sort and field.is_listed):
                continue
            body = {"sort": [{"field": field.name, "order": "DESC"}], "page": {"limit": 2}}
            answer = admin.post(f"/v2/{path}/search", json=body)
            assert answer.status_code == 200, (kind, field.name, answer.text)
            cursor = answer.json()["page"]["endCursor"]
            if cursor:
                again = admin.post(f"/v2/{path}/search", json={**body, "page": {"limit": 2, "after": cursor}})
                assert again.status_code == 200, (kind, field.name, again.text)


def test_every_kind_can_be_filtered_by_every_field_it_offers(admin: TestClient) -> None:
    from engine.store.search.fields import FieldType
    from engine.store.search.sources import SOURCES

    samples: dict[FieldType, object] = {
        FieldType.KEY: "12",
        FieldType.TEXT: "x",
        FieldType.INTEGER: 1,
        FieldType.BOOLEAN: True,
        FieldType.MOMENT: "2026-01-01T00:00:00Z",
    }
    paths = {"case": "process-instances", "user_task": "user-tasks", "job": "jobs", "incident": "incidents"}
    paths |= {
        "element_instance": "element-instances",
        "variable": "variables",
        "decision_instance": "decision-instances",
    }
    paths |= {"process_definition": "process-definitions", "message_subscription": "message-subscriptions"}
    for kind, path in paths.items():
        for field in SOURCES[kind].fields:
            if not field.can_filter:
                continue
            sample = next(iter(field.values), "") if field.type is FieldType.ENUM else samples[field.type]
            for value in (sample, {"$neq": sample}, {"$exists": True}, {"$exists": False}, {"$in": [sample]}):
                if field.type is FieldType.BOOLEAN and isinstance(value, dict) and "$in" in value:
                    continue
                answer = admin.post(f"/v2/{path}/search", json={"filter": {field.name: value}})
                if field.name == "tenantId" and value == "x":
                    assert answer.status_code == 400
                    continue
                assert answer.status_code == 200, (kind, field.name, value, answer.text)
