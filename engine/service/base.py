"""What every group of operations has at hand."""

from __future__ import annotations

from engine.advance import World
from engine.service.transaction import Transactions


class Base(Transactions):
    """Transactions and the world they run in."""

    world: World

    def _deliver(self, limit: int) -> int:
        """Do up to `limit` deliveries of ours that are due; how many."""
        raise NotImplementedError
