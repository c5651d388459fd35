"""Knowledge and settlement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "knowledge_entry",
        sa.Column("entry_code", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("question_en", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_en", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_code"),
    )
    op.create_index(op.f("ix_knowledge_entry_category"), "knowledge_entry", ["category"], unique=False)
    op.create_table(
        "case_subject",
        sa.Column("case_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('product', 'customer')", name="case_subject_kind"),
        sa.PrimaryKeyConstraint("case_key", "kind"),
    )
    op.create_index("case_subject_value", "case_subject", ["kind", "value", "case_key"], unique=False)
    op.create_table(
        "case_link",
        sa.Column("case_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("other_case_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("linked_at", Utc(), nullable=False),
        sa.CheckConstraint("case_key <> other_case_key", name="case_link_other"),
        sa.PrimaryKeyConstraint("case_key", "other_case_key", "kind"),
    )
    op.create_index("case_link_back", "case_link", ["other_case_key"], unique=False)
    _make_settlement()
    _make_fee()


def _make_settlement() -> None:
    op.create_table(
        "settlement",
        sa.Column("settlement_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("fee_count", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("released_at", Utc(), nullable=True),
        sa.CheckConstraint("state IN ('made', 'released')", name="settlement_state"),
        sa.CheckConstraint("(state = 'released') = (released_at IS NOT NULL)", name="settlement_released"),
        sa.CheckConstraint("total_cents >= 0", name="settlement_total"),
        sa.CheckConstraint("fee_count > 0", name="settlement_fees"),
        sa.PrimaryKeyConstraint("settlement_key"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("settlement_once", "settlement", ["unit_code", "period"], unique=True)
    op.create_index("settlement_case", "settlement", ["case_key"], unique=False)


def _make_fee() -> None:
    op.create_table(
        "fee",
        sa.Column("fee_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("payer", sa.String(length=20), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("extra_cents", sa.BigInteger(), nullable=False),
        sa.Column("customer_cents", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("approved_at", Utc(), nullable=False),
        sa.Column("settlement_key", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("amount_cents >= 0", name="fee_amount"),
        sa.CheckConstraint("customer_cents >= 0", name="fee_customer"),
        sa.CheckConstraint("extra_cents BETWEEN 0 AND amount_cents", name="fee_extra"),
        sa.ForeignKeyConstraint(["settlement_key"], ["settlement.settlement_key"]),
        sa.PrimaryKeyConstraint("fee_key"),
    )
    op.create_index("fee_case", "fee", ["case_key"], unique=True)
    op.create_index("fee_open", "fee", ["settlement_key", "unit_code", "approved_at"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    for name in ("fee", "settlement", "case_link", "case_subject", "knowledge_entry"):
        op.drop_table(name)
