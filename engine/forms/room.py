"""How many fields one form may have laid out: lists within lists multiply, and a form must not eat the server."""

from __future__ import annotations

from engine.errors import TooLarge

MAX_PLACES = 5_000


class Room:
    """Counts the places of one walk."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = MAX_PLACES

    def take(self) -> None:
        """One place more. Raises TooLarge beyond `MAX_PLACES`."""
        self._left -= 1
        if self._left < 0:
            raise TooLarge(f"expected a form of at most {MAX_PLACES} fields with all rows, but it has more")
