"""History as `/v2` calls it, the audit log: what people and clients did; steps of the machine are left out.

One event is one entry. Its entity and operation follow from the type of the event alone, so both are filters on it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, literal, null, select

from engine.actor import Actor
from engine.store.schema import CASE, EVENT, TASK, USER
from engine.store.scope import own_case_condition
from engine.store.search.cases import from_case
from engine.store.search.fields import Field, FieldType, Source

ENTITIES: dict[str, tuple[str, ...]] = {
    "PROCESS_INSTANCE": (
        "case.started", "case.completed", "case.cancelled", "case.terminated", "case.suspended", "case.resumed",
        "token.moved", "migration.applied",
    ),
    "USER_TASK": ("task.created", "task.assigned", "task.claimed", "task.released", "task.completed", "task.withdrawn",
                  "task.due_changed"),
    "INCIDENT": ("incident.opened", "incident.assigned", "incident.resolved"),
    "JOB": ("job.succeeded", "job.failed", "job.retried", "job.exhausted"),
    "VARIABLE": ("variable.set",),
    "DECISION": ("decision.evaluated",),
    **dict.fromkeys(("RESOURCE", "BATCH", "USER", "GROUP", "ROLE", "AUTHORIZATION", "CLIENT", "TENANT"), ()),
    "MAPPING_RULE": (),
}  # fmt: skip
OPERATIONS: dict[str, tuple[str, ...]] = {
    "CREATE": ("case.started", "task.created", "incident.opened"),
    "UPDATE": ("variable.set", "task.due_changed", "job.failed", "job.retried", "job.exhausted"),
    "DELETE": (),
    "ASSIGN": ("task.assigned", "task.claimed", "incident.assigned"),
    "UNASSIGN": ("task.released",),
    "COMPLETE": ("case.completed", "task.completed", "job.succeeded"),
    "CANCEL": ("case.cancelled", "case.terminated", "task.withdrawn"),
    "RESOLVE": ("incident.resolved",),
    "MODIFY": ("token.moved",),
    "MIGRATE": ("migration.applied",),
    "EVALUATE": ("decision.evaluated",),
    "SUSPEND": ("case.suspended",),
    "RESUME": ("case.resumed",),
    "UNKNOWN": (),
}
CATEGORIES = {
    "DEPLOYED_RESOURCES": tuple(
        kind for name in ("PROCESS_INSTANCE", "INCIDENT", "JOB", "VARIABLE", "DECISION") for kind in ENTITIES[name]
    ),
    "USER_TASKS": ENTITIES["USER_TASK"],
    "ADMIN": (),
}
LISTED = tuple(kind for kinds in ENTITIES.values() for kind in kinds)
_rows = EVENT.join(CASE, CASE.c.case_key == EVENT.c.case_key).outerjoin(USER, USER.c.username == EVENT.c.actor)


def _nothing(name: str, of: FieldType = FieldType.TEXT) -> Field:
    """A field of the original that our history has no fact for."""
    return Field(name, of, null(), is_nullable=True, can_filter=False, can_sort=False)


def _scope(actor: Actor) -> ColumnElement[bool]:
    """What happened in cases whose raw values the actor reads."""
    return EVENT.c.event_type.in_(LISTED) & own_case_condition(actor)


def _of_task(task_key: int) -> ColumnElement[bool]:
    key = select(TASK.c.element_instance_key).where(TASK.c.task_key == task_key).scalar_subquery()
    return (EVENT.c.element_instance_key == key) & EVENT.c.event_type.in_(ENTITIES["USER_TASK"])


AUDIT_LOGS = Source(
    kind="audit_log",
    title="audit log",
    key=Field("auditLogKey", FieldType.KEY, EVENT.c.event_key),
    fields=(
        Field("auditLogKey", FieldType.KEY, EVENT.c.event_key),
        Field("timestamp", FieldType.MOMENT, EVENT.c.recorded_at),
        Field("entityKey", FieldType.KEY, func.coalesce(EVENT.c.element_instance_key, EVENT.c.case_key)),
        Field("entityType", FieldType.ENUM, EVENT.c.event_type, values=ENTITIES, can_sort=False),
        Field("operationType", FieldType.ENUM, EVENT.c.event_type, values=OPERATIONS, can_sort=False),
        Field("category", FieldType.ENUM, EVENT.c.event_type, values=CATEGORIES, can_sort=False),
        Field("result", FieldType.ENUM, literal("SUCCESS"), values={"SUCCESS": ("SUCCESS",), "FAIL": ("FAIL",)},
              can_sort=False),
        Field("actorId", FieldType.TEXT, EVENT.c.actor, is_nullable=True),
        Field(
            "actorType", FieldType.ENUM, func.coalesce(USER.c.kind, literal("none")), can_sort=False,
            values={"USER": ("user",), "CLIENT": ("client",), "ANONYMOUS": (), "UNKNOWN": ("none",)},
        ),
        Field("elementInstanceKey", FieldType.KEY, EVENT.c.element_instance_key, is_nullable=True),
        *from_case(),
        *(_nothing(name, FieldType.KEY) for name in (
            "batchOperationKey", "jobKey", "userTaskKey", "decisionRequirementsKey", "decisionDefinitionKey",
            "decisionEvaluationKey", "deploymentKey", "formKey", "resourceKey", "relatedEntityKey",
        )),
        *(_nothing(name) for name in (
            "agentElementId", "batchOperationType", "decisionRequirementsId", "decisionDefinitionId",
            "relatedEntityType", "inboundChannelType", "inboundChannelToolName",
        )),
        Field("entityDescription", FieldType.TEXT, EVENT.c.element_id, is_nullable=True),
    ),
    table=_rows,
    scope=_scope,
    pins={"task": _of_task},
    descends=True,
)  # fmt: skip
