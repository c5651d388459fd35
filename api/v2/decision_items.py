"""Evaluated decisions as `/v2` shows them, from the report kept of each evaluation."""

from __future__ import annotations

from api.items import presenter
from engine.decisions import DecisionReport
from engine.search.request import Item
from engine.values import Json, Values, dump

_TYPES = {"decisionTable": "DECISION_TABLE", "literalExpression": "LITERAL_EXPRESSION"}
_KNOWN_TYPES = frozenset(_TYPES.values())


def evaluation_json(report: DecisionReport) -> Json:
    """The answer to an evaluation on request."""
    key = str(report.evaluation_key)
    evaluated: list[Json] = [
        _evaluated(part, f"{key}-{number}") for number, part in enumerate(_decisions(report.report), start=1)
    ]
    return {
        "decisionDefinitionKey": str(report.decision_key),
        "decisionDefinitionId": report.decision_id,
        "decisionDefinitionName": report.name,
        "decisionDefinitionVersion": report.version,
        "decisionEvaluationKey": key,
        "decisionInstanceKey": key,
        "decisionRequirementsKey": str(report.requirements_key),
        "decisionRequirementsId": report.requirements_id,
        "output": dump(report.report.get("output")),
        "failedDecisionDefinitionId": report.report.get("failedDecisionId"),
        "failureMessage": report.report.get("failureMessage"),
        "evaluatedDecisions": evaluated,
        "tenantId": "<default>",
    }


def decision_instance(item: Item) -> Values:
    """An item of the search: the decision that was asked for."""
    shown = presenter("decision_instance")(item)
    report = shown.pop("report")
    assert isinstance(report, dict)
    own = _own(report, str(shown["decisionDefinitionId"]))
    return {
        **shown,
        "decisionDefinitionName": shown["decisionDefinitionName"] or shown["decisionDefinitionId"],
        "decisionDefinitionVersion": shown["decisionDefinitionVersion"] or 0,
        "evaluationFailure": report.get("failureMessage"),
        "decisionDefinitionType": _type(own.get("decisionDefinitionType")),
        "result": dump(report.get("output")),
    }


def decision_instance_with_rules(item: Item) -> Values:
    """The same with inputs and matched rules."""
    report = item["report"]
    assert isinstance(report, dict)
    own = _own(report, str(item["decisionDefinitionId"]))
    return {**decision_instance(item), "evaluatedInputs": _inputs(own), "matchedRules": _rules(own)}


def _evaluated(part: Values, instance_key: str) -> Values:
    return {
        "decisionDefinitionKey": part.get("decisionDefinitionKey"),
        "decisionDefinitionId": part.get("decisionDefinitionId"),
        "decisionDefinitionName": part.get("decisionDefinitionName"),
        "decisionDefinitionVersion": part.get("decisionDefinitionVersion"),
        "decisionDefinitionType": _type(part.get("decisionDefinitionType")),
        "decisionEvaluationInstanceKey": instance_key,
        "output": dump(part.get("output")),
        "matchedRules": _rules(part),
        "evaluatedInputs": _inputs(part),
        "tenantId": "<default>",
    }


def _decisions(report: Values) -> list[Values]:
    found = report.get("evaluatedDecisions")
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


def _own(report: Values, decision_id: str) -> Values:
    """The part of the report about the decision that was asked for; a failed one may lack it."""
    parts = [part for part in _decisions(report) if part.get("decisionDefinitionId") == decision_id]
    return parts[-1] if parts else {}


def _inputs(part: Values) -> Json:
    found = part.get("evaluatedInputs")
    inputs = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [{**one, "inputValue": dump(one.get("inputValue"))} for one in inputs]


def _rules(part: Values) -> Json:
    found = part.get("matchedRules")
    rules = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [{**rule, "evaluatedOutputs": _outputs(rule)} for rule in rules]


def _outputs(rule: Values) -> Json:
    found = rule.get("evaluatedOutputs")
    outputs = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    about: Values = {"ruleId": rule.get("ruleId"), "ruleIndex": rule.get("ruleIndex")}
    return [{**one, "outputValue": dump(one.get("outputValue")), **about} for one in outputs]


def _type(name: Json) -> str:
    if isinstance(name, str) and (known := _TYPES.get(name, name)) in _KNOWN_TYPES:
        return known
    return "UNSPECIFIED" if name is None else "UNKNOWN"
