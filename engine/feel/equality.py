"""Equality and order of FEEL values (F8): three-valued, None for "not comparable"."""

from collections.abc import Callable
from operator import lt
from typing import cast

from engine.feel.scope import Run
from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration, time_offset
from engine.feel.values import NUMBERS, FeelFunction, FeelValue, Range

# Keys of one kind are numbers or strings, which the stub of `lt` cannot know.
_less = cast(Callable[[object, object], bool], lt)
_PLAIN: frozenset[type] = frozenset({bool, str, FeelDate, YearMonthDuration, DayTimeDuration})


def equal(a: FeelValue, b: FeelValue, run: Run | None = None) -> bool | None:
    """Whether two values are equal; None if their types differ. With null: true only for null.

    Lists and contexts are compared deeply; `run` pays one step per pair of items.
    """
    kind = type(a)
    other = type(b)
    if kind in NUMBERS:
        return a == b if other in NUMBERS else _differing(b)
    if a is None:
        return b is None
    if kind is not other:
        return _functions_equal(a, b) if isinstance(a, FeelFunction) else _differing(b)
    if kind in _PLAIN:
        return a == b
    if isinstance(a, list) and isinstance(b, list):
        return _lists_equal(a, b, run)
    if isinstance(a, dict) and isinstance(b, dict):
        return _contexts_equal(a, b, run)
    if isinstance(a, Range) and isinstance(b, Range):
        return _ranges_equal(a, b, run)
    if isinstance(a, FeelTime | FeelDateTime):
        left, right = sort_key(a), sort_key(b)
        return left[1] == right[1] if left[0] == right[0] else None
    return a is b


def _differing(b: FeelValue) -> bool | None:
    return False if b is None else None


def _functions_equal(a: FeelValue, b: FeelValue) -> bool | None:
    return a is b if isinstance(b, FeelFunction) else _differing(b)


def _lists_equal(a: list[object], b: list[object], run: Run | None) -> bool | None:
    if len(a) != len(b):
        return False
    if run is not None:
        run.charge(len(a))
    for left, right in zip(a, b, strict=True):
        same = equal(left, right, run)
        if same is not True:
            return same
    return True


def _contexts_equal(a: dict[str, object], b: dict[str, object], run: Run | None) -> bool | None:
    if a.keys() != b.keys():
        return False
    if run is not None:
        run.charge(len(a))
    for key, left in a.items():
        same = equal(left, b[key], run)
        if same is not True:
            return same
    return True


def _ranges_equal(a: Range, b: Range, run: Run | None) -> bool | None:
    if a.start_included != b.start_included or a.end_included != b.end_included:
        return False
    same = equal(a.start, b.start, run)
    return same if same is not True else equal(a.end, b.end, run)


def sort_key(value: FeelValue) -> tuple[str, object]:
    """(kind, key): two values compare in order exactly when their kinds are equal; kind "" never compares.

    Values with and without zone are of different kinds (F9).
    """
    kind = type(value)
    if kind in NUMBERS:
        return "number", value
    if isinstance(value, str):
        return "string", value
    if isinstance(value, FeelDate):
        return "date", value.number
    if isinstance(value, FeelDateTime):
        return ("instant" if value.time.has_zone else "local"), value.instant_nanos
    if isinstance(value, FeelTime):
        offset = time_offset(value)
        return ("time", value.nanos) if offset is None else ("zoned time", value.nanos - offset * 1_000_000_000)
    if isinstance(value, DayTimeDuration):
        return "days", value.nanos
    if isinstance(value, YearMonthDuration):
        return "months", value.months
    return "", None


def compare(a: FeelValue, b: FeelValue) -> int | None:
    """-1, 0 or 1; None where the standard knows no order (null, differing types, booleans, lists ...)."""
    left, right = sort_key(a), sort_key(b)
    if left[0] != right[0] or not left[0]:
        return None
    return _sign(left[1], right[1])


def _sign(left: object, right: object) -> int:
    if left == right:
        return 0
    return -1 if _less(left, right) else 1


def contains(bounds: Range, value: FeelValue) -> bool | None:
    """Whether a value lies in a range; None where it cannot be compared with an end that counts."""
    low = _beyond(bounds.start, value, bounds.start_included)
    if low is False:
        return False
    high = _beyond(value, bounds.end, bounds.end_included) if bounds.end is not None else _unbounded(value, bounds)
    if high is False:
        return False
    return None if low is None or high is None else True


def _unbounded(value: FeelValue, bounds: Range) -> bool | None:
    return None if bounds.start is None or value is None else True


def _beyond(low: FeelValue, high: FeelValue, included: bool) -> bool | None:
    if low is None:
        return None if high is None else True
    order = compare(low, high)
    return None if order is None else order < 0 or (included and order == 0)
