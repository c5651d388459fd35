"""The number that makes one process's keys differ from all others'."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from engine.keys import NODE_COUNT
from engine.store.database import Tx
from engine.store.schema import KEY_NODE

_CATCH_UP = text(
    "SELECT setval(pg_get_serial_sequence('key_node', 'node_id'), (SELECT max(node_id) FROM key_node) + 1)"
)


def register(tx: Tx) -> int:
    """A node number no process of the last 1,023 starts had.

    PostgreSQL does not log the first numbers of a sequence that came from a template: after a crash it gives them
    again. A number that is taken is never given twice: the sequence catches up with the rows.
    """
    made = sqlite.insert(KEY_NODE) if tx.is_sqlite else postgresql.insert(KEY_NODE)
    new = made.values(registered_at=tx.now).on_conflict_do_nothing().returning(KEY_NODE.c.node_id)
    while (number := tx.execute(new).scalar_one_or_none()) is None:
        tx.execute(_CATCH_UP)
    return int(number) % NODE_COUNT
