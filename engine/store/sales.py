"""Queries of sales: by order, by serial number, and what a sale writes of customer and machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select, update

from engine.store.database import Tx
from engine.store.schema import UNIT, table

_SALE = table("sale")
_CUSTOMER = table("customer")
_PRODUCT = table("product")


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A recorded sale."""

    sale_key: int
    shop: str
    order_number: str
    serial: str
    customer_code: str
    unit_code: str
    sold_on: date


_COLUMNS = tuple(_SALE.c[name] for name in SaleRow.__dataclass_fields__)


def by_order(tx: Tx, shop: str, order_number: str, serial: str) -> SaleRow | None:
    """The sale of that machine under that order of the shop."""
    query = select(*_COLUMNS).where(
        _SALE.c.shop == shop, _SALE.c.order_number == order_number, _SALE.c.serial == serial
    )
    row = tx.execute(query).one_or_none()
    return SaleRow(*row) if row else None


def by_serial(tx: Tx, serial: str) -> SaleRow | None:
    """The sale of that machine."""
    row = tx.execute(select(*_COLUMNS).where(_SALE.c.serial == serial)).one_or_none()
    return SaleRow(*row) if row else None


def owner(tx: Tx, serial: str) -> Row[*tuple[Any, ...]] | None:
    """Customer code and phone of who owns the machine on record, with its model and purchase date."""
    query = (
        select(_PRODUCT.c.customer_code, _CUSTOMER.c.phone, _PRODUCT.c.model, _PRODUCT.c.purchased_on)
        .join(_CUSTOMER, _CUSTOMER.c.customer_code == _PRODUCT.c.customer_code)
        .where(_PRODUCT.c.serial == serial)
    )
    return tx.execute(query).one_or_none()


def customer_by_phone(tx: Tx, phone: str) -> str | None:
    """The code of the first customer with that phone number."""
    query = select(_CUSTOMER.c.customer_code).where(_CUSTOMER.c.phone == phone).order_by(_CUSTOMER.c.customer_code)
    return tx.execute(query.limit(1)).scalar_one_or_none()


def region_of(tx: Tx, unit_code: str) -> str:
    """The region a unit belongs to; empty at headquarters."""
    query = select(UNIT.c.region_code).where(UNIT.c.code == unit_code)
    return str(tx.execute(query).scalar_one_or_none() or "")


def add(tx: Tx, row: Mapping[str, object]) -> int:
    """Write a sale; its key. Order and serial number are unique."""
    sale_key = tx.new_key()
    tx.execute(insert(_SALE).values(sale_key=sale_key, recorded_at=tx.now, **row))
    return sale_key


def add_customer(tx: Tx, row: Mapping[str, object]) -> None:
    """Write a customer."""
    tx.execute(insert(_CUSTOMER).values(**row))


def put_product(
    tx: Tx, *, serial: str, model: str, customer_code: str, purchased_on: date, extended_until: date | None
) -> None:
    """Write the machine, or the purchase of one that is on record already."""
    bought = {"purchased_on": purchased_on, "customer_code": customer_code}
    if extended_until is not None:
        bought["extended_until"] = extended_until
    changed = tx.execute(update(_PRODUCT).where(_PRODUCT.c.serial == serial).values(**bought)).rowcount
    if not changed:
        tx.execute(insert(_PRODUCT).values(serial=serial, model=model, **bought))
