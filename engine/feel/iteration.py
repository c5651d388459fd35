"""What `for`, `some` and `every` run over: lists, ranges of numbers up and down, ranges of dates (F1, F32)."""

from collections.abc import Iterable

from engine.feel.errors import FeelFailure
from engine.feel.limits import MAX_ITERATIONS
from engine.feel.numbers import ADD, SUBTRACT, whole
from engine.feel.scope import Run
from engine.feel.temporal import FeelDate
from engine.feel.types import type_of
from engine.feel.values import NUMBERS, FeelValue, Range


def items_of(run: Run, value: FeelValue, position: int) -> Iterable[FeelValue] | None:
    """The items of a list or range; a single value is a list of one; None with a warning for null."""
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return _range_value_items(run, value, position)
    if value is None:
        run.warn("INVALID_TYPE", "expected a list to run over, but found null", position)
        return None
    return [value]


def _range_value_items(run: Run, bounds: Range, position: int) -> Iterable[FeelValue] | None:
    items = range_items(run, bounds.start, bounds.end, position)
    if items is None:
        return None
    items = list(items)
    if items and not bounds.start_included:
        items = items[1:]
    if items and not bounds.end_included and items[-1] == bounds.end:
        items = items[:-1]
    return items


def range_items(run: Run, start: FeelValue, end: FeelValue, position: int) -> Iterable[FeelValue] | None:
    """`start`, one further, … up or down to `end`, for numbers and dates; None with a warning for others."""
    if isinstance(start, FeelDate) and isinstance(end, FeelDate):
        return [FeelDate.from_number(day) for day in _counted(start.number, end.number)]
    low, high = whole(start), whole(end)
    if low is not None and high is not None:
        return _counted(low, high)
    if type(start) in NUMBERS and type(end) in NUMBERS:
        return _fractions(start, end)
    message = f"expected numbers or dates to run between, but found {type_of(start)} and {type_of(end)}"
    run.warn("INVALID_TYPE", message, position)
    return None


def _counted(low: int, high: int) -> range:
    _check(abs(high - low) + 1)
    return range(low, high + 1) if low <= high else range(low, high - 1, -1)


def _fractions(start: FeelValue, end: FeelValue) -> list[FeelValue]:
    span = SUBTRACT(end, start)
    _check(span.copy_abs() + 1)
    turns = int(span.copy_abs())
    sign = 1 if span >= 0 else -1
    return [ADD(start, sign * turn) for turn in range(turns + 1)]


def _check(turns: object) -> None:
    if isinstance(turns, int) and turns <= MAX_ITERATIONS:
        return
    if not isinstance(turns, int) and float(str(turns)) <= MAX_ITERATIONS:
        return
    raise FeelFailure("limit", f"expected at most {MAX_ITERATIONS} turns, but found {turns}")
