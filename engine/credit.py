"""Dealers' credit: holds for orders, charges at shipment, credit notes, rebates. Every change is a ledger entry.

An account is locked before it is read, so two orders at once never pass the limit together. All amounts are cents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.errors import Invalid
from engine.store.database import Tx
from engine.store.reference import credit as store
from engine.store.reference.credit import AccountRow, Entry, HoldRow, RebateRow

TIERS = ("gold", "silver", "bronze")


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands to an order. `account` None = the unit has no credit; `overrun_cents` beyond the limit."""

    account: AccountRow | None
    amount_cents: int
    is_held: bool
    overrun_cents: int


def account_over(tx: Tx, unit_path: str) -> AccountRow | None:
    """The account of the unit at that path, or of the nearest unit above it that has one; None when there is none."""
    return store.account_over(tx, unit_path)


def hold(tx: Tx, order_number: str, unit_path: str, amount_cents: int, *, is_approved: bool, case_key: int) -> Standing:
    """Hold an order's amount at the account of the unit, or of the nearest unit above it.

    Nothing is held beyond the limit unless `is_approved`. An order has one hold: asked again it stays as it is, or
    becomes approved. Without an account nothing is booked; then `is_held` says only that it was approved.
    """
    if amount_cents < 0:
        raise Invalid(f"expected an amount of at least 0 cents, but found {amount_cents}")
    found = store.account_over(tx, unit_path)
    account = store.lock_account(tx, found.unit_code) if found else None
    if account is None:
        return Standing(None, amount_cents, is_approved, 0 if is_approved else amount_cents)
    known = store.hold_of(tx, order_number)
    before = account.open_cents - (known.left_cents if known else 0)
    overrun = max(0, before + amount_cents - account.limit_cents)
    if known is not None:
        if is_approved and not known.is_approved:
            store.change_hold(tx, order_number, left_cents=known.left_cents, is_approved=True)
        return Standing(account, known.amount_cents, True, overrun)
    if overrun and not is_approved:
        return Standing(account, amount_cents, False, overrun)
    store.add_hold(
        tx, HoldRow(order_number, account.unit_code, amount_cents, amount_cents, is_approved), case_key=case_key
    )
    store.book(tx, Entry(account.unit_code, "hold", held_cents=amount_cents, reference=order_number, case_key=case_key))
    return Standing(account, amount_cents, True, overrun)


def release(tx: Tx, order_number: str, *, case_key: int, reason: str = "") -> int:
    """Give back what is left of an order's hold; how many cents. Nothing when there is none."""
    found, _account = _locked(tx, order_number)
    if found is None or not found.left_cents:
        return 0
    store.change_hold(tx, order_number, left_cents=0, is_approved=found.is_approved)
    entry = Entry(
        found.unit_code, "release", held_cents=-found.left_cents, reference=order_number, reason=reason,
        case_key=case_key,
    )  # fmt: skip
    store.book(tx, entry)
    return found.left_cents


def release_ended(tx: Tx, *, case_key: int) -> int:
    """Give back what is left of holds whose cases were ended from outside; how many cents."""
    orders = store.holds_of_ended_cases(tx)
    return sum(release(tx, order_number, case_key=case_key, reason="its case is over") for order_number in orders)


def capture(tx: Tx, order_number: str, amount_cents: int, *, case_key: int) -> int:
    """Charge a shipment: what is left of the hold, at most, becomes owed; how many cents were charged."""
    found, _account = _locked(tx, order_number)
    taken = min(found.left_cents, amount_cents) if found else 0
    if found is None or not taken:
        return 0
    store.change_hold(tx, order_number, left_cents=found.left_cents - taken, is_approved=found.is_approved)
    entry = Entry(
        found.unit_code, "capture", held_cents=-taken, owed_cents=taken, reference=order_number, case_key=case_key
    )
    store.book(tx, entry)
    return taken


def credit_note(
    tx: Tx, order_number: str, amount_cents: int, *, reason: str, is_ordered_again: bool, case_key: int
) -> int:
    """Give back what was charged for pieces of an order; with `is_ordered_again` it is held for their replacement."""
    found, _account = _locked(tx, order_number)
    if found is None or not amount_cents:
        return 0
    again = amount_cents if is_ordered_again else 0
    if again:
        store.change_hold(tx, order_number, left_cents=found.left_cents + again, is_approved=found.is_approved)
    entry = Entry(
        found.unit_code, "credit_note", held_cents=again, owed_cents=-amount_cents, reference=order_number,
        reason=reason, case_key=case_key,
    )  # fmt: skip
    store.book(tx, entry)
    return amount_cents


def pay(tx: Tx, unit_code: str, amount_cents: int, *, reference: str, case_key: int | None = None) -> AccountRow:
    """Book a dealer's payment; the account afterwards. A payment of the same account and reference is booked once.

    Raises Invalid without an account or for no positive amount.
    """
    account = store.lock_account(tx, unit_code)
    if account is None or amount_cents <= 0:
        raise Invalid(f"expected a positive payment to an account, but found {amount_cents} cents for '{unit_code}'")
    known = [one for one in store.entries_of(tx, reference) if (one.unit_code, one.kind) == (unit_code, "payment")]
    if known:
        return account
    store.book(tx, Entry(unit_code, "payment", owed_cents=-amount_cents, reference=reference, case_key=case_key))
    return replace(account, owed_cents=account.owed_cents - amount_cents)


def charge(
    tx: Tx, unit_path: str, amount_cents: int, *, reference: str, reason: str, case_key: int
) -> AccountRow | None:
    """Charge a deduction to the account of the unit at that path, or of the nearest above it; once for a reference.

    The account afterwards; None when no unit up to headquarters has one. Raises Invalid for no positive amount.
    """
    if amount_cents <= 0:
        raise Invalid(f"expected a deduction above 0 cents, but found {amount_cents}")
    found = store.account_over(tx, unit_path)
    account = store.lock_account(tx, found.unit_code) if found else None
    if account is None:
        return None
    known = [
        one for one in store.entries_of(tx, reference) if (one.unit_code, one.kind) == (account.unit_code, "adjust")
    ]
    if known:
        return account
    entry = Entry(
        account.unit_code,
        "adjust",
        owed_cents=amount_cents,
        reference=reference,
        reason=reason[:300],
        case_key=case_key,
    )
    store.book(tx, entry)
    return replace(account, owed_cents=account.owed_cents + amount_cents)


def purchases(tx: Tx, start: datetime, end: datetime) -> list[tuple[AccountRow, int]]:
    """Every account with what it bought from `start` until before `end`, in cents; accounts that bought nothing too."""
    bought = store.purchases(tx, start, end)
    return [(account, max(0, bought.get(account.unit_code, 0))) for account in store.accounts(tx)]


def accrue(tx: Tx, rebate: RebateRow) -> RebateRow:
    """Book a period's rebate against what the account owes, and its tier from now on; once for account and period.

    Asked again, the one that is booked is given back and nothing is changed.
    """
    account = store.lock_account(tx, rebate.unit_code)
    if account is None or rebate.tier not in TIERS:
        raise Invalid(f"expected an account and a known tier, but found '{rebate.unit_code}', '{rebate.tier}'")
    known = store.rebate_of(tx, rebate.unit_code, rebate.period)
    if known is not None:
        return known
    store.add_rebate(tx, rebate)
    store.set_tier(tx, rebate.unit_code, rebate.tier)
    if rebate.rebate_cents:
        entry = Entry(
            rebate.unit_code, "rebate", owed_cents=-rebate.rebate_cents, reference=rebate.period,
            case_key=rebate.case_key,
        )  # fmt: skip
        store.book(tx, entry)
    return rebate


def imbalances(tx: Tx) -> list[str]:
    """What differs, in words; nothing when every account is the sum of its entries and of its holds."""
    sums, holds = store.entry_sums(tx), store.hold_sums(tx)
    found: list[str] = []
    for account in store.accounts(tx):
        entries = sums.get(account.unit_code, (0, 0))
        if (account.held_cents, account.owed_cents) != entries:
            counts = (account.held_cents, account.owed_cents)
            found.append(
                f"expected account {account.unit_code} to be the sum {entries} of its entries, but found {counts}"
            )
        if account.held_cents != holds.get(account.unit_code, 0):
            found.append(
                f"expected {account.held_cents} held cents of account {account.unit_code}, "
                f"but its holds have {holds.get(account.unit_code, 0)} left"
            )
    return found


def _locked(tx: Tx, order_number: str) -> tuple[HoldRow | None, AccountRow | None]:
    """The order's hold with its account locked; read again under the lock."""
    found = store.hold_of(tx, order_number)
    if found is None:
        return None, None
    account = store.lock_account(tx, found.unit_code)
    return store.hold_of(tx, order_number), account
