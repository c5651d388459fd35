"""What customers were paid, and machines they got for others. Money is whole cents (fen).

All three tables only grow: the migration's triggers refuse every change and deletion. Each row belongs to one element
instance of a case, so that work done twice counts once.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class CustomerPayment(SQLModel, table=True):
    """A refund or a goodwill payment to a customer. `granted_cents` is all that its case was allowed to pay.

    `account` is where the money went, as finance wrote it; empty = the way the customer had paid.
    """

    __tablename__ = "customer_payment"
    __table_args__ = (
        CheckConstraint("kind IN ('refund', 'goodwill')", name="customer_payment_kind"),
        CheckConstraint("amount_cents > 0", name="customer_payment_amount"),
        CheckConstraint("amount_cents <= granted_cents", name="customer_payment_within_grant"),
        UniqueConstraint("case_key", "element_instance_key", name="customer_payment_once"),
        UniqueConstraint("payment_key", "case_key", "amount_cents", name="customer_payment_to_reverse"),
        Index("customer_payment_reference", "reference"),
    )

    payment_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str = Field(max_length=10)
    reference: str = Field(max_length=128)
    customer_code: str | None = Field(
        default=None, sa_column=Column(String(40), ForeignKey("customer.customer_code"), index=True)
    )
    payee: str = Field(max_length=100)
    account: str = Field(default="", max_length=128)
    product_serial: str = Field(default="", max_length=40)
    amount_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    granted_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    approved_by: str = Field(default="", max_length=40)
    paid_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class CustomerPaymentReversal(SQLModel, table=True):
    """A payment taken back: at most once, whole, and by its own case. The foreign key holds case and amount equal."""

    __tablename__ = "customer_payment_reversal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["payment_key", "case_key", "amount_cents"],
            ["customer_payment.payment_key", "customer_payment.case_key", "customer_payment.amount_cents"],
            name="customer_payment_reversal_of",
        ),
        UniqueConstraint("case_key", "element_instance_key", name="customer_payment_reversal_once"),
    )

    payment_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    amount_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    reversed_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class ProductExchange(SQLModel, table=True):
    """A machine that took another's place. Each is exchanged at most once, and stands in for at most one.

    The old machine's purchase date and extension went over to the new one; None = none on record.
    """

    __tablename__ = "product_exchange"
    __table_args__ = (
        CheckConstraint("old_serial <> new_serial", name="product_exchange_other"),
        UniqueConstraint("case_key", "element_instance_key", name="product_exchange_once"),
    )

    exchange_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    reference: str = Field(max_length=128)
    old_serial: str = Field(max_length=40, unique=True)
    new_serial: str = Field(
        sa_column=Column(String(40), ForeignKey("product.serial"), nullable=False, unique=True),
    )
    unit_code: str = Field(sa_column=Column(String(64), ForeignKey("unit.code"), nullable=False))
    purchased_on: date | None = Field(default=None, sa_column=Column(Date))
    extended_until: date | None = Field(default=None, sa_column=Column(Date))
    exchanged_at: datetime = Field(sa_column=Column(Utc, nullable=False))
