"""Dealers' credit with the maker: limit, what is held for orders, what is owed, and every change of it, in cents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, text
from sqlmodel import Field, SQLModel

from engine.store.types import Utc

TIERS = ("gold", "silver", "bronze")


def _cents() -> Column[int]:
    return Column(BigInteger, nullable=False, server_default=text("0"))


class CreditAccount(SQLModel, table=True):
    """A dealer's or authorised station's account. Open amount = `held_cents` (orders not shipped) + `owed_cents`."""

    __tablename__ = "credit_account"
    __table_args__ = (
        CheckConstraint("tier IN ('gold', 'silver', 'bronze')", name="credit_tier"),
        CheckConstraint("limit_cents >= 0", name="credit_limit"),
        CheckConstraint("held_cents >= 0", name="credit_held"),
    )

    unit_code: str = Field(sa_column=Column(String(64), ForeignKey("unit.code"), primary_key=True))
    tier: str = Field(default="bronze", sa_column=Column(String(10), nullable=False, server_default=text("'bronze'")))
    limit_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    held_cents: int = Field(default=0, sa_column=_cents())
    owed_cents: int = Field(default=0, sa_column=_cents())


class CreditHold(SQLModel, table=True):
    """What one order may still charge: `left_cents` of `amount_cents`. `is_approved` = it may pass the limit."""

    __tablename__ = "credit_hold"
    __table_args__ = (CheckConstraint("left_cents BETWEEN 0 AND amount_cents", name="hold_left"),)

    order_number: str = Field(primary_key=True, max_length=128)
    unit_code: str = Field(sa_column=Column(String(64), ForeignKey("credit_account.unit_code"), nullable=False))
    amount_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    left_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    is_approved: bool
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    held_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class CreditEntry(SQLModel, table=True):
    """One change of one account, signed; never changed or deleted (the database refuses it).

    Purchases of a period are the `capture` and `credit_note` entries of parts booked in it.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('hold', 'release', 'capture', 'credit_note', 'rebate', 'payment', 'adjust')", name="entry_kind"
        ),
        Index("entry_account", "unit_code", "booked_at"),
        Index("entry_reference", "reference", "entry_key"),
    )

    entry_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    unit_code: str = Field(sa_column=Column(String(64), ForeignKey("credit_account.unit_code"), nullable=False))
    kind: str = Field(max_length=12)
    held_cents: int = Field(default=0, sa_column=_cents())
    owed_cents: int = Field(default=0, sa_column=_cents())
    reference: str = Field(default="", sa_column=Column(String(128), nullable=False))
    reason: str = Field(default="", sa_column=Column(String(300), nullable=False))
    case_key: int | None = Field(default=None, sa_column=Column(BigInteger))
    booked_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class Rebate(SQLModel, table=True):
    """A period's rebate of one account, booked once. `period` is `2026-11`; `rate` counts hundredths of a percent."""

    __tablename__ = "rebate"
    __table_args__ = (
        CheckConstraint("rebate_cents >= 0", name="rebate_amount"),
        CheckConstraint("rate BETWEEN 0 AND 10000", name="rebate_rate"),
    )

    unit_code: str = Field(sa_column=Column(String(64), ForeignKey("credit_account.unit_code"), primary_key=True))
    period: str = Field(primary_key=True, max_length=7)
    purchases_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    rate: int = Field(sa_column=Column(Integer, nullable=False))
    rebate_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    tier_before: str = Field(max_length=10)
    tier: str = Field(max_length=10)
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    accrued_at: datetime = Field(sa_column=Column(Utc, nullable=False))
