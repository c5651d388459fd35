"""What was deployed: processes, decisions, decision requirements; and the decisions evaluated."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, case, cast, literal, null, or_, select, true, union_all
from sqlalchemy import String as Text

from engine.actor import Actor
from engine.store.schema import (
    CASE,
    DECISION_DEFINITION,
    DECISION_INSTANCE,
    DECISION_REQUIREMENTS,
    FORM_DEFINITION,
    PROCESS_DEFINITION,
)
from engine.store.scope import own_case_keys
from engine.store.search.cases import tenant
from engine.store.search.fields import Field, FieldType, Source, enum

DECISION_STATES: dict[str, tuple[str, ...]] = {**enum("EVALUATED", "FAILED"), "UNSPECIFIED": (), "UNKNOWN": ()}
DECISION_TYPES = enum("DECISION_TABLE", "LITERAL_EXPRESSION", "UNSPECIFIED", "UNKNOWN")


def _everyone(_actor: Actor) -> ColumnElement[bool]:
    """Models are shared by all units; whoever is signed in sees that they exist."""
    return true()


PROCESS_DEFINITIONS = Source(
    kind="process_definition",
    title="process definition",
    key=Field("processDefinitionKey", FieldType.KEY, PROCESS_DEFINITION.c.definition_key),
    fields=(
        Field("processDefinitionKey", FieldType.KEY, PROCESS_DEFINITION.c.definition_key),
        Field("processDefinitionId", FieldType.TEXT, PROCESS_DEFINITION.c.process_id),
        Field("name", FieldType.TEXT, PROCESS_DEFINITION.c.name, is_nullable=True),
        Field("resourceName", FieldType.TEXT, PROCESS_DEFINITION.c.resource_name),
        Field("version", FieldType.INTEGER, PROCESS_DEFINITION.c.version),
        Field("versionTag", FieldType.TEXT, PROCESS_DEFINITION.c.version_tag, is_nullable=True),
        tenant(),
        Field("hasStartForm", FieldType.BOOLEAN, PROCESS_DEFINITION.c.start_form_id.is_not(None), can_sort=False),
        Field(
            "state",
            FieldType.ENUM,
            PROCESS_DEFINITION.c.state,
            can_sort=False,
            values=enum("ACTIVE", "DRAINING", "DELETED"),
        ),
        Field("isLatestVersion", FieldType.BOOLEAN, PROCESS_DEFINITION.c.is_latest, can_sort=False, is_listed=False),
    ),
    table=PROCESS_DEFINITION,
    scope=_everyone,
)

_requirements = DECISION_REQUIREMENTS
_decisions = DECISION_DEFINITION.join(
    _requirements, _requirements.c.requirements_key == DECISION_DEFINITION.c.requirements_key
)

DECISION_DEFINITIONS = Source(
    kind="decision_definition",
    title="decision definition",
    key=Field("decisionDefinitionKey", FieldType.KEY, DECISION_DEFINITION.c.decision_key),
    fields=(
        Field("decisionDefinitionKey", FieldType.KEY, DECISION_DEFINITION.c.decision_key),
        Field("decisionDefinitionId", FieldType.TEXT, DECISION_DEFINITION.c.decision_id),
        Field("name", FieldType.TEXT, DECISION_DEFINITION.c.name),
        Field("version", FieldType.INTEGER, DECISION_DEFINITION.c.version),
        Field("decisionRequirementsKey", FieldType.KEY, DECISION_DEFINITION.c.requirements_key),
        Field("decisionRequirementsId", FieldType.TEXT, _requirements.c.requirements_id),
        Field("decisionRequirementsName", FieldType.TEXT, _requirements.c.name),
        Field("decisionRequirementsVersion", FieldType.INTEGER, _requirements.c.version),
        tenant(),
        Field("isLatestVersion", FieldType.BOOLEAN, DECISION_DEFINITION.c.is_latest, can_sort=False, is_listed=False),
    ),
    table=_decisions,
    scope=_everyone,
)

REQUIREMENTS = Source(
    kind="decision_requirements",
    title="decision requirements",
    key=Field("decisionRequirementsKey", FieldType.KEY, _requirements.c.requirements_key),
    fields=(
        Field("decisionRequirementsKey", FieldType.KEY, _requirements.c.requirements_key),
        Field("decisionRequirementsId", FieldType.TEXT, _requirements.c.requirements_id),
        Field("decisionRequirementsName", FieldType.TEXT, _requirements.c.name),
        Field("version", FieldType.INTEGER, _requirements.c.version),
        Field("resourceName", FieldType.TEXT, _requirements.c.resource_name),
        tenant(),
    ),
    table=_requirements,
    scope=_everyone,
)


_files = union_all(
    *(
        select(
            key.label("resource_key"), id_.label("resource_id"), file.c.resource_name, file.c.version,
            tag.label("version_tag"), file.c.resource_key.label("file_key"),
        )
        for file, key, id_, tag in (
            (PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key, PROCESS_DEFINITION.c.process_id,
             PROCESS_DEFINITION.c.version_tag),
            (_requirements, _requirements.c.requirements_key, _requirements.c.requirements_id, null()),
            (FORM_DEFINITION, FORM_DEFINITION.c.form_key, FORM_DEFINITION.c.form_id, FORM_DEFINITION.c.version_tag),
        )
    )
).subquery("files")  # fmt: skip

RESOURCES = Source(
    kind="resource",
    title="resource",
    key=Field("resourceKey", FieldType.KEY, _files.c.resource_key),
    fields=(
        Field("resourceKey", FieldType.KEY, _files.c.resource_key),
        Field("resourceId", FieldType.TEXT, _files.c.resource_id),
        Field("resourceName", FieldType.TEXT, _files.c.resource_name),
        Field("version", FieldType.INTEGER, _files.c.version),
        Field("versionTag", FieldType.TEXT, _files.c.version_tag, is_nullable=True),
        tenant(),
    ),
    table=_files,
    scope=_everyone,
)


def _visible_evaluation(actor: Actor) -> ColumnElement[bool]:
    """Evaluations of cases whose raw values the actor reads; those tried over the API are for who may audit."""
    in_case = DECISION_INSTANCE.c.case_key.in_(own_case_keys(actor))
    if actor.holds("auditor", "admin"):
        return or_(in_case, DECISION_INSTANCE.c.case_key.is_(None))
    return in_case


_instance_id = cast(DECISION_INSTANCE.c.evaluation_key, Text) + literal("-1")

DECISION_INSTANCES = Source(
    kind="decision_instance",
    title="decision instance",
    key=Field("decisionEvaluationInstanceKey", FieldType.TEXT, _instance_id),
    fields=(
        Field("decisionEvaluationInstanceKey", FieldType.TEXT, _instance_id),
        Field("decisionEvaluationKey", FieldType.KEY, DECISION_INSTANCE.c.evaluation_key),
        Field(
            "state",
            FieldType.ENUM,
            case((DECISION_INSTANCE.c.is_failed, "FAILED"), else_="EVALUATED"),
            values=DECISION_STATES,
        ),
        Field("evaluationDate", FieldType.MOMENT, DECISION_INSTANCE.c.evaluated_at),
        Field("decisionDefinitionKey", FieldType.KEY, DECISION_INSTANCE.c.decision_key),
        Field("decisionDefinitionId", FieldType.TEXT, DECISION_INSTANCE.c.decision_id),
        Field("decisionDefinitionName", FieldType.TEXT, DECISION_DEFINITION.c.name, is_nullable=True),
        Field("decisionDefinitionVersion", FieldType.INTEGER, DECISION_DEFINITION.c.version, is_nullable=True),
        Field("rootDecisionDefinitionKey", FieldType.KEY, DECISION_INSTANCE.c.decision_key),
        Field("processInstanceKey", FieldType.KEY, DECISION_INSTANCE.c.case_key, is_nullable=True),
        Field("processDefinitionKey", FieldType.KEY, CASE.c.definition_key, is_nullable=True),
        Field("elementInstanceKey", FieldType.KEY, DECISION_INSTANCE.c.element_instance_key, is_nullable=True),
        Field("rootProcessInstanceKey", FieldType.KEY, CASE.c.root_case_key, is_nullable=True),
        Field("businessId", FieldType.TEXT, CASE.c.business_key, is_nullable=True),
        Field("report", FieldType.JSON, DECISION_INSTANCE.c.report, can_filter=False, can_sort=False, read=json.loads),
        tenant(),
    ),
    table=DECISION_INSTANCE.outerjoin(CASE, CASE.c.case_key == DECISION_INSTANCE.c.case_key).outerjoin(
        DECISION_DEFINITION, DECISION_DEFINITION.c.decision_key == DECISION_INSTANCE.c.decision_key
    ),
    scope=_visible_evaluation,
)
