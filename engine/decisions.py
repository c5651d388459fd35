"""Evaluating decisions and expressions on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from engine.actor import Actor
from engine.advance import World
from engine.advance.decisions import evaluate, find_decision
from engine.errors import Invalid, NotFound
from engine.feel import Environment, FeelFailure, FeelSyntaxError, compile_expression, to_json
from engine.store import cases, decision_instances, views
from engine.store.database import Tx
from engine.values import Json, Values, checked_variables


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """A decision evaluated on request; `report` as in the history, `evaluation_key` names it."""

    evaluation_key: int
    decision_key: int
    decision_id: str
    name: str
    version: int
    requirements_key: int
    requirements_id: str
    report: Values


def evaluate_decision(
    tx: Tx, world: World, *, decision_key: int | None, decision_id: str | None, variables: Values
) -> DecisionReport:
    """Evaluate and keep the evaluation. Raises NotFound; a failing evaluation is a report with its message."""
    checked_variables(variables)
    key = find_decision(tx, decision_key=decision_key, decision_id=decision_id)
    decision = world.library.decision(tx, key)
    report = evaluate(tx, world, key, variables, now=tx.now, zone=world.settings.time_zone)
    evaluation_key = tx.new_key()
    report["evaluationKey"] = str(evaluation_key)
    decision_instances.add(tx, evaluation_key, key, decision.decision_id, report)
    return DecisionReport(
        evaluation_key, key, decision.decision_id, decision.name, decision.version, decision.requirements_key,
        decision.model.requirements_id, report,
    )  # fmt: skip


def evaluate_expression(
    tx: Tx, world: World, text: str, variables: Mapping[str, Json], *, scope_key: int | None, actor: Actor
) -> tuple[Json, tuple[str, ...]]:
    """The value of a FEEL text and its warnings; `variables` win over those of the scope. Raises Invalid, NotFound."""
    known: Values = {}
    if scope_key is not None:
        known = _scope_values(tx, scope_key, actor)
    environment = Environment(now=tx.now, zone=ZoneInfo(world.settings.time_zone), functions=world.functions)
    try:
        expression = compile_expression(text.removeprefix("="))
        outcome = expression.evaluate({**known, **variables}, environment)
        return cast(Json, to_json(outcome.value)), tuple(warning.message for warning in outcome.warnings)
    except FeelSyntaxError as error:
        raise Invalid(f"expected a FEEL expression, but {error}") from None
    except FeelFailure as failure:
        raise Invalid(f"expected the expression to give a value, but {failure}") from None


def _scope_values(tx: Tx, scope_key: int, actor: Actor) -> Values:
    case_key = views.case_of_scope(tx, scope_key)
    head = views.head(tx, case_key, actor) if case_key is not None else None
    if case_key is None or head is None or not head.is_own:
        raise NotFound("element instance", scope_key)
    scopes = cases.variables(tx, case_key)
    found = dict(scopes.get(case_key, {}))
    for key in cases.scope_chain(tx, case_key, scope_key) if scope_key != case_key else ():
        found |= scopes.get(key, {})
    return found
