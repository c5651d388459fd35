"""Service accounts; and changes of reference data are a ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store import guards
from engine.store.types import Utc

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "service_account",
        sa.Column("client_id", sa.String(length=256), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("job_types", sa.Text(), nullable=True),
        sa.Column("process_ids", sa.Text(), nullable=True),
        sa.Column("message_names", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(length=256), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("rotated_at", Utc(), nullable=False),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["user_account.username"]),
        sa.PrimaryKeyConstraint("client_id"),
    )
    for statement in guards.ledger("reference_change", is_sqlite=op.get_bind().dialect.name == "sqlite"):
        op.execute(statement)


def downgrade() -> None:
    """Take the change back."""
    if op.get_bind().dialect.name == "sqlite":
        for word in ("update", "delete"):
            op.execute(f"DROP TRIGGER reference_change_no_{word}")
    else:
        op.execute("DROP FUNCTION reference_change_refuse_change() CASCADE")
    op.drop_table("service_account")
