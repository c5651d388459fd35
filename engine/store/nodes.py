"""The number that makes one process's keys differ from all others'."""

from __future__ import annotations

from sqlalchemy import insert

from engine.keys import NODE_COUNT
from engine.store.database import Tx
from engine.store.schema import KEY_NODE


def register(tx: Tx) -> int:
    """A node number no process of the last 1,023 starts had."""
    result = tx.execute(insert(KEY_NODE).values(registered_at=tx.now).returning(KEY_NODE.c.node_id))
    return int(result.scalar_one()) % NODE_COUNT
