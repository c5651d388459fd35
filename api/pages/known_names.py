"""What the codes inside of values are called, asked of the engine once for a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine.service import Engine
from engine.values import Json

Names = Mapping[str, tuple[str, str]]
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,63}")
_DEEPEST = 6


def names_in(engine: Engine, *values: Json) -> Names:
    """Code to its Chinese and English name, for every code of a unit, warehouse or calendar within `values`."""
    return engine.names_of({text for value in values for text in _codes(value, _DEEPEST)})


def _codes(value: Json, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if _CODE.fullmatch(value):
            yield value
    elif depth and isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _codes(item, depth - 1)
