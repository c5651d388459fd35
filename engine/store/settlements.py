"""The ledger of fees and the statements that settle them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from engine.errors import Conflict
from engine.store import adjustments
from engine.store.database import Tx
from engine.store.schema import UNIT, table

_FEE = table("fee")
_SETTLEMENT = table("settlement")


@dataclass(frozen=True, slots=True)
class FeeRow:
    """An approved fee; money in cents, `lines` is JSON text."""

    fee_key: int
    case_key: int
    reference: str
    unit_code: str
    payer: str
    amount_cents: int
    extra_cents: int
    customer_cents: int
    lines: str
    approved_at: datetime
    settlement_key: int | None


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One statement of one unit for one month, with the unit's names."""

    settlement_key: int
    number: str
    unit_code: str
    unit_name: str
    unit_name_en: str
    period: str
    fee_count: int
    total_cents: int
    state: str
    case_key: int
    made_at: datetime
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedSettlement:
    """The fees and corrections of one unit that are to be settled together."""

    number: str
    unit_code: str
    period: str
    fee_keys: tuple[int, ...]
    total_cents: int
    adjustment_keys: tuple[int, ...] = ()

    @property
    def line_count(self) -> int:
        """Fees and corrections together."""
        return len(self.fee_keys) + len(self.adjustment_keys)


_FEE_COLUMNS = tuple(_FEE.c[name] for name in FeeRow.__dataclass_fields__)
_NAMES = {"unit_name": UNIT.c.name, "unit_name_en": UNIT.c.name_en}
_SETTLEMENT_COLUMNS = tuple(
    _NAMES[name] if name in _NAMES else _SETTLEMENT.c[name] for name in SettlementRow.__dataclass_fields__
)


def fee_of_case(tx: Tx, case_key: int) -> FeeRow | None:
    """The fee of a case."""
    row = tx.execute(select(*_FEE_COLUMNS).where(_FEE.c.case_key == case_key)).one_or_none()
    return FeeRow(*row) if row else None


def add_fee(tx: Tx, *, case_key: int, element_instance_key: int, values: Mapping[str, object]) -> None:
    """Write the fee of a case unless it has one: a case is paid once, however often the handler runs."""
    if fee_of_case(tx, case_key) is None:
        row = {"fee_key": tx.new_key(), "case_key": case_key, "element_instance_key": element_instance_key}
        tx.execute(insert(_FEE).values(**row, **values, approved_at=tx.now, currency="CNY"))


def open_fees(tx: Tx, *, before: datetime, unit_code: str = "") -> tuple[FeeRow, ...]:
    """Fees approved before that moment that no settlement holds, by unit and key; of one unit or of all."""
    query = select(*_FEE_COLUMNS).where(_FEE.c.settlement_key.is_(None), _FEE.c.approved_at < before)
    if unit_code:
        query = query.where(_FEE.c.unit_code == unit_code)
    return tuple(FeeRow(*row) for row in tx.execute(query.order_by(_FEE.c.unit_code, _FEE.c.fee_key)))


def fees_of(tx: Tx, settlement_key: int) -> tuple[FeeRow, ...]:
    """The fees of one settlement, by key."""
    query = select(*_FEE_COLUMNS).where(_FEE.c.settlement_key == settlement_key).order_by(_FEE.c.fee_key)
    return tuple(FeeRow(*row) for row in tx.execute(query))


def settled(tx: Tx, period: str) -> frozenset[str]:
    """The units that have a statement for that month."""
    return frozenset(tx.execute(select(_SETTLEMENT.c.unit_code).where(_SETTLEMENT.c.period == period)).scalars())


def unit_names(tx: Tx, codes: Sequence[str]) -> list[tuple[str, str, str]]:
    """(code, name, English name) of these units."""
    rows = tx.execute(select(UNIT.c.code, UNIT.c.name, UNIT.c.name_en).where(UNIT.c.code.in_(sorted(set(codes)))))
    return [(row.code, row.name, row.name_en or row.name) for row in rows]


def settle(tx: Tx, planned: PlannedSettlement, *, case_key: int) -> None:
    """Write the statement, tie its fees and corrections to it. Raises Conflict when one was settled meanwhile."""
    settlement_key = tx.new_key()
    tx.execute(
        insert(_SETTLEMENT).values(
            settlement_key=settlement_key, number=planned.number, unit_code=planned.unit_code, period=planned.period,
            fee_count=planned.line_count, total_cents=planned.total_cents, state="made", case_key=case_key,
            made_at=tx.now,
        )
    )  # fmt: skip
    tied = 0
    for start in range(0, len(planned.fee_keys), 500):
        keys = planned.fee_keys[start : start + 500]
        taken = update(_FEE).where(_FEE.c.fee_key.in_(keys), _FEE.c.settlement_key.is_(None))
        tied += tx.execute(taken.values(settlement_key=settlement_key)).rowcount
    if tied != len(planned.fee_keys):
        raise Conflict(f"expected {len(planned.fee_keys)} open fees of {planned.unit_code}, but found {tied}")
    adjustments.tie(tx, planned.adjustment_keys, settlement_key=settlement_key)


def release(tx: Tx, numbers: Sequence[str]) -> None:
    """Mark statements as released; those that are released already stay as they are."""
    made = update(_SETTLEMENT).where(_SETTLEMENT.c.number.in_(numbers), _SETTLEMENT.c.state == "made")
    tx.execute(made.values(state="released", released_at=tx.now))


def settlements(tx: Tx, *, case_key: int | None = None, number: str | None = None) -> tuple[SettlementRow, ...]:
    """Statements by number: those a case made, the one of a number, or all."""
    query = select(*_SETTLEMENT_COLUMNS).outerjoin(UNIT, UNIT.c.code == _SETTLEMENT.c.unit_code)
    if case_key is not None:
        query = query.where(_SETTLEMENT.c.case_key == case_key)
    if number is not None:
        query = query.where(_SETTLEMENT.c.number == number)
    return tuple(SettlementRow(*row) for row in tx.execute(query.order_by(_SETTLEMENT.c.number)))


def disagreements(tx: Tx, *, limit: int) -> list[tuple[int, str, int, int, int, int]]:
    """Statements whose fees and corrections do not add up:

    (case, number, stated count, stated cents, found count, found cents).
    """
    found_count, found_cents = func.count(_FEE.c.fee_key), func.coalesce(func.sum(_FEE.c.amount_cents), 0)
    stated_count, stated_cents = _SETTLEMENT.c.fee_count, _SETTLEMENT.c.total_cents
    key = _SETTLEMENT.c.settlement_key
    query = (
        select(_SETTLEMENT.c.case_key, _SETTLEMENT.c.number, stated_count, stated_cents, found_count, found_cents, key)
        .outerjoin(_FEE, _FEE.c.settlement_key == key)
        .group_by(key, _SETTLEMENT.c.case_key, _SETTLEMENT.c.number, stated_count, stated_cents)
    )
    corrected, found = adjustments.sums(tx), []
    for row in tx.execute(query):
        count, cents = corrected.get(row[6], (0, 0))
        if (row[2], row[3]) != (row[4] + count, int(row[5]) + cents):
            found.append((row[0], row[1], row[2], row[3], row[4] + count, int(row[5]) + cents))
    return found[:limit]


def strangers(tx: Tx, *, limit: int) -> list[tuple[int, str]]:
    """Fees that stand in the statement of another unit: (case key, statement number)."""
    query = (
        select(_FEE.c.case_key, _SETTLEMENT.c.number)
        .join(_SETTLEMENT, _SETTLEMENT.c.settlement_key == _FEE.c.settlement_key)
        .where(_FEE.c.unit_code != _SETTLEMENT.c.unit_code)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in tx.execute(query)]
