"""The ledgers of payments to customers and of exchanged machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, or_, select

from engine.store.database import Tx
from engine.store.schema import CASE, table

_PAYMENT = table("customer_payment")
_REVERSAL = table("customer_payment_reversal")
_EXCHANGE = table("product_exchange")
_PRODUCT = table("product")
_CUSTOMER = table("customer")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment to a customer; `payment_key` is the key of the element instance that made it."""

    payment_key: int
    case_key: int
    kind: str
    reference: str
    customer_code: str | None
    payee: str
    account: str
    product_serial: str
    amount_cents: int
    granted_cents: int
    approved_by: str


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One machine for another, with the warranty it carries on; `exchange_key` is the element instance's key."""

    exchange_key: int
    case_key: int
    reference: str
    old_serial: str
    new_serial: str
    unit_code: str
    purchased_on: date | None
    extended_until: date | None


@dataclass(frozen=True, slots=True)
class Overpaid:
    """A case that paid a customer more than it was granted, or that does not exist."""

    case_key: int
    net_cents: int
    granted_cents: int


_COLUMNS = tuple(_PAYMENT.c[name] for name in PaymentRow.__dataclass_fields__)
_EXCHANGE_COLUMNS = tuple(_EXCHANGE.c[name] for name in ExchangeRow.__dataclass_fields__)
_NET = func.sum(_PAYMENT.c.amount_cents - func.coalesce(_REVERSAL.c.amount_cents, 0))


def payment(tx: Tx, payment_key: int) -> PaymentRow | None:
    """One payment, taken back or not."""
    row = tx.execute(select(*_COLUMNS).where(_PAYMENT.c.payment_key == payment_key)).one_or_none()
    return PaymentRow(*row) if row else None


def net_cents(tx: Tx, case_key: int) -> int:
    """What a case paid to its customer and did not take back."""
    query = (
        select(func.coalesce(_NET, 0))
        .outerjoin(_REVERSAL, _REVERSAL.c.payment_key == _PAYMENT.c.payment_key)
        .where(_PAYMENT.c.case_key == case_key)
    )
    return int(tx.execute(query).scalar_one())


def pay(tx: Tx, row: PaymentRow) -> None:
    """Add a payment."""
    values = {name: getattr(row, name) for name in PaymentRow.__dataclass_fields__}
    tx.execute(insert(_PAYMENT).values(**values, element_instance_key=row.payment_key, paid_at=tx.now))


def is_reversed(tx: Tx, payment_key: int) -> bool:
    """Whether the payment was taken back."""
    query = select(_REVERSAL.c.payment_key).where(_REVERSAL.c.payment_key == payment_key)
    return tx.execute(query).one_or_none() is not None


def reverse(tx: Tx, row: PaymentRow, *, element_instance_key: int, reason: str) -> None:
    """Add the reversal of a payment."""
    tx.execute(
        insert(_REVERSAL).values(
            payment_key=row.payment_key, case_key=row.case_key, element_instance_key=element_instance_key,
            amount_cents=row.amount_cents, reason=reason, reversed_at=tx.now,
        )
    )  # fmt: skip


def overpaid(tx: Tx, *, limit: int) -> tuple[Overpaid, ...]:
    """Cases that paid more than granted, took back more than paid, or are no cases; lowest case key first."""
    granted = func.min(_PAYMENT.c.granted_cents)
    query = (
        select(_PAYMENT.c.case_key, _NET, granted)
        .outerjoin(_REVERSAL, _REVERSAL.c.payment_key == _PAYMENT.c.payment_key)
        .outerjoin(CASE, CASE.c.case_key == _PAYMENT.c.case_key)
        .group_by(_PAYMENT.c.case_key, CASE.c.case_key)
        .having(or_(granted < _NET, _NET < 0, CASE.c.case_key.is_(None)))
        .order_by(_PAYMENT.c.case_key)
        .limit(limit)
    )
    return tuple(Overpaid(row[0], int(row[1]), int(row[2])) for row in tx.execute(query))


def exchange(tx: Tx, exchange_key: int) -> ExchangeRow | None:
    """The exchange that an element instance booked."""
    row = tx.execute(select(*_EXCHANGE_COLUMNS).where(_EXCHANGE.c.exchange_key == exchange_key)).one_or_none()
    return ExchangeRow(*row) if row else None


def replacement_of(tx: Tx, serial: str) -> str | None:
    """The serial number of the machine that took this one's place."""
    query = select(_EXCHANGE.c.new_serial).where(_EXCHANGE.c.old_serial == serial)
    return tx.execute(query).scalar_one_or_none()


def add_exchange(tx: Tx, row: ExchangeRow, *, model: str, customer_code: str) -> None:
    """Put the new machine on record with the warranty of the old one, and write the exchange."""
    warranty = {"purchased_on": row.purchased_on, "extended_until": row.extended_until}
    tx.execute(insert(_PRODUCT).values(serial=row.new_serial, model=model, customer_code=customer_code, **warranty))
    values = {name: getattr(row, name) for name in ExchangeRow.__dataclass_fields__}
    tx.execute(insert(_EXCHANGE).values(**values, element_instance_key=row.exchange_key, exchanged_at=tx.now))


def add_customer(tx: Tx, values: dict[str, object]) -> None:
    """Write a customer whom nobody had on record."""
    tx.execute(insert(_CUSTOMER).values(tier="standard", is_not_called=False, **values))


def broken_exchanges(tx: Tx, *, limit: int) -> list[tuple[int, str, str]]:
    """Exchanges whose old machine does not exist any more as what it was: (case, old, new) without a case."""
    query = (
        select(_EXCHANGE.c.case_key, _EXCHANGE.c.old_serial, _EXCHANGE.c.new_serial)
        .outerjoin(CASE, CASE.c.case_key == _EXCHANGE.c.case_key)
        .where(CASE.c.case_key.is_(None))
        .order_by(_EXCHANGE.c.case_key)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in tx.execute(query)]
