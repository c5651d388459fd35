"""Taking one scope condition away in one module, to see which test notices."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, true

from engine.store import scope
from engine.store.schema import CASE


def take_away(call: str) -> None:
    """`module:function`: that module's use of the function lets everything through."""
    name, _, function = call.partition(":")
    module: Any = import_module(name)

    def unscoped(*_: object) -> Any:
        return select(CASE.c.case_key) if function.endswith("_keys") else true()

    if hasattr(module, function):
        setattr(module, function, unscoped)
    else:
        module.scope = SimpleNamespace(**{**vars(scope), function: unscoped})
