"""Public links, surveys, sales; how notifications leave; e-mail of customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _make_links()
    _make_surveys()
    _make_sales()
    _widen()


def _make_links() -> None:
    op.create_table(
        "link_secret",
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("purpose"),
    )
    op.create_table(
        "public_count",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name_hash", "since"),
    )
    op.create_index("public_count_age", "public_count", ["since"], unique=False)
    op.create_table(
        "public_link",
        sa.Column("link_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("link_key"),
        sa.UniqueConstraint("element_instance_key"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("public_link_age", "public_link", ["expires_at"], unique=False)
    op.create_index("public_link_case", "public_link", ["case_key"], unique=False)


def _make_surveys() -> None:
    op.create_table(
        "campaign_member",
        sa.Column("campaign_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("customer_code", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("surveyor", sa.String(length=256), nullable=False),
        sa.Column("survey", sa.Text(), nullable=False),
        sa.Column("is_started", sa.Boolean(), nullable=False),
        sa.CheckConstraint("day >= 1", name="campaign_day"),
        sa.PrimaryKeyConstraint("campaign_key", "position"),
    )
    op.create_index("campaign_member_once", "campaign_member", ["campaign_key", "customer_code"], unique=True)
    op.create_table(
        "do_not_call",
        sa.Column("customer_code", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("case_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("customer_code"),
    )
    op.create_index("do_not_call_phone", "do_not_call", ["phone"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("case_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("related_case", sa.String(length=128), nullable=False),
        sa.Column("customer_code", sa.String(length=40), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("region_code", sa.String(length=64), nullable=False),
        sa.Column("product_model", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("call_count", sa.Integer(), nullable=False),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=False),
        sa.CheckConstraint("outcome IN ('answered', 'refused', 'unreachable', 'stopped')", name="survey_outcome"),
        sa.CheckConstraint("csat BETWEEN 1 AND 5", name="survey_csat"),
        sa.CheckConstraint("nps BETWEEN 0 AND 10", name="survey_nps"),
        sa.PrimaryKeyConstraint("case_key"),
    )
    op.create_index("survey_answer_model", "survey_answer", ["product_model", "ended_at"], unique=False)
    op.create_index("survey_answer_once", "survey_answer", ["element_instance_key"], unique=True)
    op.create_index("survey_answer_unit", "survey_answer", ["unit_code", "ended_at"], unique=False)
    op.create_table(
        "survey_contact",
        sa.Column("case_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_code", sa.String(length=40), nullable=False),
        sa.Column("contacted_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("case_key"),
    )
    op.create_index("survey_contact_customer", "survey_contact", ["customer_code", "contacted_at"], unique=False)


def _make_sales() -> None:
    op.create_table(
        "sale",
        sa.Column("sale_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shop", sa.String(length=40), nullable=False),
        sa.Column("order_number", sa.String(length=80), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("customer_code", sa.String(length=40), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Utc(), nullable=False),
        sa.Column("recorded_by", sa.String(length=256), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price_cents >= 0", name="sale_price"),
        sa.PrimaryKeyConstraint("sale_key"),
    )
    op.create_index(op.f("ix_sale_case_key"), "sale", ["case_key"], unique=False)
    op.create_index("sale_order", "sale", ["shop", "order_number", "serial"], unique=True)
    op.create_index("sale_serial", "sale", ["serial"], unique=True)
    op.create_index("sale_store", "sale", ["unit_code", "sold_on"], unique=False)


def _widen() -> None:
    op.add_column("customer", sa.Column("email", sa.String(length=254), server_default="", nullable=False))
    op.add_column("notification", sa.Column("channel", sa.String(length=10), server_default="", nullable=False))
    op.add_column("notification", sa.Column("language", sa.String(length=10), server_default="", nullable=False))
    op.add_column("notification", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.add_column("notification", sa.Column("due_at", Utc(), nullable=True))
    op.create_index("notification_due", "notification", ["state", "due_at"], unique=False)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("notification_due", table_name="notification")
    op.drop_column("notification", "due_at")
    op.drop_column("notification", "attempts")
    op.drop_column("notification", "language")
    op.drop_column("notification", "channel")
    op.drop_column("customer", "email")
    op.drop_index("survey_contact_customer", table_name="survey_contact")
    op.drop_table("survey_contact")
    op.drop_index("survey_answer_unit", table_name="survey_answer")
    op.drop_index("survey_answer_once", table_name="survey_answer")
    op.drop_index("survey_answer_model", table_name="survey_answer")
    op.drop_table("survey_answer")
    op.drop_index("sale_store", table_name="sale")
    op.drop_index("sale_serial", table_name="sale")
    op.drop_index("sale_order", table_name="sale")
    op.drop_index(op.f("ix_sale_case_key"), table_name="sale")
    op.drop_table("sale")
    op.drop_index("public_link_case", table_name="public_link")
    op.drop_index("public_link_age", table_name="public_link")
    op.drop_table("public_link")
    op.drop_index("public_count_age", table_name="public_count")
    op.drop_table("public_count")
    op.drop_table("link_secret")
    op.drop_index("do_not_call_phone", table_name="do_not_call")
    op.drop_table("do_not_call")
    op.drop_index("campaign_member_once", table_name="campaign_member")
    op.drop_table("campaign_member")
