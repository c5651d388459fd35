"""What waits: user tasks, jobs, message subscriptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, null, select, true, union_all

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import (
    CASE,
    CASE_VARIABLE,
    DEPLOYMENT,
    JOB,
    PROCESS_DEFINITION,
    START_SUBSCRIPTION,
    SUBSCRIPTION,
    TASK,
    TASK_CANDIDATE,
    UNIT,
)
from engine.store.scope import own_case_condition, own_case_keys, task_condition, task_ways, visible_case_keys
from engine.store.search.cases import from_case, read_json, tags_filter, tenant, variables_filter
from engine.store.search.comparing import matches, matches_any
from engine.store.search.fields import Extra, ExtraForm, Field, FieldType, Operator, Source, Test, enum

TASK_STATES: dict[str, tuple[str, ...]] = {
    "CREATED": ("open",),
    "COMPLETED": ("completed",),
    "CANCELED": ("withdrawn",),
    **dict.fromkeys(("CREATING", "ASSIGNING", "UPDATING", "COMPLETING", "CANCELING", "FAILED"), ()),
}
JOB_STATES: dict[str, tuple[str, ...]] = {
    **enum("CREATED", "COMPLETED", "CANCELED", "ERROR_THROWN"),
    "FAILED": ("FAILED", "INCIDENT"),
    **dict.fromkeys(("RETRIES_UPDATED", "TIMED_OUT", "MIGRATED", "TIMEOUT_UPDATED", "PRIORITY_UPDATED"), ()),
}
JOB_KINDS = enum("BPMN_ELEMENT", "EXECUTION_LISTENER", "TASK_LISTENER", "AD_HOC_SUB_PROCESS")
LISTENER_EVENTS = enum(
    *("UNSPECIFIED", "START", "END", "CREATING", "ASSIGNING", "UPDATING", "COMPLETING", "CANCELING"),
)


def _candidate_group(tx: Tx, _actor: Actor, tests: Sequence[Test]) -> ColumnElement[bool]:
    """`role` or `role@unit` of the task, or a further role."""
    further = TASK_CANDIDATE.c.kind == "role"
    named = (TASK.c.role, TASK.c.role + "@" + UNIT.c.code)
    return and_(true(), *(_in_list(tx, test, named, further) for test in tests))


def _candidate_user(tx: Tx, _actor: Actor, tests: Sequence[Test]) -> ColumnElement[bool]:
    return and_(true(), *(_in_list(tx, test, (), TASK_CANDIDATE.c.kind == "user") for test in tests))


def _in_list(tx: Tx, test: Test, named: Sequence[ColumnElement[Any]], kind: ColumnElement[bool]) -> ColumnElement[bool]:
    """A test on the list of `named` and the candidates of one kind; negative tests hold when no entry is hit."""
    opposite = {Operator.NEQ: Operator.EQ, Operator.NOT_IN: Operator.IN}.get(test.operator)
    positive = Test(opposite or test.operator, test.operand)
    hit = exists().where(
        TASK_CANDIDATE.c.task_key == TASK.c.task_key, kind, matches(tx, TASK_CANDIDATE.c.name, (positive,))
    )
    found = hit | matches_any(tx, named, positive)
    return ~found if opposite else found


def _local_variables(tx: Tx, actor: Actor, entries: Sequence[tuple[str, Sequence[Test]]]) -> ColumnElement[bool]:
    return and_(
        true(),
        *(
            exists().where(
                CASE_VARIABLE.c.case_key == TASK.c.case_key,
                CASE_VARIABLE.c.scope_key == TASK.c.element_instance_key,
                CASE_VARIABLE.c.name == name,
                matches(tx, CASE_VARIABLE.c.value, tests),
                CASE_VARIABLE.c.case_key.in_(own_case_keys(actor)),
            )
            for name, tests in entries
        ),
    )


def _candidates(tx: Tx, items: Sequence[dict[str, object]]) -> None:
    """Add who may take each task: its role, `role@unit`, further roles and persons."""
    found = tx.execute(
        select(TASK_CANDIDATE.c.task_key, TASK_CANDIDATE.c.kind, TASK_CANDIDATE.c.name)
        .where(TASK_CANDIDATE.c.task_key.in_([item["userTaskKey"] for item in items]))
        .order_by(TASK_CANDIDATE.c.name)
    )
    named: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for row in found:
        named[row.task_key, row.kind].append(row.name)
    for item in items:
        key, (role, unit) = item["userTaskKey"], str(item["candidateGroups"]).split("@", 1)
        assert isinstance(key, int)
        item["candidateGroups"] = [role, f"{role}@{unit}", *named[key, "role"]] if unit else [*named[key, "role"]]
        item["candidateUsers"] = named[key, "user"]


USER_TASKS = Source(
    kind="user_task",
    title="user task",
    key=Field("userTaskKey", FieldType.KEY, TASK.c.task_key),
    fields=(
        Field("userTaskKey", FieldType.KEY, TASK.c.task_key),
        Field("elementInstanceKey", FieldType.KEY, TASK.c.element_instance_key),
        Field("elementId", FieldType.TEXT, TASK.c.element_id),
        Field("name", FieldType.TEXT, TASK.c.name, read=lambda name: name or None),
        Field("state", FieldType.ENUM, TASK.c.state, values=TASK_STATES),
        Field("assignee", FieldType.TEXT, TASK.c.assignee, is_nullable=True),
        Field("candidateGroups", FieldType.JSON, TASK.c.role + "@" + UNIT.c.code, can_filter=False, can_sort=False),
        Field("candidateUsers", FieldType.JSON, literal("[]"), can_filter=False, can_sort=False),
        Field("priority", FieldType.INTEGER, TASK.c.priority),
        Field("creationDate", FieldType.MOMENT, TASK.c.created_at),
        Field("completionDate", FieldType.MOMENT, TASK.c.ended_at, is_nullable=True),
        Field("followUpDate", FieldType.MOMENT, TASK.c.follow_up_at, is_nullable=True),
        Field("dueDate", FieldType.MOMENT, TASK.c.due_at, is_nullable=True),
        Field("formKey", FieldType.KEY, TASK.c.form_key, is_nullable=True, can_filter=False, can_sort=False),
        Field(
            "externalFormReference",
            FieldType.TEXT,
            TASK.c.external_form,
            is_nullable=True,
            can_filter=False,
            can_sort=False,
        ),
        Field("customHeaders", FieldType.JSON, TASK.c.headers, can_filter=False, can_sort=False, read=read_json),
        *from_case(),
        Field("processDefinitionVersion", FieldType.INTEGER, CASE.c.process_version, can_filter=False),
        Field("processName", FieldType.TEXT, PROCESS_DEFINITION.c.name, is_nullable=True, can_filter=False),
        Field("businessId", FieldType.TEXT, TASK.c.business_key, is_nullable=True),
        Field("tags", FieldType.JSON, CASE.c.tags, can_filter=False, can_sort=False, read=read_json),
    ),
    table=TASK.join(CASE, CASE.c.case_key == TASK.c.case_key)
    .join(UNIT, UNIT.c.unit_id == TASK.c.unit_id)
    .outerjoin(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == TASK.c.definition_key),
    scope=task_condition,
    ways=task_ways,
    extras=(
        Extra("candidateGroup", ExtraForm.TEXT, _candidate_group),
        Extra("candidateUser", ExtraForm.TEXT, _candidate_user),
        Extra("localVariables", ExtraForm.VARIABLES, _local_variables),
        variables_filter("processInstanceVariables"),
        tags_filter(),
    ),
    complete=_candidates,
    revision=TASK.c.revision,
)

JOBS = Source(
    kind="job",
    title="job",
    key=Field("jobKey", FieldType.KEY, JOB.c.job_key),
    fields=(
        Field("jobKey", FieldType.KEY, JOB.c.job_key),
        Field("type", FieldType.TEXT, JOB.c.type),
        Field("worker", FieldType.TEXT, JOB.c.worker, is_nullable=True, read=lambda worker: worker or ""),
        Field("state", FieldType.ENUM, JOB.c.state, values=JOB_STATES),
        Field("kind", FieldType.ENUM, JOB.c.kind, values=JOB_KINDS),
        Field("listenerEventType", FieldType.ENUM, JOB.c.listener_event, values=LISTENER_EVENTS),
        Field("retries", FieldType.INTEGER, JOB.c.retries),
        Field("priority", FieldType.INTEGER, JOB.c.priority),
        Field("deadline", FieldType.MOMENT, JOB.c.lease_until, is_nullable=True),
        Field("errorCode", FieldType.TEXT, JOB.c.error_code, is_nullable=True),
        Field("errorMessage", FieldType.TEXT, JOB.c.error_message, is_nullable=True),
        Field("hasFailedWithRetriesLeft", FieldType.BOOLEAN, and_(JOB.c.state == "FAILED", JOB.c.retries > 0)),
        Field("isDenied", FieldType.BOOLEAN, null(), is_nullable=True, can_filter=False, can_sort=False),
        Field("deniedReason", FieldType.TEXT, null(), is_nullable=True, can_filter=False, can_sort=False),
        Field("elementId", FieldType.TEXT, JOB.c.element_id),
        Field("elementInstanceKey", FieldType.KEY, JOB.c.element_instance_key),
        *from_case(),
        Field("businessId", FieldType.TEXT, CASE.c.business_key, is_nullable=True),
        Field("customHeaders", FieldType.JSON, JOB.c.headers, can_filter=False, can_sort=False, read=read_json),
        Field("creationTime", FieldType.MOMENT, JOB.c.created_at),
        Field("lastUpdateTime", FieldType.MOMENT, JOB.c.updated_at),
        Field("endTime", FieldType.MOMENT, JOB.c.ended_at, is_nullable=True),
    ),
    table=JOB.join(CASE, CASE.c.case_key == JOB.c.case_key),
    scope=own_case_condition,
)

_waiting = union_all(
    select(
        SUBSCRIPTION.c.subscription_key,
        SUBSCRIPTION.c.name,
        SUBSCRIPTION.c.correlation_key,
        literal("PROCESS_EVENT").label("type"),
        SUBSCRIPTION.c.opened_at,
        SUBSCRIPTION.c.element_id,
        SUBSCRIPTION.c.element_instance_key,
        SUBSCRIPTION.c.case_key,
        CASE.c.root_case_key,
        CASE.c.definition_key,
        CASE.c.business_key,
    )
    .join(CASE, CASE.c.case_key == SUBSCRIPTION.c.case_key)
    .where(SUBSCRIPTION.c.kind == "message"),
    select(
        START_SUBSCRIPTION.c.subscription_key,
        START_SUBSCRIPTION.c.name,
        null(),
        literal("START_EVENT"),
        DEPLOYMENT.c.deployed_at,
        START_SUBSCRIPTION.c.element_id,
        null(),
        null(),
        null(),
        START_SUBSCRIPTION.c.definition_key,
        null(),
    )
    .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == START_SUBSCRIPTION.c.definition_key)
    .join(DEPLOYMENT, DEPLOYMENT.c.deployment_key == PROCESS_DEFINITION.c.deployment_key)
    .where(START_SUBSCRIPTION.c.kind == "message"),
).subquery("waiting")


def _visible_subscription(actor: Actor) -> ColumnElement[bool]:
    return _waiting.c.case_key.is_(None) | _waiting.c.case_key.in_(visible_case_keys(actor))


def _nothing_else(_tx: Tx, items: Sequence[dict[str, object]]) -> None:
    for item in items:
        item["toolProperties"] = {}


MESSAGE_SUBSCRIPTIONS = Source(
    kind="message_subscription",
    title="message subscription",
    key=Field("messageSubscriptionKey", FieldType.KEY, _waiting.c.subscription_key),
    fields=(
        Field("messageSubscriptionKey", FieldType.KEY, _waiting.c.subscription_key),
        Field("messageName", FieldType.TEXT, _waiting.c.name),
        Field("correlationKey", FieldType.TEXT, _waiting.c.correlation_key, is_nullable=True),
        Field(
            "messageSubscriptionState",
            FieldType.ENUM,
            literal("CREATED"),
            can_sort=False,
            values={**enum("CREATED"), "CORRELATED": (), "DELETED": (), "MIGRATED": ()},
        ),
        Field(
            "messageSubscriptionType",
            FieldType.ENUM,
            _waiting.c.type,
            values=enum("START_EVENT", "PROCESS_EVENT"),
        ),
        Field("lastUpdatedDate", FieldType.MOMENT, _waiting.c.opened_at),
        Field("elementId", FieldType.TEXT, _waiting.c.element_id),
        Field("elementInstanceKey", FieldType.KEY, _waiting.c.element_instance_key, is_nullable=True),
        Field("processInstanceKey", FieldType.KEY, _waiting.c.case_key, is_nullable=True),
        Field("rootProcessInstanceKey", FieldType.KEY, _waiting.c.root_case_key, is_nullable=True),
        Field("processDefinitionKey", FieldType.KEY, _waiting.c.definition_key),
        Field("processDefinitionId", FieldType.TEXT, PROCESS_DEFINITION.c.process_id),
        Field("processDefinitionName", FieldType.TEXT, PROCESS_DEFINITION.c.name, is_nullable=True),
        Field("processDefinitionVersion", FieldType.INTEGER, PROCESS_DEFINITION.c.version, is_nullable=True),
        Field("businessId", FieldType.TEXT, _waiting.c.business_key, is_nullable=True),
        *(
            Field(name, FieldType.TEXT, null(), is_nullable=True, can_filter=False, can_sort=False)
            for name in ("toolName", "inboundConnectorType")
        ),
        Field("toolProperties", FieldType.JSON, literal("{}"), can_filter=False, can_sort=False),
        tenant(),
    ),
    table=_waiting.join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == _waiting.c.definition_key),
    scope=_visible_subscription,
    complete=_nothing_else,
)
