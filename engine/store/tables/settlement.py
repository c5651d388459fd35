"""What stations earn: approved fees, and the monthly settlements that pay each of them once. Money in cents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class Settlement(SQLModel, table=True):
    """One statement of one unit for one month (`2026-11`). `total_cents` and `fee_count` sum its fees and corrections.

    States: `made`, then `released` by finance; a released one never changes again.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        CheckConstraint("state IN ('made', 'released')", name="settlement_state"),
        CheckConstraint("(state = 'released') = (released_at IS NOT NULL)", name="settlement_released"),
        CheckConstraint("total_cents >= 0", name="settlement_total"),
        CheckConstraint("fee_count > 0", name="settlement_fees"),
        Index("settlement_once", "unit_code", "period", unique=True),
        Index("settlement_case", "case_key"),
    )

    settlement_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    number: str = Field(max_length=64, unique=True)
    unit_code: str = Field(max_length=64)
    period: str = Field(max_length=7)
    fee_count: int
    total_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    state: str = Field(default="made", max_length=10)
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    made_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    released_at: datetime | None = Field(default=None, sa_column=Column(Utc))


class Fee(SQLModel, table=True):
    """The approved fee of one case, once. `settlement_key` None = not settled yet; set once, it stays.

    `amount_cents` is what the unit claims from the maker, with `extra_cents` in it; `lines` is JSON as shown.
    """

    __tablename__ = "fee"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="fee_amount"),
        CheckConstraint("customer_cents >= 0", name="fee_customer"),
        CheckConstraint("extra_cents BETWEEN 0 AND amount_cents", name="fee_extra"),
        Index("fee_case", "case_key", unique=True),
        Index("fee_open", "settlement_key", "unit_code", "approved_at"),
    )

    fee_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    reference: str = Field(max_length=128)
    unit_code: str = Field(max_length=64)
    payer: str = Field(max_length=20)
    amount_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    extra_cents: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    customer_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    lines: str = Field(sa_column=Column(Text, nullable=False))
    approved_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    settlement_key: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("settlement.settlement_key"), nullable=True),
    )
    currency: str = Field(default="CNY", sa_column=Column(String(3), nullable=False))


class SettlementAdjustment(SQLModel, table=True):
    """A correction of a released statement: an objection that was accepted. It is paid, or taken off, in a later one.

    `disputed_key` is the statement it corrects; `settlement_key` the one it stands in, None = not settled yet; set
    once, it stays. `amount_cents` below zero is taken off.
    """

    __tablename__ = "settlement_adjustment"
    __table_args__ = (
        CheckConstraint("amount_cents <> 0", name="adjustment_amount"),
        CheckConstraint("settlement_key <> disputed_key", name="adjustment_later"),
        UniqueConstraint("case_key", "element_instance_key", name="adjustment_once"),
        Index("adjustment_open", "settlement_key", "unit_code"),
        Index("adjustment_disputed", "disputed_key"),
    )

    adjustment_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    unit_code: str = Field(max_length=64)
    disputed_key: int = Field(sa_column=Column(BigInteger, ForeignKey("settlement.settlement_key"), nullable=False))
    amount_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    made_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    settlement_key: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("settlement.settlement_key"), nullable=True),
    )
