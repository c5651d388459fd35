"""Every route with a case that a unit only shares: it works on one task of it, and the case is not its own.

What such a unit may ask is declared here; everything else is absent for it, byte for byte, or refused. A new route that
shows a shared case fails this test until somebody says that it may.
"""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.app import ENDPOINTS
from api.endpoints import Endpoint
from engine.actor import SYSTEM
from engine.documents import NewDocument
from engine.search.request import Search
from engine.service import Engine
from tests.api import test_isolation as matrix
from tests.security.conftest import AsUser
from tests.security.test_shared_cases import Shared, shared

MAY_SEE = {
    "GET /v2/process-instances/{key}",
    "GET /v2/process-instances/{key}/call-hierarchy",
    "GET /v2/process-instances/{key}/sequence-flows",
    "GET /v2/process-instances/{key}/statistics/element-instances",
    "POST /v2/process-instances/{key}/incidents/search",
    "GET /v2/element-instances/{key}",
    "POST /v2/element-instances/{key}/incidents/search",
    "GET /v2/user-tasks/{key}",
    "GET /v2/user-tasks/{key}/form",
    "POST /v2/user-tasks/{key}/variables/search",
    "POST /v2/user-tasks/{key}/effective-variables/search",
    "POST /v2/user-tasks/{key}/completion",
    "POST /v2/user-tasks/{key}/assignment",
    "DELETE /v2/user-tasks/{key}/assignee",
    "PATCH /v2/user-tasks/{key}",
    "GET /api/v1/tasks/{key}",
    "POST /api/v1/tasks/{key}/claim",
    "POST /api/v1/tasks/{key}/return",
    "GET /api/v1/cases/{key}",
    "GET /api/v1/cases/{key}/timeline",
    "GET /api/v1/cases/{key}/verification",
    "GET /api/v1/cases/{key}/notifications",
    "GET /v2/documents/{document_id}",
    "POST /v2/documents/{document_id}/links",
    "POST /v2/user-tasks/{key}/audit-logs/search",
}
"""what a unit with a task of the case may ask; lists among it are empty but for what is its own"""
CASE_KINDS = ("case", "element", "task", "variable", "job", "incident", "document")
assert shared


@pytest.fixture
def keys(sqlite_engine: Engine, shared: Shared) -> dict[str, str]:
    """Keys of everything that belongs to the shared case, the tenant's own task apart."""
    engine, case = sqlite_engine, int(shared.case)

    def first(kind: str, name: str) -> str:
        items = engine.search(kind, Search({"processInstanceKey": shared.case}), actor=SYSTEM).items
        return str(items[0][name])

    document = engine.add_document(NewDocument(b"%PDF-1", "a.pdf", "application/pdf", case_key=case), actor=SYSTEM)
    return {
        "case": shared.case,
        "task": shared.task,
        "element": first("element_instance", "elementInstanceKey"),
        "variable": first("variable", "variableKey"),
        "job": first("job", "jobKey"),
        "incident": first("incident", "incidentKey"),
        "document": document.document_id,
    }


def test_a_sharing_unit_may_ask_what_is_declared_and_nothing_else(as_user: AsUser, keys: dict[str, str]) -> None:
    station = as_user("station")
    wrong = [told for endpoint in _of_cases() if (told := _judged(station, endpoint, keys))]

    assert wrong == []


def test_a_unit_without_a_task_of_the_case_may_ask_nothing(as_user: AsUser, keys: dict[str, str]) -> None:
    stranger = as_user("station3")
    wrong = []
    for endpoint in _of_cases():
        answer = matrix._ask(stranger, endpoint, keys[str(matrix._kind(endpoint.path))])
        if answer.status_code not in (403, 404):
            wrong.append(f"{endpoint.method} {endpoint.path}: {answer.status_code}")

    assert wrong == []


def _of_cases() -> list[Endpoint]:
    """Reads first: what follows may end the task."""
    found = [one for one in ENDPOINTS if one.tag != "Not offered" and matrix._kind(one.path) in CASE_KINDS]
    return sorted(found, key=lambda one: (one.path.endswith("completion"), one.method != "GET"))


def _judged(station: TestClient, endpoint: Endpoint, keys: dict[str, str]) -> str:
    kind, name = str(matrix._kind(endpoint.path)), f"{endpoint.method} {endpoint.path}"
    answer = matrix._ask(station, endpoint, keys[kind])
    if name in MAY_SEE:
        return "" if answer.status_code != 404 else f"{name}: 404, though it may be asked"
    if answer.status_code not in (403, 404):
        return f"{name}: {answer.status_code}, though it is not declared"
    return ""
