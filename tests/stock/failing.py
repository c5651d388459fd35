"""The power goes between two statements of a booking."""

from __future__ import annotations

from typing import Any

from engine.store.database import Tx


class Crash(Exception):
    """The power went."""


class Failing:
    """A transaction that dies at its `left`-th statement from now."""

    def __init__(self, tx: Tx, left: int) -> None:
        self._tx, self.left = tx, left

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        self.left -= 1
        if self.left == 0:
            raise Crash
        return self._tx.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)
