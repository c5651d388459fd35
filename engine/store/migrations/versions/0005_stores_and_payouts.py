"""Stores and payouts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store import guards
from engine.store.types import Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATUSES = "('planned', 'building', 'active', 'closed')"
_LEDGERS = ("store_change", "payout", "payout_reversal")


def upgrade() -> None:
    """Make the change."""
    _stores()
    _payouts()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for ledger in _LEDGERS:
        for statement in guards.ledger(ledger, is_sqlite=is_sqlite):
            op.execute(statement)


def downgrade() -> None:
    """Take the change back."""
    for name in ("payout_reversal", "payout", "store_change", "store_record"):
        op.drop_table(name)
    if op.get_bind().dialect.name != "sqlite":
        for ledger in _LEDGERS:
            op.execute(f"DROP FUNCTION {ledger}_refuse_change()")


def _stores() -> None:
    op.create_table(
        "store_record",
        sa.Column("store_code", sa.String(length=64), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=True),
        sa.Column("dealer_code", sa.String(length=64), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("area_sqm", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("visual_identity_score", sa.Integer(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("inspection_score", sa.Integer(), nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint(f"status IN {_STATUSES}", name="store_status"),
        sa.CheckConstraint("area_sqm BETWEEN 1 AND 100000", name="store_area"),
        sa.CheckConstraint("visual_identity_score BETWEEN 0 AND 100", name="store_score"),
        sa.CheckConstraint("inspection_score BETWEEN 0 AND 100", name="store_inspection_score"),
        sa.CheckConstraint("(inspected_on IS NULL) = (inspection_score IS NULL)", name="store_inspection"),
        sa.CheckConstraint("status <> 'active' OR unit_code IS NOT NULL", name="store_active_is_unit"),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"]),
        sa.ForeignKeyConstraint(["dealer_code"], ["unit.code"]),
        sa.PrimaryKeyConstraint("store_code"),
        sa.UniqueConstraint("unit_code"),
    )
    op.create_index(op.f("ix_store_record_dealer_code"), "store_record", ["dealer_code"], unique=False)
    op.create_table(
        "store_change",
        sa.Column("change_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("store_code", sa.String(length=64), nullable=False),
        sa.Column("status_before", sa.String(length=10), nullable=False),
        sa.Column("status_after", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.CheckConstraint(f"status_after IN {_STATUSES}", name="store_change_after"),
        sa.CheckConstraint(f"status_before = '' OR status_before IN {_STATUSES}", name="store_change_before"),
        sa.ForeignKeyConstraint(["store_code"], ["store_record.store_code"]),
        sa.PrimaryKeyConstraint("change_key"),
        sa.UniqueConstraint("case_key", "element_instance_key", name="store_change_once"),
    )
    op.create_index("store_change_store", "store_change", ["store_code", "change_key"], unique=False)


def _payouts() -> None:
    op.create_table(
        "payout",
        sa.Column("payout_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("payee_code", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("granted_cents", sa.BigInteger(), nullable=False),
        sa.Column("bank_reference", sa.String(length=128), nullable=False),
        sa.Column("booked_at", Utc(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name="payout_amount"),
        sa.CheckConstraint("amount_cents <= granted_cents", name="payout_within_grant"),
        sa.ForeignKeyConstraint(["payee_code"], ["unit.code"]),
        sa.PrimaryKeyConstraint("payout_key"),
        sa.UniqueConstraint("case_key", "element_instance_key", name="payout_once"),
        sa.UniqueConstraint("payout_key", "case_key", "amount_cents", name="payout_to_reverse"),
    )
    op.create_index("payout_payee", "payout", ["payee_code", "booked_at"], unique=False)
    op.create_table(
        "payout_reversal",
        sa.Column("payout_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reversed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payout_key", "case_key", "amount_cents"],
            ["payout.payout_key", "payout.case_key", "payout.amount_cents"],
            name="payout_reversal_of",
        ),
        sa.PrimaryKeyConstraint("payout_key"),
        sa.UniqueConstraint("case_key", "element_instance_key", name="payout_reversal_once"),
    )
