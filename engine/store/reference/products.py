"""Looking up customers, products, parts, faults and prices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from engine.store.database import Tx
from engine.store.schema import UNIT, table

_CUSTOMER = table("customer")
_PRODUCT = table("product")
_SALE = table("sale")
_ROOT_SLASHES = 2  # of the path `/1/`
_MODEL = table("product_model")
_PART = table("part")
_FAULT = table("fault_code")
_TARIFF = table("tariff")


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A consumer."""

    customer_code: str
    name: str
    phone: str
    tier: str
    region_code: str
    address: str
    is_not_called: bool
    email: str = ""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A sold machine with its model's names and category; `purchased_on` None = no proof."""

    serial: str
    model: str
    customer_code: str
    purchased_on: date | None
    extended_until: date | None
    name: str
    name_en: str
    category: str


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault code."""

    fault_code: str
    name: str
    name_en: str
    category: str
    kind: str
    level: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """A spare part; `models` is a comma list or `*`."""

    part_code: str
    name: str
    name_en: str
    category: str
    models: str
    price_cents: int


@dataclass(frozen=True, slots=True)
class TariffRow:
    """A price of work; `*` stands for any."""

    kind: str
    region_code: str
    category: str
    level: str
    amount_cents: int
    name: str
    name_en: str


def product_by_serial(tx: Tx, serial: str) -> ProductRow | None:
    """The machine of that serial number."""
    columns = (
        _PRODUCT.c.serial, _PRODUCT.c.model, _PRODUCT.c.customer_code, _PRODUCT.c.purchased_on,
        _PRODUCT.c.extended_until, _MODEL.c.name, _MODEL.c.name_en, _MODEL.c.category,
    )  # fmt: skip
    query = select(*columns).join(_MODEL, _MODEL.c.model == _PRODUCT.c.model).where(_PRODUCT.c.serial == serial)
    row = tx.execute(query).one_or_none()
    return ProductRow(*row) if row else None


def products_of(tx: Tx, customer_code: str) -> list[str]:
    """The serial numbers of a customer's machines, in order."""
    query = select(_PRODUCT.c.serial).where(_PRODUCT.c.customer_code == customer_code).order_by(_PRODUCT.c.serial)
    return list(tx.execute(query).scalars())


def model(tx: Tx, code: str) -> tuple[str, str, str] | None:
    """(name, name_en, category) of a product model."""
    row = tx.execute(
        select(_MODEL.c.name, _MODEL.c.name_en, _MODEL.c.category).where(_MODEL.c.model == code)
    ).one_or_none()
    return (row.name, row.name_en, row.category) if row else None


def customer(tx: Tx, *, code: str | None = None, phone: str | None = None) -> CustomerRow | None:
    """The customer of that code, or the first with that phone number."""
    columns = (
        _CUSTOMER.c.customer_code, _CUSTOMER.c.name, _CUSTOMER.c.phone, _CUSTOMER.c.tier, _CUSTOMER.c.region_code,
        _CUSTOMER.c.address, _CUSTOMER.c.is_not_called, _CUSTOMER.c.email,
    )  # fmt: skip
    where = _CUSTOMER.c.customer_code == code if code is not None else _CUSTOMER.c.phone == phone
    row = tx.execute(select(*columns).where(where).order_by(_CUSTOMER.c.customer_code).limit(1)).one_or_none()
    return CustomerRow(*row) if row else None


def region_at(tx: Tx, unit_path: str) -> str:
    """The code of the region a unit belongs to; empty at headquarters."""
    return str(tx.execute(select(UNIT.c.region_code).where(UNIT.c.path == unit_path)).scalar_one_or_none() or "")


def is_customer_near(tx: Tx, customer_code: str, unit_path: str) -> bool:
    """Whether a unit may know a customer: his region lies below it, or it sold him something, or one below it did."""
    if unit_path.count("/") <= _ROOT_SLASHES:
        return True
    within = (UNIT.c.path >= unit_path, UNIT.c.path < unit_path[:-1] + "0")  # '0' follows '/'
    lives = select(UNIT.c.unit_id).join(_CUSTOMER, _CUSTOMER.c.region_code == UNIT.c.code)
    bought = select(UNIT.c.unit_id).join(_SALE, _SALE.c.unit_code == UNIT.c.code)
    found = (
        lives.where(_CUSTOMER.c.customer_code == customer_code, *within).limit(1),
        bought.where(_SALE.c.customer_code == customer_code, *within).limit(1),
    )
    return any(tx.execute(query).first() is not None for query in found)


def faults_of(tx: Tx, category: str) -> list[FaultRow]:
    """The fault codes of a product category, with those of any product last."""
    columns = (_FAULT.c.fault_code, _FAULT.c.name, _FAULT.c.name_en, _FAULT.c.category, _FAULT.c.kind, _FAULT.c.level)
    query = select(*columns).where(or_(_FAULT.c.category == category, _FAULT.c.category == "*"))
    return [FaultRow(*row) for row in tx.execute(query.order_by(_FAULT.c.fault_code))]


def fault(tx: Tx, code: str) -> FaultRow | None:
    """One fault code."""
    columns = (_FAULT.c.fault_code, _FAULT.c.name, _FAULT.c.name_en, _FAULT.c.category, _FAULT.c.kind, _FAULT.c.level)
    row = tx.execute(select(*columns).where(_FAULT.c.fault_code == code)).one_or_none()
    return FaultRow(*row) if row else None


_PART_COLUMNS = (
    _PART.c.part_code,
    _PART.c.name,
    _PART.c.name_en,
    _PART.c.category,
    _PART.c.models,
    _PART.c.price_cents,
)


def parts_of(tx: Tx, category: str, model_code: str) -> list[PartRow]:
    """The parts that fit a model, by code."""
    rows = tx.execute(select(*_PART_COLUMNS).where(_PART.c.category == category).order_by(_PART.c.part_code))
    parts = [PartRow(*row) for row in rows]
    return [part for part in parts if part.models == "*" or model_code in part.models.split(",")]


def parts(tx: Tx, codes: Collection[str]) -> dict[str, PartRow]:
    """The parts of these codes; unknown codes are absent."""
    rows = tx.execute(select(*_PART_COLUMNS).where(_PART.c.part_code.in_(codes)))
    return {row.part_code: PartRow(*row) for row in rows}


def tariffs(tx: Tx, kind: str) -> list[TariffRow]:
    """All prices of one kind of work."""
    columns = (
        _TARIFF.c.kind, _TARIFF.c.region_code, _TARIFF.c.category, _TARIFF.c.level, _TARIFF.c.amount_cents,
        _TARIFF.c.name, _TARIFF.c.name_en,
    )  # fmt: skip
    return [TariffRow(*row) for row in tx.execute(select(*columns).where(_TARIFF.c.kind == kind))]
