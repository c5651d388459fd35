"""Keeping evaluations of decisions that no case asked for."""

from __future__ import annotations

from sqlalchemy import insert

from engine.store.database import Tx
from engine.store.schema import DECISION_INSTANCE
from engine.values import Values, dump


def add(tx: Tx, evaluation_key: int, decision_key: int, decision_id: str, report: Values) -> None:
    """Keep the report of one evaluation."""
    tx.execute(
        insert(DECISION_INSTANCE).values(
            evaluation_key=evaluation_key,
            decision_key=decision_key,
            decision_id=decision_id,
            evaluated_at=tx.now,
            is_failed=report["failureMessage"] is not None,
            report=dump(report),
        )
    )
