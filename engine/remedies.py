"""Making good to a customer: money paid and taken back, a machine for another. Each counts once for its element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from engine.errors import Conflict, Invalid, NotFound
from engine.store import organisation
from engine.store import sales as sold
from engine.store.database import Tx
from engine.store.reference import products
from engine.store.reference import remedies as rows
from engine.store.reference.remedies import ExchangeRow, PaymentRow

_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9.-]{3,39}\Z")


class SerialTaken(Conflict):
    """The new machine cannot be handed over under this serial number; `zh` and `en` say why."""

    code = "serial_taken"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class NewExchange:
    """A machine that is handed over for another. `customer_code` None = the customer is not on record yet.

    `told_on` is the purchase date as told, for an old machine that is not on record. `new_code` names a customer who
    must be written.
    """

    exchange_key: int
    case_key: int
    reference: str
    old_serial: str
    new_serial: str
    model: str
    unit_code: str
    customer_code: str | None
    name: str
    phone: str
    address: str
    region_code: str
    told_on: date | None
    new_code: str


def pay(tx: Tx, row: PaymentRow) -> None:
    """Pay. A second time changes nothing. Raises Invalid when the case would pay more than it was granted."""
    if rows.payment(tx, row.payment_key) is not None:
        return
    before = rows.net_cents(tx, row.case_key)
    if row.amount_cents <= 0 or before + row.amount_cents > row.granted_cents:
        left = row.granted_cents - before
        raise Invalid(f"expected a payment above 0 and at most {left} cents, but found {row.amount_cents}")
    known = row.customer_code and products.customer(tx, code=row.customer_code)
    rows.pay(tx, row if known else replace(row, customer_code=None))


def take_back(tx: Tx, payment_key: int, *, case_key: int, element_instance_key: int, reason: str) -> None:
    """Take a payment of this case back, whole; a second time changes nothing. Raises NotFound."""
    row = rows.payment(tx, payment_key)
    if row is None or row.case_key != case_key:
        raise NotFound("customer payment", payment_key)
    if not rows.is_reversed(tx, payment_key):
        rows.reverse(tx, row, element_instance_key=element_instance_key, reason=reason)


def exchange(tx: Tx, new: NewExchange) -> ExchangeRow:
    """Put the new machine in the old one's place; its warranty goes on as it was. A second time changes nothing.

    Raises SerialTaken, NotFound for an unknown model or unit.
    """
    known = rows.exchange(tx, new.exchange_key)
    if known is not None:
        return known
    check_exchange(tx, new)
    old = products.product_by_serial(tx, new.old_serial)
    row = ExchangeRow(
        new.exchange_key, new.case_key, new.reference, new.old_serial, new.new_serial, new.unit_code,
        old.purchased_on if old else new.told_on, old.extended_until if old else None,
    )  # fmt: skip
    owner = old.customer_code if old else _customer(tx, new)
    rows.add_exchange(tx, row, model=new.model, customer_code=owner)
    return row


def check_exchange(tx: Tx, new: NewExchange) -> None:
    """Whether the machine may be handed over so. Raises SerialTaken, NotFound; changes nothing."""
    if rows.exchange(tx, new.exchange_key) is not None:
        return
    if products.model(tx, new.model) is None:
        raise NotFound("product model", new.model)
    if organisation.unit_by_code(tx, new.unit_code) is None:
        raise NotFound("unit", new.unit_code)
    if not _SERIAL.match(new.new_serial):
        raise SerialTaken("序列号应为 4 至 40 位字母或数字", "Expected 4 to 40 letters and digits as serial number")
    if new.new_serial == new.old_serial:
        raise SerialTaken("新机序列号不能与旧机相同", "The new machine cannot have the old one's serial number")
    if products.product_by_serial(tx, new.new_serial) is not None:
        raise SerialTaken(
            f"序列号 {new.new_serial} 已登记在其他客户名下，请核对铭牌",
            f"Serial number {new.new_serial} is on record as a customer's: please check the type plate",
        )
    if rows.replacement_of(tx, new.old_serial) is not None:
        raise SerialTaken(f"旧机 {new.old_serial} 已换过新机", f"The old machine {new.old_serial} was exchanged before")


def imbalances(tx: Tx, *, limit: int) -> Iterator[tuple[int, str]]:
    """(case key, what is wrong) of books that do not add up."""
    for found in rows.overpaid(tx, limit=limit):
        yield (
            found.case_key,
            f"expected payments to the customer from 0 to {found.granted_cents} cents of an existing case, "
            f"but found {found.net_cents}",
        )
    for case_key, old, new in rows.broken_exchanges(tx, limit=limit):
        yield case_key, f"expected a case that exchanged {old} for {new}, but found none"


def _customer(tx: Tx, new: NewExchange) -> str:
    """The customer as named, as known by phone, or written now."""
    if new.customer_code and products.customer(tx, code=new.customer_code):
        return new.customer_code
    known = sold.customer_by_phone(tx, new.phone)
    if known is not None:
        return known
    rows.add_customer(
        tx,
        {
            "customer_code": new.new_code, "name": new.name[:100], "phone": new.phone[:40], "email": "",
            "region_code": new.region_code, "address": new.address[:300],
        },
    )  # fmt: skip
    return new.new_code
