"""Decisions: definitions, evaluation, and what was evaluated (API 12)."""

from __future__ import annotations

import re

from starlette.responses import Response

from api.bodies import Body, FreeObject, Key, Tenant
from api.call import Call, SearchBody, json_answer
from api.endpoints import Table
from api.errors import BadRequest
from api.shapes import (
    INTEGER,
    KEY,
    OBJECT,
    TEXT,
    Schema,
    item_shape,
    list_of,
    named,
    nullable,
    page_of,
    schema_of,
    shape,
)
from api.v2.decision_items import decision_instance, decision_instance_with_rules, evaluation_json
from api.v2.definitions import xml_answer
from engine.errors import NotFound
from engine.values import Values

table = Table("/v2", "Decisions")

DECISION = item_shape("DecisionDefinition", "decision_definition")
REQUIREMENTS = item_shape("DecisionRequirements", "decision_requirements")
_INSTANCE_MEMBERS: dict[str, Schema] = {
    "decisionEvaluationInstanceKey": TEXT,
    "decisionEvaluationKey": KEY,
    "state": TEXT,
    "evaluationDate": {"type": "string", "format": "date-time"},
    "evaluationFailure": nullable(TEXT),
    "decisionDefinitionKey": KEY,
    "decisionDefinitionId": TEXT,
    "decisionDefinitionName": TEXT,
    "decisionDefinitionVersion": INTEGER,
    "decisionDefinitionType": TEXT,
    "rootDecisionDefinitionKey": KEY,
    "result": TEXT,
    "processInstanceKey": nullable(KEY),
    "processDefinitionKey": nullable(KEY),
    "elementInstanceKey": nullable(KEY),
    "rootProcessInstanceKey": nullable(KEY),
    "businessId": nullable(TEXT),
    "tenantId": TEXT,
}
INSTANCE = named("DecisionInstance", _INSTANCE_MEMBERS)
INSTANCE_WITH_RULES = named(
    "DecisionInstanceWithRules",
    {**_INSTANCE_MEMBERS, "evaluatedInputs": list_of(OBJECT), "matchedRules": list_of(OBJECT)},
)
_EVALUATED = shape(
    "EvaluatedDecision",
    decisionDefinitionKey=KEY,
    decisionDefinitionId=TEXT,
    decisionDefinitionName=TEXT,
    decisionDefinitionVersion=INTEGER,
    decisionDefinitionType=TEXT,
    decisionEvaluationInstanceKey=TEXT,
    output=TEXT,
    matchedRules=list_of(OBJECT),
    evaluatedInputs=list_of(OBJECT),
    tenantId=TEXT,
)
_EVALUATION = shape(
    "DecisionEvaluation",
    decisionDefinitionKey=KEY,
    decisionDefinitionId=TEXT,
    decisionDefinitionName=TEXT,
    decisionDefinitionVersion=INTEGER,
    decisionEvaluationKey=KEY,
    decisionInstanceKey=KEY,
    decisionRequirementsKey=KEY,
    decisionRequirementsId=TEXT,
    output=TEXT,
    failedDecisionDefinitionId=nullable(TEXT),
    failureMessage=nullable(TEXT),
    evaluatedDecisions=list_of(schema_of(_EVALUATED)),
    tenantId=TEXT,
)
_INSTANCE_KEY = re.compile(r"[0-9]{1,25}-[0-9]{1,9}\Z")


class EvaluateDecision(Body):
    """Which decision, by key or newest by id, with what."""

    decision_definition_key: Key | None = None
    decision_definition_id: str | None = None
    variables: FreeObject = {}
    tenant_id: Tenant | None = None


@table.post("/decision-definitions/search", answer=page_of(DECISION))
def search_decisions(call: Call, body: SearchBody) -> Values:
    """Search decision definitions."""
    return call.search("decision_definition", body)


@table.post("/decision-definitions/evaluation", answer=_EVALUATION, command="EVALUATE")
def evaluate_decision(call: Call, body: EvaluateDecision) -> Response:
    """Evaluate a decision; a failing evaluation says so in its answer."""
    if (body.decision_definition_key is None) == (body.decision_definition_id is None):
        raise BadRequest("expected one of decisionDefinitionKey and decisionDefinitionId, but found none or both")
    return call.do(
        lambda once: call.engine.evaluate_decision(
            decision_key=body.decision_definition_key,
            decision_id=body.decision_definition_id,
            variables=body.variables,
            actor=call.actor,
            once=once,
        ),
        evaluation_json,
    )


@table.get("/decision-definitions/{key}", answer=DECISION)
def get_decision(call: Call, key: int) -> Response:
    """One decision definition."""
    return call.one("decision_definition", key)


@table.get("/decision-definitions/{key}/xml", media_type="text/xml")
def get_decision_xml(call: Call, key: int) -> Response:
    """The DMN file of a decision, byte for byte what was deployed."""
    decision = call.engine.get_one("decision_definition", key, actor=call.actor)
    return xml_answer(
        call, call.engine.requirements_xml(int(str(decision["decisionRequirementsKey"])), actor=call.actor)
    )


@table.post("/decision-requirements/search", answer=page_of(REQUIREMENTS))
def search_requirements(call: Call, body: SearchBody) -> Values:
    """Search decision requirements."""
    return call.search("decision_requirements", body)


@table.get("/decision-requirements/{key}", answer=REQUIREMENTS)
def get_requirements(call: Call, key: int) -> Response:
    """One DMN file's facts."""
    return call.one("decision_requirements", key)


@table.get("/decision-requirements/{key}/xml", media_type="text/xml")
def get_requirements_xml(call: Call, key: int) -> Response:
    """A DMN file, byte for byte what was deployed."""
    return xml_answer(call, call.engine.requirements_xml(key, actor=call.actor))


@table.post("/decision-instances/search", answer=page_of(INSTANCE))
def search_decision_instances(call: Call, body: SearchBody) -> Values:
    """Search evaluated decisions."""
    return call.search("decision_instance", body, present=decision_instance)


@table.get("/decision-instances/{instance_key}", answer=INSTANCE_WITH_RULES)
def get_decision_instance(call: Call, instance_key: str) -> Response:
    """One evaluated decision with its inputs and matched rules."""
    if not _INSTANCE_KEY.match(instance_key):
        raise BadRequest("expected a decision evaluation instance key such as '2251799813685249-1', but found another")
    if not instance_key.endswith("-1"):
        raise NotFound("decision instance", instance_key)
    item = call.engine.get_one("decision_instance", instance_key, actor=call.actor)
    return json_answer(decision_instance_with_rules(item))
