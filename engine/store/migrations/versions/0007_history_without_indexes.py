"""History without indexes that no query uses."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for name in ("event_key_once", "event_actor", "event_type"):
        op.drop_index(name, table_name="event")


def downgrade() -> None:
    """Take the change back."""
    op.create_index("event_key_once", "event", ["event_key"], unique=True)
    op.create_index("event_actor", "event", ["actor", "event_key"])
    op.create_index("event_type", "event", ["event_type", "event_key"])
