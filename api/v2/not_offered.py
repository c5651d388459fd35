"""Operations of the original API that are not offered: each answers 501 as a problem, so that clients stop at once."""

from __future__ import annotations

from api.call import Call
from api.endpoints import Table
from api.errors import NotOffered

table = Table("/v2", "Not offered")

_OPERATIONS = """
GET /system/configuration
GET /system/usage-metrics
POST /authentication/me/authorizations/search
POST /resources/{key}/deletion
POST /process-definitions/statistics/process-instances
POST /process-definitions/statistics/process-instances-by-version
POST /process-definitions/statistics/message-subscriptions
POST /process-definitions/{key}/variable-names/search
POST /process-instances/{key}/migration
POST /process-instances/{key}/incident-resolution
POST /process-instances/{key}/statistics/wait-states
POST /process-instances/{key}/suspension
POST /process-instances/{key}/resumption
POST /process-instances/{key}/business-id-assignment
POST /process-instances/{key}/deletion
POST /process-instances/deletion
POST /process-instances/cancellation
POST /process-instances/migration
POST /process-instances/modification
POST /process-instances/incident-resolution
POST /element-instances/wait-states/search
POST /element-instances/ad-hoc-activities/{key}/activation
POST /jobs/batch-update
POST /correlated-message-subscriptions/search
POST /conditionals/evaluation
POST /incidents/statistics/process-instances-by-error
POST /incidents/statistics/process-instances-by-definition
POST /decision-instances/{instance_key}/deletion
POST /decision-instances/deletion
POST /documents/batch
GET /batch-operations/{key}
POST /batch-operations/search
POST /batch-operation-items/search
POST /batch-operations/{key}/cancellation
POST /batch-operations/{key}/suspension
POST /batch-operations/{key}/resumption
POST /groups
PUT /groups/{group_id}
DELETE /groups/{group_id}
POST /roles
PUT /roles/{role_id}
DELETE /roles/{role_id}
POST /authorizations
POST /authorizations/search
GET /authorizations/{key}
PUT /authorizations/{key}
DELETE /authorizations/{key}
POST /tenants
GET /tenants/{name}
PUT /tenants/{name}
DELETE /tenants/{name}
POST /mapping-rules
POST /mapping-rules/search
GET /mapping-rules/{name}
PUT /mapping-rules/{name}
DELETE /mapping-rules/{name}
POST /setup/user
POST /cluster-variables/global
POST /cluster-variables/search
GET /cluster-variables/global/{name}
DELETE /cluster-variables/global/{name}
GET /jobs/statistics/global
POST /jobs/statistics/by-types
POST /jobs/statistics/by-workers
GET /mode
POST /restore
"""


def _refuse(call: Call, **_path: str) -> None:
    """Not offered."""
    raise NotOffered(f"expected an operation that is offered, but {call.request.method} of this path is not")


def _declare() -> None:
    for line in _OPERATIONS.strip().splitlines():
        method, path = line.split()
        {"GET": table.get, "POST": table.post, "PUT": table.put, "DELETE": table.delete}[method](path)(_refuse)


_declare()
