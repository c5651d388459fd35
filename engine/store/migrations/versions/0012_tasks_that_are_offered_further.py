"""Further roles in the task itself, so that no inbox reads the candidates of ended tasks; processes in its indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.offers import LONGEST, MANY, POSTGRESQL, SQLITE

revision = "0012"
down_revision = "0013"
branch_labels = None
depends_on = None

_ORDERS = (
    ("urgency", (sa.text("priority DESC"), "due_at", "task_key")),
    ("due", ("due_at", "task_key")),
    ("age", ("task_key",)),
)
_TRIGGERS = ("task_offered", "task_offered_no_longer")
_OPEN = "state = 'open'"
_OFFERED = f"{_OPEN} AND offered_to IS NOT NULL"


def upgrade() -> None:
    """Make the change."""
    op.add_column("task", sa.Column("offered_to", sa.Text(), nullable=True))
    joined = "group_concat(name, '|')" if _is_sqlite() else "string_agg(name, '|' ORDER BY name)"
    listed = f"SELECT '|' || {joined} || '|' FROM task_candidate c WHERE c.task_key = task.task_key AND kind = 'role'"
    with_roles = "SELECT task_key FROM task_candidate WHERE kind = 'role'"
    op.execute(sa.text(f"UPDATE task SET offered_to = ({listed}) WHERE {_OPEN} AND task_key IN ({with_roles})"))
    op.execute(sa.text(f"UPDATE task SET offered_to = '{MANY}' WHERE {_OPEN} AND length(offered_to) > {LONGEST}"))
    for name, columns in _ORDERS:
        op.drop_index(f"task_{name}", "task")
        _index(f"task_{name}", [*columns, "role", "unit_path", "process_id"], _OPEN)
        _index(f"task_offered_{name}", [*columns, "unit_path", "process_id", "offered_to"], _OFFERED)
    _index("task_process", ["process_id", "role", "unit_path", "task_key"], _OPEN)
    _index("task_offered_unit", ["unit_path", "task_key", "process_id", "offered_to"], _OFFERED)
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Take the change back."""
    for name in _TRIGGERS:
        if _is_sqlite():
            op.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            op.execute(sa.text(f"DROP TRIGGER {name} ON task_candidate"))
            op.execute(sa.text(f"DROP FUNCTION {name}()"))
    op.drop_index("task_offered_unit", "task")
    op.drop_index("task_process", "task")
    for name, columns in _ORDERS:
        op.drop_index(f"task_offered_{name}", "task")
        op.drop_index(f"task_{name}", "task")
        _index(f"task_{name}", [*columns, "role", "unit_path"], _OPEN)
    op.drop_column("task", "offered_to")


def _index(name: str, columns: list[str | sa.TextClause], condition: str) -> None:
    op.create_index(name, "task", columns, postgresql_where=sa.text(condition), sqlite_where=sa.text(condition))


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")
