"""How many pieces of parts are free."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from engine.store.database import Tx
from engine.store.schema import table

_STOCK = table("part_stock")


def free_pieces(tx: Tx, part_codes: Collection[str], *, warehouse: str) -> dict[str, int]:
    """Pieces on hand that nobody was promised, by part; at one warehouse, or at all when `warehouse` is empty."""
    query = (
        select(_STOCK.c.part_code, func.sum(_STOCK.c.on_hand - _STOCK.c.reserved))
        .where(_STOCK.c.part_code.in_(part_codes))
        .group_by(_STOCK.c.part_code)
    )
    if warehouse:
        query = query.where(_STOCK.c.warehouse_code == warehouse)
    return {code: int(free) for code, free in tx.execute(query)}
