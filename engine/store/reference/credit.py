"""Credit accounts, holds, and their ledger, in cents. Lock an account before reading what will be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from engine.store.database import Tx
from engine.store.schema import CASE, UNIT, table

_ACCOUNT = table("credit_account")
_HOLD = table("credit_hold")
_ENTRY = table("credit_entry")
_REBATE = table("rebate")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A credit account with the name, path and kind of its unit."""

    unit_code: str
    tier: str
    limit_cents: int
    held_cents: int
    owed_cents: int
    name: str
    name_en: str
    unit_path: str
    kind: str

    @property
    def open_cents(self) -> int:
        """What counts against the limit."""
        return self.held_cents + self.owed_cents


@dataclass(frozen=True, slots=True)
class HoldRow:
    """What an order may still charge."""

    order_number: str
    unit_code: str
    amount_cents: int
    left_cents: int
    is_approved: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A signed change of one account."""

    unit_code: str
    kind: str
    held_cents: int = 0
    owed_cents: int = 0
    reference: str = ""
    reason: str = ""
    case_key: int | None = None


@dataclass(frozen=True, slots=True)
class RebateRow:
    """A period's rebate of one account."""

    unit_code: str
    period: str
    purchases_cents: int
    rate: int
    rebate_cents: int
    tier_before: str
    tier: str
    case_key: int


_ACCOUNT_COLUMNS = (
    _ACCOUNT.c.unit_code, _ACCOUNT.c.tier, _ACCOUNT.c.limit_cents, _ACCOUNT.c.held_cents, _ACCOUNT.c.owed_cents,
    UNIT.c.name, UNIT.c.name_en, UNIT.c.path, UNIT.c.kind,
)  # fmt: skip
_ACCOUNTS = select(*_ACCOUNT_COLUMNS).join(UNIT, UNIT.c.code == _ACCOUNT.c.unit_code)


def accounts(tx: Tx) -> list[AccountRow]:
    """Every account, by unit code."""
    return [AccountRow(*row) for row in tx.execute(_ACCOUNTS.order_by(_ACCOUNT.c.unit_code))]


def account_over(tx: Tx, unit_path: str) -> AccountRow | None:
    """The account of the unit at that path, or of the nearest unit above it that has one."""
    above = [row for row in accounts(tx) if unit_path.startswith(row.unit_path)]
    return max(above, key=lambda row: len(row.unit_path), default=None)


def lock_account(tx: Tx, unit_code: str) -> AccountRow | None:
    """The account, held by this transaction until it ends."""
    query = _ACCOUNTS.where(_ACCOUNT.c.unit_code == unit_code).with_for_update(of=_ACCOUNT)
    row = tx.execute(query).one_or_none()
    return AccountRow(*row) if row else None


def hold_of(tx: Tx, order_number: str) -> HoldRow | None:
    """The hold of an order."""
    columns = (_HOLD.c[name] for name in HoldRow.__dataclass_fields__)
    row = tx.execute(select(*columns).where(_HOLD.c.order_number == order_number)).one_or_none()
    return HoldRow(*row) if row else None


def holds_of_ended_cases(tx: Tx) -> list[str]:
    """Orders whose case is over although something of their hold is left."""
    query = (
        select(_HOLD.c.order_number)
        .join(CASE, CASE.c.case_key == _HOLD.c.case_key)
        .where(_HOLD.c.left_cents > 0, CASE.c.state != "active")
    )
    return list(tx.execute(query.order_by(_HOLD.c.order_number)).scalars())


def add_hold(tx: Tx, hold: HoldRow, *, case_key: int) -> None:
    """Write an order's hold."""
    columns = {name: getattr(hold, name) for name in HoldRow.__dataclass_fields__}
    tx.execute(insert(_HOLD).values(case_key=case_key, held_at=tx.now, **columns))


def change_hold(tx: Tx, order_number: str, *, left_cents: int, is_approved: bool) -> None:
    """Write what is left of a hold, and whether it may pass the limit."""
    values = {"left_cents": left_cents, "is_approved": is_approved}
    tx.execute(update(_HOLD).where(_HOLD.c.order_number == order_number).values(values))


def book(tx: Tx, entry: Entry) -> None:
    """Apply an entry to its account and write it to the ledger."""
    changes = {"held_cents": entry.held_cents, "owed_cents": entry.owed_cents}
    values = {name: _ACCOUNT.c[name] + by for name, by in changes.items()}
    tx.execute(update(_ACCOUNT).where(_ACCOUNT.c.unit_code == entry.unit_code).values(values))
    columns = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    tx.execute(insert(_ENTRY).values(entry_key=tx.new_key(), booked_at=tx.now, **columns))


def set_tier(tx: Tx, unit_code: str, tier: str) -> None:
    """Write an account's tier."""
    tx.execute(update(_ACCOUNT).where(_ACCOUNT.c.unit_code == unit_code).values(tier=tier))


def purchases(tx: Tx, start: datetime, end: datetime) -> dict[str, int]:
    """What each account bought from `start` until before `end`: shipped parts less credit notes, in cents."""
    query = select(_ENTRY.c.unit_code, func.sum(_ENTRY.c.owed_cents)).where(
        _ENTRY.c.kind.in_(("capture", "credit_note")), _ENTRY.c.booked_at >= start, _ENTRY.c.booked_at < end
    )
    return {row[0]: int(row[1]) for row in tx.execute(query.group_by(_ENTRY.c.unit_code))}


def rebate_of(tx: Tx, unit_code: str, period: str) -> RebateRow | None:
    """The rebate of an account for a period, once it is booked."""
    columns = (_REBATE.c[name] for name in RebateRow.__dataclass_fields__)
    row = tx.execute(select(*columns).where(_REBATE.c.unit_code == unit_code, _REBATE.c.period == period)).one_or_none()
    return RebateRow(*row) if row else None


def add_rebate(tx: Tx, rebate: RebateRow) -> None:
    """Write a rebate; a second one of the same account and period is refused by the key."""
    columns = {name: getattr(rebate, name) for name in RebateRow.__dataclass_fields__}
    tx.execute(insert(_REBATE).values(accrued_at=tx.now, **columns))


def entries_of(tx: Tx, reference: str) -> list[Entry]:
    """What was booked under one reference, oldest first."""
    columns = (_ENTRY.c[name] for name in Entry.__dataclass_fields__)
    query = select(*columns).where(_ENTRY.c.reference == reference).order_by(_ENTRY.c.entry_key)
    return [Entry(*row) for row in tx.execute(query)]


def entry_sums(tx: Tx) -> dict[str, tuple[int, int]]:
    """The sums of the ledger by account: held, owed."""
    query = select(_ENTRY.c.unit_code, func.sum(_ENTRY.c.held_cents), func.sum(_ENTRY.c.owed_cents))
    return {row[0]: (int(row[1]), int(row[2])) for row in tx.execute(query.group_by(_ENTRY.c.unit_code))}


def hold_sums(tx: Tx) -> dict[str, int]:
    """What the holds of each account have left: what `held_cents` must say."""
    query = select(_HOLD.c.unit_code, func.sum(_HOLD.c.left_cents)).group_by(_HOLD.c.unit_code)
    return {row[0]: int(row[1]) for row in tx.execute(query)}
