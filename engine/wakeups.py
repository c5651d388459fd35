"""Tells those in this process who wait for work that some has just been committed: nobody has to look in vain.

Only a hint: whoever is told looks in the database, and looks now and then without being told (other processes).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

Told = Callable[[frozenset[str]], None]


class Wakeups:
    """Who wants to hear of new jobs. Safe between threads."""

    def __init__(self) -> None:
        self._told: tuple[Told, ...] = ()
        self._changing = threading.Lock()

    def subscribe(self, told: Told) -> Callable[[], None]:
        """Call `told` with the types of jobs each time some became due; it must be quick. Call the answer to end it."""
        with self._changing:
            self._told = (*self._told, told)

        def end() -> None:
            with self._changing:
                self._told = tuple(one for one in self._told if one is not told)

        return end

    def tell(self, types: frozenset[str]) -> None:
        """Jobs of these types were committed."""
        for told in self._told:
            told(types)
