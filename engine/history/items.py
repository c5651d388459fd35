"""A line of history may tell one item of a list alone (dialect M3): `results[3]` is its third, as in FEEL."""

from __future__ import annotations

import re

_ITEM = re.compile(r"(\w+)\[([1-9]\d*)\]\Z")


def item_name(name: str, index: int) -> str:
    """What the item at `index` (from 0) of the list `name` is called."""
    return f"{name}[{index + 1}]"


def item_place(told: str) -> tuple[str, int] | None:
    """The variable and index (from 0) of an item's name; None when a whole variable is told."""
    found = _ITEM.match(told)
    return (found[1], int(found[2]) - 1) if found else None
