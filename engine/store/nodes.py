"""The number that makes one process's keys differ from all others'."""

from __future__ import annotations

from sqlalchemy import insert

from engine.keys import NODE_COUNT
from engine.store.database import Tx
from engine.store.tables.definition import KeyNode


def register(tx: Tx) -> int:
    """A node number no process of the last 1,023 starts had."""
    result = tx.execute(insert(KeyNode).values(registered_at=tx.now).returning(KeyNode.node_id))
    return int(result.scalar_one()) % NODE_COUNT
