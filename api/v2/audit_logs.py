"""The audit log of the original as a projection of our history (API 17); the raw entries are under `/api/v1/audit`."""

from __future__ import annotations

from starlette.responses import Response

from api.call import Call, SearchBody
from api.endpoints import Table
from api.shapes import item_shape, page_of
from engine.values import Values

table = Table("/v2", "Audit log")

ENTRY = item_shape("AuditLog", "audit_log")


@table.post("/audit-logs/search", answer=page_of(ENTRY))
def search_audit_logs(call: Call, body: SearchBody) -> Values:
    """Search what was done in cases whose values the caller reads; unsorted, newest first."""
    return call.search("audit_log", body)


@table.get("/audit-logs/{key}", answer=ENTRY)
def get_audit_log(call: Call, key: int) -> Response:
    """One entry."""
    return call.one("audit_log", key)


@table.post("/user-tasks/{key}/audit-logs/search", answer=page_of(ENTRY))
def search_task_audit_logs(call: Call, key: int, body: SearchBody) -> Values:
    """Search what was done with one task."""
    return call.search("audit_log", body, within=("user_task", key), pins={"task": key})
