"""The built-in functions of FEEL (F20 to F25), by family."""

from engine.feel.builtins import (
    calendar,
    contexts,
    conversion,
    dates,
    extras,
    intervals,
    lists,
    logic,
    numbers,
    patterns,
    positions,
    statistics,
    strings,
)
from engine.feel.builtins.registry import BUILTINS, FOLDED, IMPURE

FAMILIES = (
    calendar,
    contexts,
    conversion,
    dates,
    extras,
    intervals,
    lists,
    logic,
    numbers,
    patterns,
    positions,
    statistics,
    strings,
)

__all__ = ["BUILTINS", "FAMILIES", "FOLDED", "IMPURE"]
