"""`credit.check`, `credit.release`, `credit.pay`, `credit.charge`: what units owe, booked in the job's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import credit
from engine.credit import Standing
from engine.store.database import Tx
from engine.store.reference.receivers import receiver
from engine.values import Values
from workers.booking import booked, cents_of, yuan
from workers.contract import BadInput, BpmnError, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine


def check_credit(engine: Engine, job: ActivatedJob) -> Done:
    """Hold the order's amount if it fits below the limit; with header `approved` = `yes` also beyond it.

    Inputs: `order_number`, `order` (receiver, amount). Output `credit`: account, tier, limit, open, amount, overrun,
    `is_held`. The account is that of the receiver or of the nearest unit above it; without one nothing is held.
    """
    order_number, order = text_of(job.variables, "order_number"), record_of(job.variables, "order")
    code, amount = text_of(order, "receiver"), cents_of(order, "amount")
    is_approved = job.headers.get("approved") == "yes"

    def book(tx: Tx) -> Values:
        unit = receiver(tx, code=code)
        if unit is None:
            raise BadInput(f"expected an open unit as receiver, but found '{code}'")
        standing = credit.hold(tx, order_number, unit.unit_path, amount, is_approved=is_approved, case_key=job.case_key)
        return {"credit": _shown(standing)}

    return booked(job, book)


def release_credit(engine: Engine, job: ActivatedJob) -> Done:
    """Give back what is left of the hold of `order_number`. Output `released_amount`, yuan."""
    order_number = text_of(job.variables, "order_number")

    def book(tx: Tx) -> Values:
        return {"released_amount": yuan(credit.release(tx, order_number, case_key=job.case_key))}

    return booked(job, book)


def pay_credit(engine: Engine, job: ActivatedJob) -> Done:
    """Book `payment` (account: a unit that has one, amount, reference). Output `payment` with `role` and `owed`, yuan.

    Throws UNKNOWN_ACCOUNT for a unit without an account.
    """
    payment = record_of(job.variables, "payment")
    account, amount = text_of(payment, "account"), cents_of(payment, "amount")
    reference = text_of(payment, "reference")
    unit = engine.receiver(code=account)
    found = engine.credit_account(unit.unit_path) if unit else None
    if unit is None or found is None or found.unit_code != account:
        raise BpmnError("UNKNOWN_ACCOUNT", f"expected a unit with a credit account, but found '{account}'")
    role = "dealer" if unit.kind == "dealer" else "station"

    def book(tx: Tx) -> Values:
        paid = credit.pay(tx, account, amount, reference=reference[:128], case_key=job.case_key)
        return {"payment": {**payment, "role": role, "owed": yuan(paid.owed_cents)}}

    return booked(job, book)


def charge_credit(engine: Engine, job: ActivatedJob) -> Done:
    """Book `deduction` (unit, amount, reference, reason) as owed by the unit, once for its reference.

    Output `deduction` with `account`, `account_name`, `account_name_en`, `owed` (yuan); `account` is null when neither
    the unit nor one above it has an account: then nothing is booked.
    """
    deduction = record_of(job.variables, "deduction")
    code, amount = text_of(deduction, "unit"), cents_of(deduction, "amount")
    reference, reason = text_of(deduction, "reference"), str(deduction.get("reason") or "")

    def book(tx: Tx) -> Values:
        unit = receiver(tx, code=code)
        if unit is None:
            raise BadInput(f"expected an open unit to deduct from, but found '{code}'")
        account = credit.charge(
            tx, unit.unit_path, amount, reference=reference[:128], reason=reason, case_key=job.case_key
        )
        told: Values = {
            "account": account.unit_code if account else None, "account_name": account.name if account else None,
            "account_name_en": account.name_en if account else None,
            "owed": yuan(account.owed_cents) if account else None,
        }  # fmt: skip
        return {"deduction": {**deduction, **told}}

    return booked(job, book)


def _shown(standing: Standing) -> Values:
    account = standing.account
    return {
        "account": account.unit_code if account else None,
        "name": account.name if account else None,
        "name_en": account.name_en if account else None,
        "tier": account.tier if account else "none",
        "limit": yuan(account.limit_cents) if account else yuan(0),
        "open": yuan(account.open_cents) if account else yuan(0),
        "amount": yuan(standing.amount_cents),
        "overrun": yuan(standing.overrun_cents),
        "is_held": standing.is_held,
    }
