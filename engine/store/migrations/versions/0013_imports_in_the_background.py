"""Imports of large files, carried out by a worker."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import Utc

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATES = "state IN ('waiting', 'checking', 'writing', 'looked', 'done', 'refused', 'failed')"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "import_run",
        sa.Column("import_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("is_dry_run", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("line_count", "checked_count")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("added", "changed", "removed", "unchanged")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("errors", "differences", "problem")),
        sa.Column("started_by", sa.String(length=256), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("mode IN ('upsert', 'replace')", name="import_run_mode"),
        sa.CheckConstraint("form IN ('csv', 'jsonl')", name="import_run_form"),
        sa.CheckConstraint(_STATES, name="import_run_state"),
        sa.CheckConstraint("content IS NOT NULL OR state IN ('done', 'refused', 'failed')", name="import_run_content"),
        sa.PrimaryKeyConstraint("import_key"),
    )
    op.create_index("import_run_table", "import_run", ["table_name", "import_key"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("import_run")
