"""Recording a sale: the customer, his machine, and the day its warranty begins. An order comes in once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from engine.access import Permission, require
from engine.actor import Actor, ActorKind
from engine.errors import Conflict, FieldError, InvalidFields
from engine.store import organisation
from engine.store import sales as rows
from engine.store.database import Tx
from engine.store.organisation import UnitRow
from engine.store.reference import products

_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9.-]{3,39}\Z")
_PHONE = re.compile(r"\+?[0-9]{7,15}\Z")
_PLACES = frozenset({"store", "dealer"})
_LONGEST_MONTHS = 120


class SerialSold(Conflict):
    """The machine with this serial number was sold before, or belongs to another customer."""

    code = "serial_sold"

    def __init__(self, serial: str, *, sold_on: date | None, by: str) -> None:
        day = f" on {sold_on.isoformat()}" if sold_on else ""
        super().__init__(f"expected a machine that was not sold yet, but '{serial}' was sold{day}")
        self.serial, self.sold_on, self.by = serial, sold_on, by
        self.zh = f"序列号 {serial} 已{f'于 {sold_on} ' if sold_on else ''}登记售出，请核对铭牌"
        self.en = f"Serial number {serial} was registered as sold{day}: please check the type plate"


@dataclass(frozen=True, slots=True)
class NewSale:
    """A sale as reported. `customer_code` is given to a customer whose phone nobody has yet; None = made from a key.

    `extended_months` is a sold extension of the warranty beyond the model's own, counted from `sold_on`.
    """

    shop: str
    order_number: str
    serial: str
    model: str
    name: str
    phone: str
    sold_on: date
    unit_code: str
    email: str = ""
    address: str = ""
    price_cents: int | None = None
    extended_months: int = 0
    customer_code: str | None = None
    case_key: int | None = None


@dataclass(frozen=True, slots=True)
class SaleRecorded:
    """The sale on record; `is_duplicate`: this order had come before, and nothing changed."""

    customer_code: str
    is_new_customer: bool
    is_duplicate: bool
    is_customer_shown: bool = True
    """Whether the seller may know the customer: for others the answer is the same for every phone number."""


def record(tx: Tx, sale: NewSale, *, actor: Actor, zone: str) -> SaleRecorded:
    """Record the sale with customer and machine. Raises Forbidden, InvalidFields, SerialSold."""
    require(actor, Permission.RECORD_SALE)
    checked = check(tx, sale, actor=actor, zone=zone)
    shown = _sees_customers(tx, actor)
    known = rows.by_order(tx, sale.shop, sale.order_number, sale.serial)
    if known is not None:
        return SaleRecorded(known.customer_code, is_new_customer=False, is_duplicate=True, is_customer_shown=shown)
    code = checked.customer_code or sale.customer_code or f"C{tx.new_key():X}"
    if checked.customer_code is None:
        _add_customer(tx, sale, code, checked.unit)
    rows.put_product(
        tx, serial=sale.serial, model=sale.model, customer_code=code, purchased_on=sale.sold_on,
        extended_until=_months_later(sale.sold_on, sale.extended_months) if sale.extended_months else None,
    )  # fmt: skip
    rows.add(
        tx,
        {
            "shop": sale.shop, "order_number": sale.order_number, "serial": sale.serial, "model": sale.model,
            "customer_code": code, "unit_code": sale.unit_code, "sold_on": sale.sold_on,
            "price_cents": sale.price_cents, "recorded_by": actor.name, "case_key": sale.case_key,
        },
    )  # fmt: skip
    is_new = checked.customer_code is None
    return SaleRecorded(code, is_new_customer=is_new, is_duplicate=False, is_customer_shown=shown)


@dataclass(frozen=True, slots=True)
class _Checked:
    customer_code: str | None
    unit: UnitRow


def check(tx: Tx, sale: NewSale, *, actor: Actor, zone: str) -> _Checked:
    """The customer of that phone, if any, and the store. Raises InvalidFields, SerialSold; changes nothing."""
    unit = organisation.unit_by_code(tx, sale.unit_code)
    is_reached = actor.kind is ActorKind.SYSTEM or (unit is not None and actor.holds_at(unit.path))
    errors = [*_faults(tx, sale, tx.now.astimezone(ZoneInfo(zone)).date(), actor)]
    if unit is None or unit.is_closed or unit.kind not in _PLACES or not is_reached:
        errors.append(_fault("store", "expected an open store in your reach", "请选择您所属的门店"))
    if errors or unit is None:
        raise InvalidFields(errors)
    customer_code = rows.customer_by_phone(tx, sale.phone)
    known = rows.by_order(tx, sale.shop, sale.order_number, sale.serial)
    if known is None or not _reaches(tx, actor, known.unit_code):
        _require_unsold(tx, sale, customer_code, actor)
    return _Checked(customer_code, unit)


def _require_unsold(tx: Tx, sale: NewSale, customer_code: str | None, actor: Actor) -> None:
    """Raise SerialSold; of what lies outside the seller's reach it tells no day, and nothing by the phone number."""
    sold = rows.by_serial(tx, sale.serial)
    if sold is not None:
        is_reached = _reaches(tx, actor, sold.unit_code)
        raise SerialSold(sale.serial, sold_on=sold.sold_on if is_reached else None, by=sold.unit_code)
    owner, sees = rows.owner(tx, sale.serial), _sees_customers(tx, actor)
    if owner is not None and (owner.customer_code != customer_code or not sees):
        raise SerialSold(sale.serial, sold_on=owner.purchased_on if sees else None, by="")


def _reaches(tx: Tx, actor: Actor, unit_code: str) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    unit = organisation.unit_by_code(tx, unit_code)
    return unit is not None and actor.holds_at(unit.path)


def _sees_customers(tx: Tx, actor: Actor) -> bool:
    """Whether all customers lie in the actor's reach, as those of regions and headquarters do; a shop's do not."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    root = organisation.root_unit(tx)
    return root is not None and actor.holds_at(root.path)


def _faults(tx: Tx, sale: NewSale, today: date, actor: Actor) -> list[FieldError]:
    faults = []
    if not _SERIAL.match(sale.serial):
        faults.append(
            _fault("serial", "expected 4 to 40 letters, digits, '.' or '-'", "序列号应为 4 至 40 位字母或数字")
        )
    known = products.model(tx, sale.model)
    owner = rows.owner(tx, sale.serial)
    if known is None:
        faults.append(_fault("model", "expected a known product model", "没有此产品型号"))
    elif owner is not None and owner.model != sale.model and _sees_customers(tx, actor):
        faults.append(_fault("model", "expected the model of this serial number", "型号与该序列号的登记不符"))
    if not _PHONE.match(sale.phone):
        faults.append(_fault("phone", "expected a phone number of 7 to 15 digits", "电话应为 7 至 15 位数字"))
    if not 1 <= len(sale.name) <= 100:
        faults.append(_fault("name", "expected a name of 1 to 100 characters", "请填写客户姓名"))
    if sale.sold_on > today:
        faults.append(_fault("sold_on", "expected a day that has come", "购买日期不能晚于今天"))
    if sale.price_cents is not None and sale.price_cents < 0:
        faults.append(_fault("price", "expected no negative price", "价格不能为负数"))
    if not 0 <= sale.extended_months <= _LONGEST_MONTHS:
        faults.append(_fault("extended_months", "expected 0 to 120 months", "延保应为 0 至 120 个月"))
    return faults


def _fault(pointer: str, en: str, zh: str) -> FieldError:
    return FieldError(pointer, "sale", en, zh)


def _add_customer(tx: Tx, sale: NewSale, code: str, unit: UnitRow) -> None:
    rows.add_customer(
        tx,
        {
            "customer_code": code, "name": sale.name, "phone": sale.phone, "tier": "standard",
            "region_code": rows.region_of(tx, unit.code), "address": sale.address[:300], "email": sale.email[:254],
            "is_not_called": False,
        },
    )  # fmt: skip


def _months_later(day: date, months: int) -> date:
    """The same day `months` later; of a shorter month its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
