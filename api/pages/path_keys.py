"""Keys and positions in addresses: a number that no database holds names nothing."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from engine.errors import NotFound

_KEY_BITS = 63
MOST_EVENTS = 2**31 - 1


def possible_key(key: int) -> int:
    """`key` itself. Raises NotFound for one that lies beyond what a key can be."""
    if abs(key) >> _KEY_BITS:
        raise NotFound("object", "of that key")
    return key


PathKey = Annotated[int, AfterValidator(possible_key)]
AfterEvent = Annotated[int, Query(ge=0, le=MOST_EVENTS)]
