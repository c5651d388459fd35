"""Keys: 63-bit, time-ordered integers, unique over all kinds and processes (architecture, decision 12)."""

from __future__ import annotations

import threading
import time

_EPOCH_MS = 1_735_689_600_000  # 2025-01-01 UTC
_NODE_BITS = 10
_SEQUENCE_BITS = 12
NODE_COUNT = 1 << _NODE_BITS


class Keys:
    """A source of keys: 41 bits of milliseconds since 2025, 10 bits of node, 12 bits of sequence.

    `node` comes from the database (`store.nodes.register`), a new one for each process, so that two processes
    never make the same key. Keys follow the machine's clock, not the settable one, and never go back in a process.
    """

    def __init__(self, node: int) -> None:
        if not 0 <= node < NODE_COUNT:
            raise ValueError(f"expected a node of 0..{NODE_COUNT - 1}, but found {node}")
        self._node = node << _SEQUENCE_BITS
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> int:
        """A new key."""
        with self._lock:
            now = (time.time_ns() // 1_000_000 - _EPOCH_MS) << _SEQUENCE_BITS
            self._last = max(now, self._last + 1)
            moment, sequence = divmod(self._last, 1 << _SEQUENCE_BITS)
        return moment << (_NODE_BITS + _SEQUENCE_BITS) | self._node | sequence
