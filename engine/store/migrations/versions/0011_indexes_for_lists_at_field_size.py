"""Indexes for lists at the size of the field: the inbox in each of its orders, cases by their begin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None

_TASK_INDEXES = (
    ("task_urgency", (sa.text("priority DESC"), "due_at", "task_key")),
    ("task_due", ("due_at", "task_key")),
    ("task_age", ("task_key",)),
)


def upgrade() -> None:
    """Make the change."""
    is_open = sa.text("state = 'open'")
    for name, columns in _TASK_INDEXES:
        op.create_index(name, "task", [*columns, "role", "unit_path"], postgresql_where=is_open, sqlite_where=is_open)
    op.create_index("case_started", "case_instance", ["started_at", "case_key"])
    op.create_index("case_process_started", "case_instance", ["process_id", "state", "started_at", "case_key"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("case_process_started", "case_instance")
    op.drop_index("case_started", "case_instance")
    for name, _ in _TASK_INDEXES:
        op.drop_index(name, "task")
