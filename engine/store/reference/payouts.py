"""The ledger of payouts: booked parts of a grant, and those taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, or_, select

from engine.store.database import Tx
from engine.store.schema import CASE, table

_PAYOUT = table("payout")
_REVERSAL = table("payout_reversal")


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """One booked part; `payout_key` is the key of the element instance that booked it."""

    payout_key: int
    case_key: int
    payee_code: str
    reference: str
    purpose: str
    part: str
    amount_cents: int
    granted_cents: int
    bank_reference: str


@dataclass(frozen=True, slots=True)
class Overpaid:
    """A case that was paid more than granted, or paid and closed with nothing to show for it."""

    case_key: int
    purpose: str
    net_cents: int
    granted_cents: int


_COLUMNS = tuple(_PAYOUT.c[name] for name in PayoutRow.__dataclass_fields__)
_NET = func.sum(_PAYOUT.c.amount_cents - func.coalesce(_REVERSAL.c.amount_cents, 0))


def payout(tx: Tx, payout_key: int) -> PayoutRow | None:
    """One payout, reversed or not."""
    row = tx.execute(select(*_COLUMNS).where(_PAYOUT.c.payout_key == payout_key)).one_or_none()
    return PayoutRow(*row) if row else None


def of_case(tx: Tx, case_key: int) -> tuple[tuple[PayoutRow, bool], ...]:
    """The payouts of a case in order of booking, each with whether it was taken back."""
    query = (
        select(*_COLUMNS, _REVERSAL.c.payout_key.is_not(None))
        .outerjoin(_REVERSAL, _REVERSAL.c.payout_key == _PAYOUT.c.payout_key)
        .where(_PAYOUT.c.case_key == case_key)
        .order_by(_PAYOUT.c.booked_at, _PAYOUT.c.payout_key)
    )
    return tuple((PayoutRow(*row[:-1]), bool(row[-1])) for row in tx.execute(query))


def net_cents(tx: Tx, case_key: int, purpose: str) -> int:
    """What a case was paid for one purpose and has not given back."""
    query = (
        select(func.coalesce(_NET, 0))
        .outerjoin(_REVERSAL, _REVERSAL.c.payout_key == _PAYOUT.c.payout_key)
        .where(_PAYOUT.c.case_key == case_key, _PAYOUT.c.purpose == purpose)
    )
    return int(tx.execute(query).scalar_one())


def book(tx: Tx, row: PayoutRow) -> None:
    """Add a payout."""
    values = {name: getattr(row, name) for name in PayoutRow.__dataclass_fields__}
    tx.execute(insert(_PAYOUT).values(**values, element_instance_key=row.payout_key, booked_at=tx.now))


def is_reversed(tx: Tx, payout_key: int) -> bool:
    """Whether the payout was taken back."""
    query = select(_REVERSAL.c.payout_key).where(_REVERSAL.c.payout_key == payout_key)
    return tx.execute(query).one_or_none() is not None


def reverse(tx: Tx, row: PayoutRow, *, element_instance_key: int, reason: str) -> None:
    """Add the reversal of a payout."""
    tx.execute(
        insert(_REVERSAL).values(
            payout_key=row.payout_key, case_key=row.case_key, element_instance_key=element_instance_key,
            amount_cents=row.amount_cents, reason=reason, reversed_at=tx.now,
        )
    )  # fmt: skip


def overpaid(tx: Tx, *, limit: int) -> tuple[Overpaid, ...]:
    """Cases whose payouts exceed their grant, or were booked by no case at all; lowest case key first."""
    granted = func.min(_PAYOUT.c.granted_cents)
    query = (
        select(_PAYOUT.c.case_key, _PAYOUT.c.purpose, _NET, granted)
        .outerjoin(_REVERSAL, _REVERSAL.c.payout_key == _PAYOUT.c.payout_key)
        .outerjoin(CASE, CASE.c.case_key == _PAYOUT.c.case_key)
        .group_by(_PAYOUT.c.case_key, _PAYOUT.c.purpose, CASE.c.case_key)
        .having(or_(granted < _NET, _NET < 0, CASE.c.case_key.is_(None)))
        .order_by(_PAYOUT.c.case_key)
        .limit(limit)
    )
    return tuple(Overpaid(row[0], row[1], int(row[2]), int(row[3])) for row in tx.execute(query))
