"""Stock credit and rebate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store import guards
from engine.store.types import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LEDGERS = ("stock_movement", "credit_entry")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "booking",
        sa.Column("case_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("element_instance_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("booked_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("case_key", "element_instance_key"),
    )
    op.create_table(
        "credit_account",
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("tier", sa.String(length=10), server_default=sa.text("'bronze'"), nullable=False),
        sa.Column("limit_cents", sa.BigInteger(), nullable=False),
        sa.Column("held_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("owed_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("tier IN ('gold', 'silver', 'bronze')", name="credit_tier"),
        sa.CheckConstraint("held_cents >= 0", name="credit_held"),
        sa.CheckConstraint("limit_cents >= 0", name="credit_limit"),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("unit_code"),
    )
    op.create_table(
        "part_substitute",
        sa.Column("part_code", sa.String(length=40), nullable=False),
        sa.Column("substitute_code", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("must_ask", sa.Boolean(), nullable=False),
        sa.CheckConstraint("part_code <> substitute_code", name="substitute_other"),
        sa.ForeignKeyConstraint(
            ["part_code"],
            ["part.part_code"],
        ),
        sa.ForeignKeyConstraint(
            ["substitute_code"],
            ["part.part_code"],
        ),
        sa.PrimaryKeyConstraint("part_code", "substitute_code"),
    )
    op.create_table(
        "warehouse",
        sa.Column("warehouse_code", sa.String(length=40), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("region_code", sa.String(length=64), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'central') = (region_code = '')", name="warehouse_region"),
        sa.CheckConstraint("kind IN ('central', 'regional')", name="warehouse_kind"),
        sa.CheckConstraint("lead_days >= 0", name="warehouse_lead"),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["unit.code"],
        ),
        sa.PrimaryKeyConstraint("warehouse_code"),
    )
    op.create_table(
        "credit_entry",
        sa.Column("entry_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("held_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("owed_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=True),
        sa.Column("booked_at", Utc(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('hold', 'release', 'capture', 'credit_note', 'rebate', 'payment', 'adjust')", name="entry_kind"
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["credit_account.unit_code"],
        ),
        sa.PrimaryKeyConstraint("entry_key"),
    )
    op.create_index("entry_account", "credit_entry", ["unit_code", "booked_at"], unique=False)
    op.create_index("entry_reference", "credit_entry", ["reference", "entry_key"], unique=False)
    op.create_table(
        "credit_hold",
        sa.Column("order_number", sa.String(length=128), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("left_cents", sa.BigInteger(), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("held_at", Utc(), nullable=False),
        sa.CheckConstraint("left_cents BETWEEN 0 AND amount_cents", name="hold_left"),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["credit_account.unit_code"],
        ),
        sa.PrimaryKeyConstraint("order_number"),
    )
    op.create_table(
        "part_reservation",
        sa.Column("reservation_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_number", sa.String(length=128), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=64), nullable=False),
        sa.Column("part_code", sa.String(length=40), nullable=False),
        sa.Column("warehouse_code", sa.String(length=40), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.CheckConstraint("(state = 'waiting') <= (warehouse_code IS NULL)", name="reservation_place"),
        sa.CheckConstraint("state IN ('waiting', 'held', 'shipped', 'released')", name="reservation_state"),
        sa.CheckConstraint("quantity > 0", name="reservation_quantity"),
        sa.ForeignKeyConstraint(
            ["part_code"],
            ["part.part_code"],
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_code"],
            ["warehouse.warehouse_code"],
        ),
        sa.PrimaryKeyConstraint("reservation_key"),
    )
    op.create_index(op.f("ix_part_reservation_case_key"), "part_reservation", ["case_key"], unique=False)
    op.create_index("reservation_order", "part_reservation", ["order_number", "line_number"], unique=False)
    op.create_index("reservation_waiting", "part_reservation", ["part_code", "state", "reservation_key"], unique=False)
    op.create_table(
        "part_stock",
        sa.Column("part_code", sa.String(length=40), nullable=False),
        sa.Column("warehouse_code", sa.String(length=40), nullable=False),
        sa.Column("on_hand", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reserved", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("in_transit", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("quarantined", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.CheckConstraint("in_transit >= 0", name="stock_in_transit"),
        sa.CheckConstraint("on_hand >= 0", name="stock_on_hand"),
        sa.CheckConstraint("quarantined >= 0", name="stock_quarantined"),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="stock_reserved"),
        sa.ForeignKeyConstraint(
            ["part_code"],
            ["part.part_code"],
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_code"],
            ["warehouse.warehouse_code"],
        ),
        sa.PrimaryKeyConstraint("part_code", "warehouse_code"),
    )
    op.create_index(op.f("ix_part_stock_warehouse_code"), "part_stock", ["warehouse_code"], unique=False)
    op.create_table(
        "rebate",
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("purchases_cents", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("rebate_cents", sa.BigInteger(), nullable=False),
        sa.Column("tier_before", sa.String(length=10), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=False),
        sa.Column("accrued_at", Utc(), nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 10000", name="rebate_rate"),
        sa.CheckConstraint("rebate_cents >= 0", name="rebate_amount"),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["credit_account.unit_code"],
        ),
        sa.PrimaryKeyConstraint("unit_code", "period"),
    )
    op.create_table(
        "stock_movement",
        sa.Column("movement_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("part_code", sa.String(length=40), nullable=False),
        sa.Column("warehouse_code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("on_hand", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reserved", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("in_transit", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("quarantined", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reference", sa.String(length=128), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("case_key", sa.BigInteger(), nullable=True),
        sa.Column("moved_at", Utc(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('receipt', 'reserve', 'release', 'ship', 'receive', 'adjust', 'return', 'scrap')",
            name="movement_kind",
        ),
        sa.ForeignKeyConstraint(
            ["part_code"],
            ["part.part_code"],
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_code"],
            ["warehouse.warehouse_code"],
        ),
        sa.PrimaryKeyConstraint("movement_key"),
    )
    op.create_index("movement_reference", "stock_movement", ["reference", "movement_key"], unique=False)
    op.create_index("movement_stock", "stock_movement", ["part_code", "warehouse_code", "movement_key"], unique=False)
    for ledger in _LEDGERS:
        for statement in guards.ledger(ledger, is_sqlite=op.get_bind().dialect.name == "sqlite"):
            op.execute(statement)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("movement_stock", table_name="stock_movement")
    op.drop_index("movement_reference", table_name="stock_movement")
    op.drop_table("stock_movement")
    op.drop_table("rebate")
    op.drop_index(op.f("ix_part_stock_warehouse_code"), table_name="part_stock")
    op.drop_table("part_stock")
    op.drop_index("reservation_waiting", table_name="part_reservation")
    op.drop_index("reservation_order", table_name="part_reservation")
    op.drop_index(op.f("ix_part_reservation_case_key"), table_name="part_reservation")
    op.drop_table("part_reservation")
    op.drop_table("credit_hold")
    op.drop_index("entry_reference", table_name="credit_entry")
    op.drop_index("entry_account", table_name="credit_entry")
    op.drop_table("credit_entry")
    op.drop_table("warehouse")
    op.drop_table("part_substitute")
    op.drop_table("credit_account")
    op.drop_table("booking")
    if op.get_bind().dialect.name == "postgresql":
        for ledger in _LEDGERS:
            op.execute(f"DROP FUNCTION {ledger}_refuse_change()")
