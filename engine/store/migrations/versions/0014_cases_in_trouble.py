"""An index of the cases with incidents, for lists of those in trouble."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    has_some, columns = sa.text("incident_count > 0"), ["case_key", "root_case_key", "parent_case_key"]
    op.create_index("case_trouble", "case_instance", columns, postgresql_where=has_some, sqlite_where=has_some)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("case_trouble", "case_instance")
