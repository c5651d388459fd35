"""Corrections of released statements: accepted objections, paid or taken off in a later statement of the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, or_, select, update

from engine.errors import Conflict
from engine.store.database import Tx
from engine.store.schema import table

_ADJUSTMENT = table("settlement_adjustment")
_SETTLEMENT = table("settlement")


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """One correction; `disputed_number` is the statement it corrects. Cents; below zero it is taken off."""

    adjustment_key: int
    case_key: int
    unit_code: str
    disputed_key: int
    disputed_number: str
    amount_cents: int
    reason: str
    made_at: datetime
    settlement_key: int | None


_COLUMNS = tuple(
    _SETTLEMENT.c.number if name == "disputed_number" else _ADJUSTMENT.c[name]
    for name in AdjustmentRow.__dataclass_fields__
)
_ROWS = select(*_COLUMNS).join(_SETTLEMENT, _SETTLEMENT.c.settlement_key == _ADJUSTMENT.c.disputed_key)


def adjustment(tx: Tx, adjustment_key: int) -> AdjustmentRow | None:
    """One correction."""
    row = tx.execute(_ROWS.where(_ADJUSTMENT.c.adjustment_key == adjustment_key)).one_or_none()
    return AdjustmentRow(*row) if row else None


def corrected_cents(tx: Tx, disputed_key: int) -> int:
    """What all corrections of a statement come to."""
    query = select(func.coalesce(func.sum(_ADJUSTMENT.c.amount_cents), 0))
    return int(tx.execute(query.where(_ADJUSTMENT.c.disputed_key == disputed_key)).scalar_one())


def add(
    tx: Tx,
    *,
    case_key: int,
    element_instance_key: int,
    unit_code: str,
    disputed_key: int,
    amount_cents: int,
    reason: str,
) -> None:
    """Write a correction under the key of the element instance that made it."""
    tx.execute(
        insert(_ADJUSTMENT).values(
            adjustment_key=element_instance_key, case_key=case_key, element_instance_key=element_instance_key,
            unit_code=unit_code, disputed_key=disputed_key, amount_cents=amount_cents, reason=reason, made_at=tx.now,
        )
    )  # fmt: skip


def open_adjustments(tx: Tx, *, before: datetime, unit_code: str = "") -> tuple[AdjustmentRow, ...]:
    """Corrections made before that moment that no statement holds yet, oldest first; of one unit or of all."""
    query = _ROWS.where(_ADJUSTMENT.c.settlement_key.is_(None), _ADJUSTMENT.c.made_at < before)
    if unit_code:
        query = query.where(_ADJUSTMENT.c.unit_code == unit_code)
    return tuple(AdjustmentRow(*row) for row in tx.execute(query.order_by(_ADJUSTMENT.c.adjustment_key)))


def of_settlement(tx: Tx, settlement_key: int) -> tuple[AdjustmentRow, ...]:
    """The corrections that stand in a statement, oldest first."""
    query = _ROWS.where(_ADJUSTMENT.c.settlement_key == settlement_key).order_by(_ADJUSTMENT.c.adjustment_key)
    return tuple(AdjustmentRow(*row) for row in tx.execute(query))


def tie(tx: Tx, keys: tuple[int, ...], *, settlement_key: int) -> None:
    """Put corrections into a statement. Raises Conflict when one of them stands in another already."""
    taken = update(_ADJUSTMENT).where(_ADJUSTMENT.c.adjustment_key.in_(keys), _ADJUSTMENT.c.settlement_key.is_(None))
    tied = tx.execute(taken.values(settlement_key=settlement_key)).rowcount if keys else 0
    if tied != len(keys):
        raise Conflict(f"expected {len(keys)} open corrections, but found {tied}")


def sums(tx: Tx) -> dict[int, tuple[int, int]]:
    """How many corrections each statement holds, and what they come to."""
    query = (
        select(_ADJUSTMENT.c.settlement_key, func.count(), func.sum(_ADJUSTMENT.c.amount_cents))
        .where(_ADJUSTMENT.c.settlement_key.is_not(None))
        .group_by(_ADJUSTMENT.c.settlement_key)
    )
    return {row[0]: (row[1], int(row[2])) for row in tx.execute(query)}


def strangers(tx: Tx, *, limit: int) -> list[tuple[int, str]]:
    """Corrections that name another unit than the statement they correct or stand in: (case key, number)."""
    query = (
        select(_ADJUSTMENT.c.case_key, _SETTLEMENT.c.number)
        .join(
            _SETTLEMENT,
            or_(
                _SETTLEMENT.c.settlement_key == _ADJUSTMENT.c.settlement_key,
                _SETTLEMENT.c.settlement_key == _ADJUSTMENT.c.disputed_key,
            ),
        )
        .where(_ADJUSTMENT.c.unit_code != _SETTLEMENT.c.unit_code)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in tx.execute(query)]
