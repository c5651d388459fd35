"""Loading our own code: what is loaded stays, so nobody needs to look for garbage in it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected(*, settles: bool) -> Iterator[None]:
    """Import within this: Python's search for garbage meanwhile takes a tenth of the start.

    `settles`: what there is afterwards is left out of every later search, because it lives as long as the process.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if settles:
            gc.freeze()
        if was_on:
            gc.enable()
