"""Stores as the maker keeps them, and what was paid towards building them.

Money is whole cents (fen). `store_change`, `payout` and `payout_reversal` only grow: the migration's triggers refuse
every change and deletion. Each row belongs to one element instance of a case, so that work done twice counts once.
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

_STATUSES = "('planned', 'building', 'active', 'closed')"


class StoreRecord(SQLModel, table=True):
    """One store, from its application on. `unit_code` is set once it is (or was) a unit of the organisation.

    `case_key` is the project that changed it last; `visual_identity_score` that of the acceptance, 0 to 100;
    `opened_on` None = not yet, or before records were kept.
    """

    __tablename__ = "store_record"
    __table_args__ = (
        CheckConstraint(f"status IN {_STATUSES}", name="store_status"),
        CheckConstraint("area_sqm BETWEEN 1 AND 100000", name="store_area"),
        CheckConstraint("visual_identity_score BETWEEN 0 AND 100", name="store_score"),
        CheckConstraint("inspection_score BETWEEN 0 AND 100", name="store_inspection_score"),
        CheckConstraint("(inspected_on IS NULL) = (inspection_score IS NULL)", name="store_inspection"),
        CheckConstraint("status <> 'active' OR unit_code IS NOT NULL", name="store_active_is_unit"),
    )

    store_code: str = Field(primary_key=True, max_length=64)
    unit_code: str | None = Field(default=None, sa_column=Column(String(64), ForeignKey("unit.code"), unique=True))
    dealer_code: str = Field(sa_column=Column(String(64), ForeignKey("unit.code"), nullable=False, index=True))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    address: str = Field(max_length=300)
    area_sqm: int
    status: str = Field(max_length=10)
    opened_on: date | None = Field(default=None, sa_column=Column(Date))
    visual_identity_score: int | None = None
    inspected_on: date | None = Field(default=None, sa_column=Column(Date))
    inspection_score: int | None = None
    changed_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class StoreChange(SQLModel, table=True):
    """One change of a store's status or findings, by which element of which case. `status_before` '' = a new store."""

    __tablename__ = "store_change"
    __table_args__ = (
        CheckConstraint(f"status_after IN {_STATUSES}", name="store_change_after"),
        CheckConstraint(f"status_before = '' OR status_before IN {_STATUSES}", name="store_change_before"),
        UniqueConstraint("case_key", "element_instance_key", name="store_change_once"),
        Index("store_change_store", "store_code", "change_key"),
    )

    change_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    store_code: str = Field(sa_column=Column(String(64), ForeignKey("store_record.store_code"), nullable=False))
    status_before: str = Field(max_length=10)
    status_after: str = Field(max_length=10)
    score: int | None = None
    recorded_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class Payout(SQLModel, table=True):
    """A part of a grant that was paid to a unit. `granted_cents` is all the grant allows for its case and purpose."""

    __tablename__ = "payout"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="payout_amount"),
        CheckConstraint("amount_cents <= granted_cents", name="payout_within_grant"),
        UniqueConstraint("case_key", "element_instance_key", name="payout_once"),
        UniqueConstraint("payout_key", "case_key", "amount_cents", name="payout_to_reverse"),
        Index("payout_payee", "payee_code", "booked_at"),
    )

    payout_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    payee_code: str = Field(sa_column=Column(String(64), ForeignKey("unit.code"), nullable=False))
    reference: str = Field(max_length=128)
    purpose: str = Field(max_length=64)
    part: str = Field(max_length=64)
    amount_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    granted_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    bank_reference: str = Field(default="", max_length=128)
    booked_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class PayoutReversal(SQLModel, table=True):
    """A payout taken back: at most once, whole, and by its own case. The foreign key holds case and amount equal."""

    __tablename__ = "payout_reversal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["payout_key", "case_key", "amount_cents"],
            ["payout.payout_key", "payout.case_key", "payout.amount_cents"],
            name="payout_reversal_of",
        ),
        UniqueConstraint("case_key", "element_instance_key", name="payout_reversal_once"),
    )

    payout_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    amount_cents: int = Field(sa_column=Column(BigInteger, nullable=False))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    reversed_at: datetime = Field(sa_column=Column(Utc, nullable=False))
