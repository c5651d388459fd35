"""The decisions both sides ask: those of the shipped `.dmn` files, and made-up answers for the library's models."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engine.dmn import DmnModel, read_dmn
from engine.feel import Budget, Environment, FeelFailure, to_json

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Failed(Exception):
    """The evaluation failed: `DECISION_EVALUATION_ERROR`."""


@cache
def shipped() -> dict[str, DmnModel]:
    """The model of every shipped decision, by the decision's id."""
    models = [read_dmn(path.read_bytes())[0] for path in sorted(BPMN.glob("*/*.dmn"))]
    return {decision_id: model for model in models if model is not None for decision_id in model.decisions}


def decide(decision_id: str, variables: dict[str, Any]) -> Any:
    """What the decision gives for these variables, the same for the same. Raises Failed."""
    model = shipped().get(decision_id)
    if model is None:
        return {"by": decision_id, "priority": 60, "skills": [], "payer": "customer", "review": "x"}
    environment = Environment(now=NOW, zone=ZoneInfo("Asia/Shanghai"), budget=Budget.for_decision())
    try:
        result = model.evaluate(decision_id, variables, environment)
        if result.failure_message is not None:
            raise Failed(result.failure_message)
        return to_json(result.output)
    except FeelFailure as failure:
        raise Failed(str(failure)) from None
