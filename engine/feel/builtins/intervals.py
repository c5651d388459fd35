"""Range functions (F24): how points and ranges lie to one another."""

from dataclasses import dataclass

from engine.feel.builtins.registry import builtin
from engine.feel.equality import compare
from engine.feel.scope import Run
from engine.feel.values import FeelValue, NoValue, Range


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a range, or a point; `infinite` is -1 or 1 for an unbounded end."""

    value: FeelValue
    included: bool
    infinite: int = 0


def _start(value: FeelValue) -> _End:
    if isinstance(value, Range):
        return _End(value.start, value.start_included, -1 if value.start is None else 0)
    return _End(value, True)


def _end(value: FeelValue) -> _End:
    if isinstance(value, Range):
        return _End(value.end, value.end_included, 1 if value.end is None else 0)
    return _End(value, True)


def _order(a: _End, b: _End) -> int:
    if a.infinite or b.infinite:
        return (a.infinite > b.infinite) - (a.infinite < b.infinite)
    order = compare(a.value, b.value)
    if order is None:
        raise NoValue("expected values that compare, but found others")
    return order


def _is_before(a: _End, b: _End) -> bool:
    """Whether the range that ends at `a` lies wholly before the one that starts at `b`."""
    order = _order(a, b)
    return order < 0 or (order == 0 and not (a.included and b.included))


def _starts_earlier(a: _End, b: _End, *, or_equal: bool) -> bool:
    order = _order(a, b)
    if order == 0:
        return (or_equal and a.included == b.included) or (a.included and not b.included)
    return order < 0


def _ends_earlier(a: _End, b: _End, *, or_equal: bool) -> bool:
    order = _order(a, b)
    if order == 0:
        return (or_equal and a.included == b.included) or (b.included and not a.included)
    return order < 0


def _same(a: _End, b: _End) -> bool:
    return _order(a, b) == 0 and a.included == b.included


def _only_ranges(*values: FeelValue) -> None:
    if not all(isinstance(value, Range) for value in values):
        raise NoValue("expected ranges, but found another value")


def _range_last(value: FeelValue) -> None:
    if not isinstance(value, Range):
        raise NoValue("expected a range, but found another value")


@builtin("before", "point1: Any, point2: Any")
@builtin("before", "point: Any, range: Any")
@builtin("before", "range: Any, point: Any")
@builtin("before", "range1: Any, range2: Any")
def before(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether all of the first lies before all of the second."""
    return _is_before(_end(first), _start(second))


@builtin("after", "point1: Any, point2: Any")
@builtin("after", "point: Any, range: Any")
@builtin("after", "range: Any, point: Any")
@builtin("after", "range1: Any, range2: Any")
def after(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether all of the first lies after all of the second."""
    return _is_before(_end(second), _start(first))


@builtin("meets", "range1: Any, range2: Any")
def meets(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether the second starts with the very point the first ends with."""
    _only_ranges(first, second)
    a, b = _end(first), _start(second)
    return a.included and b.included and not a.infinite and not b.infinite and _order(a, b) == 0


@builtin("met by", "range1: Any, range2: Any")
def met_by(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """`meets` the other way round."""
    return meets(run, second, first)


@builtin("overlaps", "range1: Any, range2: Any")
def overlaps(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether they share a point."""
    _only_ranges(first, second)
    return not _is_before(_end(first), _start(second)) and not _is_before(_end(second), _start(first))


@builtin("overlaps before", "range1: Any, range2: Any")
def overlaps_before(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether the first starts earlier, reaches into the second, and does not end later."""
    _only_ranges(first, second)
    starts_earlier = _starts_earlier(_start(first), _start(second), or_equal=False)
    reaches = not _is_before(_end(first), _start(second))
    return starts_earlier and reaches and _ends_earlier(_end(first), _end(second), or_equal=True)


@builtin("overlaps after", "range1: Any, range2: Any")
def overlaps_after(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether the second starts earlier, reaches into the first, and does not end later."""
    return overlaps_before(run, second, first)


@builtin("finishes", "point: Any, range: Any")
@builtin("finishes", "range1: Any, range2: Any")
def finishes(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether both end alike and the first starts no earlier."""
    _range_last(second)
    if not isinstance(first, Range):
        return _end(second).included and _order(_end(first), _end(second)) == 0
    starts_later = _starts_earlier(_start(second), _start(first), or_equal=True)
    return _same(_end(first), _end(second)) and starts_later


@builtin("finished by", "range: Any, point: Any")
@builtin("finished by", "range1: Any, range2: Any")
def finished_by(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """`finishes` the other way round."""
    return finishes(run, second, first)


@builtin("includes", "range: Any, point: Any")
@builtin("includes", "range1: Any, range2: Any")
def includes(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether every point of the second lies in the first."""
    _range_last(first)
    starts = _starts_earlier(_start(first), _start(second), or_equal=True)
    return starts and _ends_earlier(_end(second), _end(first), or_equal=True)


@builtin("during", "point: Any, range: Any")
@builtin("during", "range1: Any, range2: Any")
def during(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """`includes` the other way round."""
    return includes(run, second, first)


@builtin("starts", "point: Any, range: Any")
@builtin("starts", "range1: Any, range2: Any")
def starts(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether both start alike and the first ends no later."""
    _range_last(second)
    if not isinstance(first, Range):
        return _start(second).included and _order(_start(first), _start(second)) == 0
    ends_earlier = _ends_earlier(_end(first), _end(second), or_equal=True)
    return _same(_start(first), _start(second)) and ends_earlier


@builtin("started by", "range: Any, point: Any")
@builtin("started by", "range1: Any, range2: Any")
def started_by(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """`starts` the other way round."""
    return starts(run, second, first)


@builtin("coincides", "point1: Any, point2: Any")
@builtin("coincides", "range1: Any, range2: Any")
def coincides(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether both are the same."""
    if isinstance(first, Range) != isinstance(second, Range):
        raise NoValue("expected two points or two ranges, but found one of each")
    return _same(_start(first), _start(second)) and _same(_end(first), _end(second))
