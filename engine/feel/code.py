"""What compiling a node gives, and what is known while compiling: local names, free names, purity."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from engine.feel.errors import FeelFailure
from engine.feel.limits import Budget
from engine.feel.scope import Environment, Run, Scope
from engine.feel.values import FeelValue

Closure: TypeAlias = Callable[[Scope], FeelValue]

# Small: a text may hold hundreds of constant calls, and compiling must stay cheap.
_FOLD_STEPS = 500
_FOLD_NOW = datetime(1970, 1, 1, tzinfo=UTC)


class Code(NamedTuple):
    """A compiled node. `value` counts only if `is_constant`; `weight` is its number of nodes."""

    run: Closure
    is_constant: bool
    value: FeelValue
    weight: int


def constant(value: FeelValue, weight: int = 1) -> Code:
    """Code that always gives `value`."""
    return Code(lambda scope: value, True, value, weight)


def weigh(parts: Sequence[Code]) -> int:
    """One node more than its parts."""
    return 1 + sum(part.weight for part in parts)


def variable(closure: Closure, weight: int) -> Code:
    """Code that must be run each time."""
    return Code(closure, False, None, weight)


def folded(closure: Closure, parts: Sequence[Code]) -> Code:
    """Code of a pure operation: run now if all its parts are constant, unless it warns or fails."""
    weight = weigh(parts)
    if not all(part.is_constant for part in parts):
        return variable(closure, weight)
    run = Run({}, Environment(now=_FOLD_NOW, budget=Budget(steps=_FOLD_STEPS)))
    try:
        value = closure(Scope(run, None, {}))
    except FeelFailure:
        return variable(closure, weight)
    return variable(closure, weight) if run.warnings else constant(value, weight)


class Level:
    """Local names of one level of the text. `is_item`: a filter, whose item's entries are names too."""

    __slots__ = ("is_item", "names", "used")

    def __init__(self, names: set[str], *, is_item: bool = False) -> None:
        self.names = names
        self.is_item = is_item
        self.used: set[str] = set()


def step_cost(weight: int) -> int:
    """Steps that one turn of a body of `weight` nodes costs (F32)."""
    return 1 + weight // 8
