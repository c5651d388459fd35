"""Evaluating decisions for business rule tasks, and keeping how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from engine.advance.open_case import OpenCase
from engine.advance.world import World
from engine.dmn import DecisionResult
from engine.errors import NotFound
from engine.feel import Budget, Environment, FeelFailure, to_json
from engine.process.surroundings import DecisionFailed, DecisionUnavailable
from engine.store import definitions
from engine.store.database import Tx
from engine.values import Json, Values, dump


class Decisions:
    """The `decide` of one step; `rows` are the decision instances to write."""

    def __init__(self, tx: Tx, world: World, case: OpenCase) -> None:
        self._tx, self._world, self._case = tx, world, case
        self.rows: list[dict[str, object]] = []

    def __call__(
        self, decision_id: str, *, binding: str, version_tag: str | None, variables: Values
    ) -> tuple[object, Values]:
        """Output and report of the bound decision. Raises DecisionUnavailable or DecisionFailed."""
        deployment_key = self._case.process.deployment_key
        key = definitions.find(
            self._tx, "decision", decision_id, binding=binding, version_tag=version_tag, deployment_key=deployment_key
        )
        if key is None:
            raise DecisionUnavailable(f"expected a deployed decision '{decision_id}' ({binding}), but there is none")
        zone = self._case.process.definition.time_zone or self._world.settings.time_zone
        report = evaluate(self._tx, self._world, key, variables, now=self._tx.now, zone=zone)
        self.rows.append(_row(self._tx, key, decision_id, report, case_key=self._case.case_key))
        if report["failureMessage"] is not None:
            raise DecisionFailed(str(report["failureMessage"]), report)
        return report["output"], report


def evaluate(tx: Tx, world: World, decision_key: int, variables: Values, *, now: datetime, zone: str) -> Values:
    """The report of one evaluation as JSON: output, failure, and every decision on the way with inputs and rules.

    Raises NotFound without such a decision.
    """
    decision = world.library.decision(tx, decision_key)
    keys = {row.decision_id: row for row in definitions.decisions_of(tx, decision.requirements_key)}
    environment = Environment(now=now, zone=ZoneInfo(zone), functions=world.functions, budget=Budget.for_decision())
    try:
        result = decision.model.evaluate(decision.decision_id, variables, environment)
    except FeelFailure as failure:
        return _failed(decision_key, decision.decision_id, str(failure))
    return _report(decision_key, result, keys)


def find_decision(tx: Tx, *, decision_key: int | None, decision_id: str | None) -> int:
    """The key asked for, or that of the newest version of `decision_id`. Raises NotFound."""
    if decision_key is not None:
        return decision_key
    key = definitions.find(tx, "decision", decision_id or "", binding="latest", version_tag=None, deployment_key=None)
    if key is None:
        raise NotFound("decision", decision_id)
    return key


def _failed(decision_key: int, decision_id: str, message: str) -> Values:
    return {
        "decisionKey": str(decision_key), "output": None, "failedDecisionId": decision_id, "failureMessage": message,
        "evaluatedDecisions": [],
    }  # fmt: skip


def _report(decision_key: int, result: DecisionResult, keys: Mapping[str, Row[*tuple[Any, ...]]]) -> Values:
    """`keys` are the deployed decisions of the file by id; one of an imported file is not among them."""
    return {
        "decisionKey": str(decision_key),
        "output": _json(result.output),
        "failedDecisionId": result.failed_decision_id,
        "failureMessage": result.failure_message,
        "evaluatedDecisions": [
            {
                "decisionDefinitionId": item.decision_id,
                "decisionDefinitionKey": str(keys[item.decision_id].decision_key) if item.decision_id in keys else "",
                "decisionDefinitionVersion": keys[item.decision_id].version if item.decision_id in keys else 0,
                "decisionDefinitionName": item.decision_name,
                "decisionDefinitionType": item.decision_type,
                "output": _json(item.output),
                "evaluatedInputs": [
                    {"inputId": identifier, "inputName": name, "inputValue": _json(value)}
                    for identifier, name, value in item.inputs
                ],
                "matchedRules": [
                    {
                        "ruleId": rule.rule_id,
                        "ruleIndex": rule.rule_index,
                        "evaluatedOutputs": [
                            {"outputId": identifier, "outputName": name, "outputValue": _json(value)}
                            for identifier, name, value in rule.outputs
                        ],
                    }
                    for rule in item.matched_rules
                ],
                "warnings": [warning.message for warning in item.warnings],
            }
            for item in result.evaluations
        ],
    }


def _json(value: object) -> Json:
    try:
        return cast(Json, to_json(value))
    except FeelFailure:
        return None


def _row(tx: Tx, key: int, decision_id: str, report: Values, *, case_key: int) -> dict[str, object]:
    evaluation_key = tx.new_key()
    report["evaluationKey"] = str(evaluation_key)
    return {
        "evaluation_key": evaluation_key, "case_key": case_key, "element_instance_key": None, "decision_key": key,
        "decision_id": decision_id, "evaluated_at": tx.now, "is_failed": report["failureMessage"] is not None,
        "report": dump(report),
    }  # fmt: skip
