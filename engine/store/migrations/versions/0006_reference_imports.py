"""Reference imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "reference_change",
        sa.Column("change_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.String(length=256), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("import_key", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('added', 'changed', 'removed')", name="reference_change_kind"),
        sa.PrimaryKeyConstraint("change_key"),
    )
    op.create_index("reference_change_row", "reference_change", ["table_name", "row_id", "change_key"])
    op.create_index("ix_reference_change_import_key", "reference_change", ["import_key"])
    op.create_table(
        "reference_import",
        sa.Column("import_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("is_dry_run", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Text(), nullable=False),
        sa.Column("started_by", sa.String(length=256), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.CheckConstraint("mode IN ('upsert', 'replace')", name="reference_import_mode"),
        sa.CheckConstraint("state IN ('done', 'refused')", name="reference_import_state"),
        sa.PrimaryKeyConstraint("import_key"),
    )
    op.create_index("ix_reference_import_table_name", "reference_import", ["table_name"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("reference_import")
    op.drop_table("reference_change")
