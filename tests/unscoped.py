"""Taking one scope condition away at one place, to see which test notices."""

from __future__ import annotations

import sys
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, true

from engine.store import scope
from engine.store.schema import CASE


def take_away(call: str) -> None:
    """`module:function:first:last`: the calls of the function in these lines of the module let everything through."""
    name, function, first, last = call.split(":")
    module: Any = import_module(name)
    real, lines = getattr(scope, function), range(int(first), int(last) + 1)

    def unscoped(*arguments: Any) -> Any:
        if sys._getframe(1).f_lineno not in lines:
            return real(*arguments)
        if function.endswith("_ways"):
            return [true()]
        return select(CASE.c.case_key) if function.endswith("_keys") else true()

    if hasattr(module, function):
        setattr(module, function, unscoped)
    else:
        module.scope = SimpleNamespace(**{**vars(scope), function: unscoped})
