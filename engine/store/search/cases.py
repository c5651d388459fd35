"""What hangs on cases: cases themselves, element instances, variables, incidents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, null, or_, select, true, union_all

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import CASE, CASE_VARIABLE, ELEMENT_INSTANCE, INCIDENT, PROCESS_DEFINITION, TASK
from engine.store.scope import case_condition, case_ways, own_case_condition, own_case_keys
from engine.store.search.comparing import holds_word, matches
from engine.store.search.fields import Extra, ExtraForm, Field, FieldType, Source, Test, enum

TENANT = "<default>"
CASE_STATES = {"ACTIVE": ("active",), "COMPLETED": ("completed",), "TERMINATED": ("terminated",)}
ELEMENT_STATES = enum("ACTIVE", "COMPLETED", "TERMINATED")
ELEMENT_TYPES = enum(
    *("PROCESS", "SUB_PROCESS", "EVENT_SUB_PROCESS", "AD_HOC_SUB_PROCESS", "AD_HOC_SUB_PROCESS_INNER_INSTANCE"),
    *("MULTI_INSTANCE_BODY", "START_EVENT", "INTERMEDIATE_CATCH_EVENT", "INTERMEDIATE_THROW_EVENT", "BOUNDARY_EVENT"),
    *("END_EVENT", "SERVICE_TASK", "RECEIVE_TASK", "USER_TASK", "MANUAL_TASK", "SCRIPT_TASK", "SEND_TASK"),
    *("BUSINESS_RULE_TASK", "CALL_ACTIVITY", "TASK", "EXCLUSIVE_GATEWAY", "PARALLEL_GATEWAY", "INCLUSIVE_GATEWAY"),
    *("EVENT_BASED_GATEWAY", "SEQUENCE_FLOW", "UNSPECIFIED", "UNKNOWN"),
)
ERROR_TYPES = enum(
    *("JOB_NO_RETRIES", "EXECUTION_LISTENER_NO_RETRIES", "TASK_LISTENER_NO_RETRIES", "UNHANDLED_ERROR_EVENT"),
    *("CONDITION_ERROR", "EXTRACT_VALUE_ERROR", "IO_MAPPING_ERROR", "CALLED_ELEMENT_ERROR", "CALLED_DECISION_ERROR"),
    *("DECISION_EVALUATION_ERROR", "FORM_NOT_FOUND", "RESOURCE_NOT_FOUND", "MESSAGE_SIZE_EXCEEDED", "UNKNOWN"),
    "UNSPECIFIED",
)
SHOWN_VALUE_CHARACTERS = 8191


def tenant() -> Field:
    """The one tenant, on every item."""
    return Field("tenantId", FieldType.TEXT, literal(TENANT), can_sort=False)


def from_case(*, definition: bool = True) -> tuple[Field, ...]:
    """The fields by which an item names the case it belongs to; its table is joined with CASE."""
    fields = (
        Field("processInstanceKey", FieldType.KEY, CASE.c.case_key),
        Field("rootProcessInstanceKey", FieldType.KEY, CASE.c.root_case_key),
    )
    named = (
        Field("processDefinitionKey", FieldType.KEY, CASE.c.definition_key),
        Field("processDefinitionId", FieldType.TEXT, CASE.c.process_id),
    )
    return (*fields, *named, tenant()) if definition else (*fields, tenant())


def variables_filter(name: str) -> Extra:
    """Filter by variables of the case: all entries must hold. Only where the actor may read the case's variables."""
    return Extra(name, ExtraForm.VARIABLES, _has_variables)


def tags_filter() -> Extra:
    """Filter by tags of the case: all must be present."""
    return Extra("tags", ExtraForm.TEXTS, _has_tags)


def in_tree(case_key: Any) -> ColumnElement[bool]:
    """Cases that are `case_key`, or were called by it or its children's children."""
    return or_(CASE.c.case_key == case_key, CASE.c.root_case_key == case_key, CASE.c.parent_case_key == case_key)


def read_json(text: Any) -> object:
    """A stored JSON list or object."""
    return json.loads(text)


def _has_variables(tx: Tx, actor: Actor, entries: Sequence[tuple[str, Sequence[Test]]]) -> ColumnElement[bool]:
    return and_(
        true(),
        *(
            exists().where(
                CASE_VARIABLE.c.case_key == CASE.c.case_key,
                CASE_VARIABLE.c.name == name,
                matches(tx, CASE_VARIABLE.c.value, tests),
                CASE_VARIABLE.c.case_key.in_(own_case_keys(actor)),
            )
            for name, tests in entries
        ),
    )


def _has_tags(tx: Tx, _actor: Actor, tags: Sequence[str]) -> ColumnElement[bool]:
    return and_(true(), *(holds_word(tx, CASE.c.tags, json.dumps(tag, ensure_ascii=False)) for tag in tags))


def _has_incident() -> ColumnElement[bool]:
    """Of the case or of one it called: one of the few keys that the cases with incidents name, by their own index."""
    troubled = CASE.alias("troubled")
    named = (troubled.c.case_key, troubled.c.root_case_key, troubled.c.parent_case_key)
    keys = (select(key.label("key")).where(troubled.c.incident_count > 0, key.is_not(None)) for key in named)
    return CASE.c.case_key.in_(union_all(*keys))


def _element_test(column: ColumnElement[Any]) -> Any:
    def build(tx: Tx, _actor: Actor, tests: Sequence[Test]) -> ColumnElement[bool]:
        return exists().where(ELEMENT_INSTANCE.c.case_key == CASE.c.case_key, matches(tx, column, tests))

    return build


def _incident_test(tx: Tx, actor: Actor, tests: Sequence[Test]) -> ColumnElement[bool]:
    readable = and_(INCIDENT.c.case_key == CASE.c.case_key, own_case_condition(actor))
    return exists().where(readable, INCIDENT.c.state == "ACTIVE", matches(tx, INCIDENT.c.message, tests))


def _is_late(moment: str) -> ColumnElement[bool]:
    """Whether an open task of the case was due before that moment (ISO)."""
    due = TASK.c.due_at < datetime.fromisoformat(moment)
    return exists().where(TASK.c.case_key == CASE.c.case_key, TASK.c.state == "open", due)


def _is_under(paths: frozenset[str]) -> ColumnElement[bool]:
    """Whether the case belongs to one of the units, or to one below."""
    ranges = (and_(CASE.c.unit_path >= path, CASE.c.unit_path < path[:-1] + "0") for path in sorted(paths))
    return or_(false(), *ranges)


CASES = Source(
    kind="case",
    title="process instance",
    key=Field("processInstanceKey", FieldType.KEY, CASE.c.case_key),
    fields=(
        Field("processInstanceKey", FieldType.KEY, CASE.c.case_key),
        Field("processDefinitionKey", FieldType.KEY, CASE.c.definition_key),
        Field("processDefinitionId", FieldType.TEXT, CASE.c.process_id),
        Field("processDefinitionName", FieldType.TEXT, PROCESS_DEFINITION.c.name, is_nullable=True),
        Field("processDefinitionVersion", FieldType.INTEGER, CASE.c.process_version),
        Field("processDefinitionVersionTag", FieldType.TEXT, PROCESS_DEFINITION.c.version_tag, is_nullable=True),
        Field("startDate", FieldType.MOMENT, CASE.c.started_at),
        Field("endDate", FieldType.MOMENT, CASE.c.ended_at, is_nullable=True),
        Field("state", FieldType.ENUM, CASE.c.state, values=CASE_STATES),
        Field("suspendedDate", FieldType.MOMENT, null(), is_nullable=True, can_filter=False, can_sort=False),
        Field("hasIncident", FieldType.BOOLEAN, _has_incident()),
        Field("parentProcessInstanceKey", FieldType.KEY, CASE.c.parent_case_key, is_nullable=True),
        Field("parentElementInstanceKey", FieldType.KEY, CASE.c.parent_element_instance_key, is_nullable=True),
        Field("rootProcessInstanceKey", FieldType.KEY, CASE.c.root_case_key),
        Field("tags", FieldType.JSON, CASE.c.tags, can_filter=False, can_sort=False, read=read_json),
        Field("businessId", FieldType.TEXT, CASE.c.business_key, is_nullable=True),
        tenant(),
    ),
    table=CASE.outerjoin(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == CASE.c.definition_key),
    scope=case_condition,
    ways=case_ways,
    extras=(
        variables_filter("variables"),
        tags_filter(),
        Extra("elementId", ExtraForm.TEXT, _element_test(ELEMENT_INSTANCE.c.element_id)),
        Extra("elementInstanceState", ExtraForm.TEXT, _element_test(ELEMENT_INSTANCE.c.state)),
        Extra("errorMessage", ExtraForm.TEXT, _incident_test),
    ),
    pins={"process_definition": lambda key: CASE.c.definition_key == key, "late_at": _is_late, "under": _is_under},
    revision=CASE.c.revision,
)

_open_incident = (
    select(func.min(INCIDENT.c.incident_key))
    .where(INCIDENT.c.element_instance_key == ELEMENT_INSTANCE.c.element_instance_key, INCIDENT.c.state == "ACTIVE")
    .scalar_subquery()
)

ELEMENT_INSTANCES = Source(
    kind="element_instance",
    title="element instance",
    key=Field("elementInstanceKey", FieldType.KEY, ELEMENT_INSTANCE.c.element_instance_key),
    fields=(
        Field("elementInstanceKey", FieldType.KEY, ELEMENT_INSTANCE.c.element_instance_key),
        Field("elementId", FieldType.TEXT, ELEMENT_INSTANCE.c.element_id),
        Field(
            "elementName",
            FieldType.TEXT,
            case((ELEMENT_INSTANCE.c.name == "", ELEMENT_INSTANCE.c.element_id), else_=ELEMENT_INSTANCE.c.name),
        ),
        Field("type", FieldType.ENUM, ELEMENT_INSTANCE.c.type, values=ELEMENT_TYPES),
        Field("state", FieldType.ENUM, ELEMENT_INSTANCE.c.state, values=ELEMENT_STATES),
        Field("hasIncident", FieldType.BOOLEAN, _open_incident.is_not(None), can_sort=False),
        Field("incidentKey", FieldType.KEY, _open_incident, is_nullable=True, can_sort=False),
        Field("startDate", FieldType.MOMENT, ELEMENT_INSTANCE.c.started_at),
        Field("endDate", FieldType.MOMENT, ELEMENT_INSTANCE.c.ended_at, is_nullable=True),
        Field("elementInstanceScopeKey", FieldType.KEY, ELEMENT_INSTANCE.c.scope_key, is_listed=False, can_sort=False),
        *from_case(),
    ),
    table=ELEMENT_INSTANCE.join(CASE, CASE.c.case_key == ELEMENT_INSTANCE.c.case_key),
    scope=case_condition,
)

VARIABLES = Source(
    kind="variable",
    title="variable",
    key=Field("variableKey", FieldType.KEY, CASE_VARIABLE.c.variable_key),
    fields=(
        Field("variableKey", FieldType.KEY, CASE_VARIABLE.c.variable_key),
        Field("name", FieldType.TEXT, CASE_VARIABLE.c.name),
        Field("value", FieldType.TEXT, CASE_VARIABLE.c.value),
        Field("isTruncated", FieldType.BOOLEAN, func.length(CASE_VARIABLE.c.value) > SHOWN_VALUE_CHARACTERS),
        Field("scopeKey", FieldType.KEY, CASE_VARIABLE.c.scope_key),
        *from_case(definition=False),
    ),
    table=CASE_VARIABLE.join(CASE, CASE.c.case_key == CASE_VARIABLE.c.case_key),
    scope=own_case_condition,
)


def _incident_items(_tx: Tx, items: Sequence[dict[str, object]]) -> None:
    """Kinds of our own leave as UNKNOWN, with their code in brackets at the head of the message (API 11)."""
    for item in items:
        if item["errorType"] not in ERROR_TYPES:
            item["errorMessage"] = f"[{item['errorType']}] {item['errorMessage']}"
            item["errorType"] = "UNKNOWN"


INCIDENTS = Source(
    kind="incident",
    title="incident",
    key=Field("incidentKey", FieldType.KEY, INCIDENT.c.incident_key),
    fields=(
        Field("incidentKey", FieldType.KEY, INCIDENT.c.incident_key),
        Field("errorType", FieldType.ENUM, INCIDENT.c.error_type, values=ERROR_TYPES),
        Field("errorMessage", FieldType.TEXT, INCIDENT.c.message),
        Field(
            "state",
            FieldType.ENUM,
            INCIDENT.c.state,
            values={**enum("ACTIVE", "RESOLVED"), "PENDING": (), "MIGRATED": (), "UNKNOWN": ()},
        ),
        Field("creationTime", FieldType.MOMENT, INCIDENT.c.opened_at),
        Field("elementId", FieldType.TEXT, INCIDENT.c.element_id),
        Field("elementInstanceKey", FieldType.KEY, INCIDENT.c.element_instance_key),
        *from_case(),
        Field("jobKey", FieldType.KEY, INCIDENT.c.job_key, is_nullable=True),
    ),
    table=INCIDENT.join(CASE, CASE.c.case_key == INCIDENT.c.case_key),
    # its message may quote variables
    scope=own_case_condition,
    pins={"case_tree": in_tree, "element_instance": lambda key: INCIDENT.c.element_instance_key == key},
    complete=_incident_items,
)
