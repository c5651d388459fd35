"""`sale.record`: what a store registered becomes customer, machine and warranty, in the job's own transaction.

A serial number that was sold before, or a field that does not fit, is the BPMN error SALE_REFUSED with `refusal`
{fields, zh, en} for whoever corrects it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.actor import SYSTEM, Actor, ActorKind, Grant
from engine.errors import InvalidFields
from engine.sales import NewSale, SerialSold, record
from engine.store.database import Tx
from engine.values import Json, Values
from workers.contract import BadInput, BpmnError, Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

REFUSED = "SALE_REFUSED"
_ROOT_SLASHES = 2  # of the path `/1/`


def record_sale(engine: Engine, job: ActivatedJob) -> Done:
    """Give `customer` {code, name, phone, email, is_new} and `product` {serial, model, sold_on}.

    In cases below headquarters `code` and `is_new` are null, and a refusal tells nothing of machines and customers of
    other units: who could read them there could ask for any phone number.

    Input `sale`: shop?, order_number?, serial, model, customer_name, phone, email?, address?, sold_on, store, price?
    (yuan), extended_months?. Without order number the case stands for the order.
    """
    sale, is_central = _sale(record_of(job.variables, "sale"), job), job.unit_path.count("/") <= _ROOT_SLASHES
    try:
        known = engine.check_sale(sale, actor=SYSTEM if is_central else _seller(job))
    except InvalidFields as wrong:
        fields: list[Json] = [error.pointer for error in wrong.errors]
        raise _refused(
            fields, "；".join(error.zh for error in wrong.errors), "; ".join(error.en for error in wrong.errors)
        ) from None
    except SerialSold as sold:
        raise _refused(["serial"], sold.zh, sold.en) from None

    zone = engine.settings.time_zone

    def write(tx: Tx) -> None:
        record(tx, sale, actor=SYSTEM, zone=zone)

    customer: Values = {
        "code": known or sale.customer_code, "name": sale.name, "phone": sale.phone, "email": sale.email or None,
        "is_new": known is None,
        **({} if is_central else {"code": None, "is_new": None}),
    }  # fmt: skip
    product: Values = {"serial": sale.serial, "model": sale.model, "sold_on": sale.sold_on.isoformat()}
    return Done({"customer": customer, "product": product}, writes=write)


def _seller(job: ActivatedJob) -> Actor:
    """Whoever sells at the unit of the case: he reaches it and what lies below."""
    grant = Grant(role="store", unit_code="", unit_path=job.unit_path, below=True)
    return Actor(name=f"case:{job.case_key}", kind=ActorKind.USER, grants=(grant,))


def _sale(values: Values, job: ActivatedJob) -> NewSale:
    return NewSale(
        shop=text_of(values, "shop", default="") or "store",
        order_number=text_of(values, "order_number", default="").strip() or f"case-{job.case_key}",
        serial=text_of(values, "serial").strip().upper(),
        model=text_of(values, "model").strip(),
        name=text_of(values, "customer_name").strip(),
        phone=text_of(values, "phone").replace(" ", "").replace("-", ""),
        sold_on=_day(text_of(values, "sold_on")),
        unit_code=text_of(values, "store", default=""),
        email=text_of(values, "email", default=""),
        address=text_of(values, "address", default=""),
        price_cents=_cents(values.get("price")),
        extended_months=_months(values.get("extended_months")),
        # From the element instance: a job that runs twice makes one customer.
        customer_code=f"C{job.element_instance_key:X}",
        case_key=job.case_key,
    )


def _refused(fields: list[Json], zh: str, en: str) -> BpmnError:
    return BpmnError(REFUSED, en, {"refusal": {"fields": fields, "zh": zh, "en": en}})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"expected a date in 'sold_on', but found '{text[:20]}'") from None


def _cents(value: Json) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadInput("expected a number in 'price', but found another value")
    return int(Decimal(value) * 100)


def _months(value: Json) -> int:
    if value is None or value == "":
        return 0
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadInput("expected a number in 'extended_months', but found another value")
    return int(value)
