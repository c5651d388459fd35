"""`customer.pay`, `customer.take_back`, `product.exchange`: what was promised to a customer is paid and handed over.

Each writes its ledger row in the transaction that completes the job.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.errors import NotFound
from engine.service.remedies import (
    NewExchange,
    PaymentRow,
    SerialTaken,
    exchange_product,
    pay_customer,
    take_back_payment,
)
from engine.store.database import Tx
from engine.values import Json, Values
from workers.booking import cents_of
from workers.contract import BadInput, BpmnError, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

KINDS = ("refund", "goodwill")
SERIAL_TAKEN = "SERIAL_TAKEN"
_MOST_CENTS = 1_000_000_000_000


def pay_a_customer(engine: Engine, job: ActivatedJob) -> Done:
    """Pay `amount` (yuan) of `granted` to `customer` (name, code?). Output `payment`: key, amount, kind.

    Inputs: `kind` refund or goodwill, `reference`, `account`?, `product_serial`?, `approved_by`?. More than granted in
    all is refused: the job becomes an incident.
    """
    given = job.variables
    customer, kind = record_of(given, "customer"), text_of(given, "kind")
    if kind not in KINDS:
        raise BadInput(f"expected a kind of payment of {', '.join(KINDS)}, but found '{kind[:40]}'")
    amount, granted = _cents(given, "amount"), _cents(given, "granted")
    row = PaymentRow(
        payment_key=job.element_instance_key, case_key=job.case_key, kind=kind,
        reference=text_of(given, "reference")[:128], customer_code=text_of(customer, "code", default="") or None,
        payee=text_of(customer, "name", default="")[:100], account=text_of(given, "account", default="")[:128],
        product_serial=text_of(given, "product_serial", default="")[:40], amount_cents=amount, granted_cents=granted,
        approved_by=text_of(given, "approved_by", default="")[:40],
    )  # fmt: skip

    def write(tx: Tx) -> None:
        pay_customer(tx, row)

    payment: Values = {"key": str(row.payment_key), "amount": Decimal(amount).scaleb(-2), "kind": kind}
    return Done({"payment": payment}, writes=write)


def take_a_payment_back(engine: Engine, job: ActivatedJob) -> Done:
    """Take `payment` (as `customer.pay` gave it) back, whole; fit to be a compensation handler. Input `reason`?"""
    key = text_of(record_of(job.variables, "payment"), "key")
    if not key.isdecimal():
        raise BadInput(f"expected the key of a payment, but found '{key[:40]}'")
    reason = text_of(job.variables, "reason", default="")

    def write(tx: Tx) -> None:
        take_back_payment(
            tx, int(key), case_key=job.case_key, element_instance_key=job.element_instance_key, reason=reason
        )

    return Done({"reversal": {"key": key}}, writes=write)


def exchange_a_product(engine: Engine, job: ActivatedJob) -> Done:
    """Put `new_serial` of `model` in the place of `product`; its warranty goes on. Output `exchange`.

    Inputs: `product` (serial, purchase_date?), `new_serial`, `model`, `customer` (code?, name, phone, address?),
    `unit`, `region`, `reference`. Throws SERIAL_TAKEN with `refusal` {zh, en} when the number cannot be.
    """
    given = job.variables
    product, customer = record_of(given, "product"), record_of(given, "customer")
    new = NewExchange(
        exchange_key=job.element_instance_key, case_key=job.case_key, reference=text_of(given, "reference")[:128],
        old_serial=_serial(product, "serial") or f"{text_of(given, 'reference')[:36]}-OLD".upper(),
        new_serial=_serial(given, "new_serial"), model=text_of(given, "model"), unit_code=text_of(given, "unit"),
        customer_code=text_of(customer, "code", default="") or None, name=text_of(customer, "name", default=""),
        phone=text_of(customer, "phone", default=""), address=text_of(customer, "address", default=""),
        region_code=text_of(given, "region"), told_on=_day(product.get("purchase_date")),
        # From the element instance: a job that runs twice makes one customer.
        new_code=f"C{job.element_instance_key:X}",
    )  # fmt: skip
    try:
        engine.check_exchange(new)
    except SerialTaken as taken:
        raise BpmnError(SERIAL_TAKEN, taken.en, {"refusal": {"zh": taken.zh, "en": taken.en}}) from None
    except NotFound as unknown:
        raise BadInput(str(unknown)) from None

    def write(tx: Tx) -> Values:
        row = exchange_product(tx, new)
        return {
            "exchange": {
                "old_serial": row.old_serial,
                "new_serial": row.new_serial,
                "model": new.model,
                "purchased_on": _iso(row.purchased_on),
                "extended_until": _iso(row.extended_until),
            }
        }

    return Done(writes=write)


def _cents(given: Values, name: str) -> int:
    cents = cents_of(given, name)
    if not 0 < cents <= _MOST_CENTS:
        raise BadInput(f"expected an amount above 0 in '{name}', but found {given.get(name)}")
    return cents


def _serial(values: Values, name: str) -> str:
    return text_of(values, name, default="").strip().upper()


def _day(value: Json) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _iso(day: date | None) -> Json:
    return day.isoformat() if day else None
