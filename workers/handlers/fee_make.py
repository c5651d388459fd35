"""`fee.make`: the approved fee of a case goes into the ledger, once, with what the unit added to it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.service.casework import book_fee
from engine.store.database import Tx
from engine.values import Json, Values, dump
from workers.contract import BadInput, Done, list_of, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine


def make_fee(engine: Engine, job: ActivatedJob) -> Done:
    """Give `fee` with the extra as a line of it and in its totals; write the ledger row of the case.

    Inputs: `fee` (of fee.calculate), `unit`, `reference`, `extra_amount` and `extra_reason` when there are any. A case
    that has a fee already keeps it: then the answer is what the ledger says.
    """
    given = record_of(job.variables, "fee")
    unit, reference = text_of(job.variables, "unit"), text_of(job.variables, "reference")
    extra = cents(job.variables.get("extra_amount"), "extra_amount")
    claimed, by_customer = cents(given.get("claim_total"), "fee.claim_total"), cents(given.get("customer_total"), "fee")
    fee = with_extra(given, extra, text_of(job.variables, "extra_reason", default=""))
    row = {
        "reference": reference, "unit_code": unit, "payer": text_of(given, "payer", default="maker"),
        "amount_cents": claimed + extra, "extra_cents": extra, "customer_cents": by_customer,
        "lines": dump(fee["lines"]),
    }  # fmt: skip

    def write(tx: Tx) -> None:
        book_fee(tx, case_key=job.case_key, element_instance_key=job.element_instance_key, values=row)

    before = engine.fee_of_case(job.case_key)
    amount = before.amount_cents if before else claimed + extra
    entry: Values = {"unit": unit, "reference": reference, "amount": yuan(amount)}
    return Done({"fee": fee, "fee_entry": entry}, writes=write)


def with_extra(fee: Values, extra_cents: int, reason: str) -> Values:
    """The fee with one more line, its totals raised by it; as it was when there is nothing to add."""
    lines = list_of(fee, "lines")
    if not extra_cents:
        return {**fee, "lines": lines, "extra_total": yuan(0)}
    amount = yuan(extra_cents)
    line: Json = {
        "kind": "extra",
        "text": f"追加:{reason}" if reason else "追加费用",
        "text_en": f"Extra: {reason}" if reason else "Extra",
        "quantity": 1,
        "unit_price": amount,
        "amount": amount,
    }
    raised = {name: yuan(cents(fee.get(name), name) + extra_cents) for name in ("total", "claim_total")}
    return {**fee, **raised, "lines": [*lines, line], "extra_total": amount}


def cents(amount: Json, name: str) -> int:
    """Whole cents of an amount in yuan; absent is nothing. Raises BadInput below zero or with parts of a cent."""
    if amount is None:
        return 0
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
        raise BadInput(f"expected an amount in '{name}', but found {type(amount).__name__}")
    found = Decimal(amount) * 100
    if found < 0 or found != found.to_integral_value():
        raise BadInput(f"expected an amount of at least 0 with two decimals in '{name}', but found {amount}")
    return int(found)


def yuan(amount_cents: int) -> Decimal:
    """The amount in yuan."""
    return Decimal(amount_cents).scaleb(-2)
