"""Payments to customers, exchanged machines, corrections of statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store import guards
from engine.store.types import Utc

revision = "0008"
down_revision = "0009"
branch_labels = None
depends_on = None

_LEDGERS = ("customer_payment", "customer_payment_reversal", "product_exchange")


def upgrade() -> None:
    """Make the change."""
    _payments()
    _exchanges()
    _adjustments()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for ledger in _LEDGERS:
        for statement in guards.ledger(ledger, is_sqlite=is_sqlite):
            op.execute(statement)


def downgrade() -> None:
    """Take the change back."""
    for name in ("settlement_adjustment", "product_exchange", "customer_payment_reversal", "customer_payment"):
        op.drop_table(name)
    if op.get_bind().dialect.name != "sqlite":
        for ledger in _LEDGERS:
            op.execute(f"DROP FUNCTION {ledger}_refuse_change()")


def _payments() -> None:
    op.create_table(
        "customer_payment",
        sa.Column("payment_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("customer_code", sa.String(length=40), nullable=True),
        sa.Column("payee", sa.String(length=100), nullable=False),
        sa.Column("account", sa.String(length=128), nullable=False),
        sa.Column("product_serial", sa.String(length=40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("granted_cents", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=False),
        sa.Column("paid_at", Utc(), nullable=False),
        sa.CheckConstraint("kind IN ('refund', 'goodwill')", name="customer_payment_kind"),
        sa.CheckConstraint("amount_cents > 0", name="customer_payment_amount"),
        sa.CheckConstraint("amount_cents <= granted_cents", name="customer_payment_within_grant"),
        sa.ForeignKeyConstraint(["customer_code"], ["customer.customer_code"]),
        sa.PrimaryKeyConstraint("payment_key"),
        sa.UniqueConstraint("case_key", "element_instance_key", name="customer_payment_once"),
        sa.UniqueConstraint("payment_key", "case_key", "amount_cents", name="customer_payment_to_reverse"),
    )
    op.create_index("customer_payment_reference", "customer_payment", ["reference"])
    op.create_index("ix_customer_payment_customer_code", "customer_payment", ["customer_code"])
    op.create_table(
        "customer_payment_reversal",
        sa.Column("payment_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reversed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_key", "case_key", "amount_cents"],
            ["customer_payment.payment_key", "customer_payment.case_key", "customer_payment.amount_cents"],
            name="customer_payment_reversal_of",
        ),
        sa.PrimaryKeyConstraint("payment_key"),
        sa.UniqueConstraint("case_key", "element_instance_key", name="customer_payment_reversal_once"),
    )


def _exchanges() -> None:
    op.create_table(
        "product_exchange",
        sa.Column("exchange_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("old_serial", sa.String(length=40), nullable=False),
        sa.Column("new_serial", sa.String(length=40), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("exchanged_at", Utc(), nullable=False),
        sa.CheckConstraint("old_serial <> new_serial", name="product_exchange_other"),
        sa.ForeignKeyConstraint(["new_serial"], ["product.serial"]),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"]),
        sa.PrimaryKeyConstraint("exchange_key"),
        sa.UniqueConstraint("case_key", "element_instance_key", name="product_exchange_once"),
        sa.UniqueConstraint("new_serial"),
        sa.UniqueConstraint("old_serial"),
    )


def _adjustments() -> None:
    op.create_table(
        "settlement_adjustment",
        sa.Column("adjustment_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("disputed_key", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("settlement_key", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_cents <> 0", name="adjustment_amount"),
        sa.CheckConstraint("settlement_key <> disputed_key", name="adjustment_later"),
        sa.ForeignKeyConstraint(["disputed_key"], ["settlement.settlement_key"]),
        sa.ForeignKeyConstraint(["settlement_key"], ["settlement.settlement_key"]),
        sa.PrimaryKeyConstraint("adjustment_key"),
        sa.UniqueConstraint("case_key", "element_instance_key", name="adjustment_once"),
    )
    op.create_index("adjustment_disputed", "settlement_adjustment", ["disputed_key"])
    op.create_index("adjustment_open", "settlement_adjustment", ["settlement_key", "unit_code"])
