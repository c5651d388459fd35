"""Table cells whose meaning is constant: literals, ranges and comparisons, joined by "or", maybe negated.

Everything else (names, functions, `?`) is None and stays a compiled unary test. What is read here and what FEEL
evaluates never differ; tests/dmn/test_index.py holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from engine.feel import FeelValue, Range, SimpleTest, UnaryTests, format_value
from engine.feel.equality import sort_key

Key: TypeAlias = int | Decimal


@dataclass(frozen=True, slots=True)
class Bound:
    """The end of an interval: its place in the order of its kind, and how people write it."""

    key: Key
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """An interval; None is unbounded. A single value is closed at both ends by the same bound."""

    low: Bound | None
    high: Bound | None
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """The values a cell accepts; `negated` accepts the rest of the same kind.

    `kind` is 'any', 'string', 'boolean', or an ordered kind of FEEL ('number', 'date', 'days' …) whose values lie
    in `spans`.
    """

    kind: str
    strings: frozenset[str] = frozenset()
    booleans: frozenset[bool] = frozenset()
    spans: tuple[Span, ...] = ()
    negated: bool = False

    @property
    def is_any(self) -> bool:
        """Whether every value is accepted."""
        return self.kind == "any"


ANYTHING = Cell("any")


def read_cell(tests: UnaryTests) -> Cell | None:
    """The meaning of constant unary tests, or None when only evaluation can tell."""
    if tests.always:
        return ANYTHING
    if not tests.simple:
        return None
    parts = [_read_test(test) for test in tests.simple]
    known = [part for part in parts if part is not None]
    kinds = {part.kind for part in known}
    if len(known) < len(parts) or len(kinds) != 1:
        return None
    return Cell(
        kinds.pop(),
        frozenset().union(*(part.strings for part in known)),
        frozenset().union(*(part.booleans for part in known)),
        tuple(span for part in known for span in part.spans),
        negated=tests.negated,
    )


def key_of(value: FeelValue) -> tuple[str, Key | None]:
    """The ordered kind of a value and its place in that order; kind '' for values without one."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return "number", value
    kind, key = sort_key(value)
    return (kind, key) if isinstance(key, (int, Decimal)) else ("", None)


def _read_test(test: SimpleTest) -> Cell | None:
    if test.operator == "in":
        return _read_range(test.value) if isinstance(test.value, Range) else None
    if test.operator == "=" and isinstance(test.value, str):
        return Cell("string", strings=frozenset({test.value}))
    if test.operator == "=" and isinstance(test.value, bool):
        return Cell("boolean", booleans=frozenset({test.value}))
    kind, bound = _bound(test.value)
    if bound is None or test.operator == "!=":
        return None
    if test.operator == "=":
        return Cell(kind, spans=(Span(bound, bound),))
    included = test.operator in ("<=", ">=")
    below = test.operator.startswith("<")
    return Cell(kind, spans=(Span(None, bound, False, included) if below else Span(bound, None, included, False),))


def _read_range(bounds: Range) -> Cell | None:
    ends = [_bound(end) for end in (bounds.start, bounds.end) if end is not None]
    kinds = {kind for kind, _ in ends}
    if len(kinds) != 1 or any(bound is None for _, bound in ends):
        return None
    low = None if bounds.start is None else ends[0][1]
    high = None if bounds.end is None else ends[-1][1]
    if low is not None and high is not None and low.key > high.key:
        return None
    return Cell(kinds.pop(), spans=(Span(low, high, bounds.start_included, bounds.end_included),))


def _bound(value: FeelValue) -> tuple[str, Bound | None]:
    kind, key = key_of(value)
    return kind, None if key is None else Bound(key, format_value(value))


def bounds_of(cells: Iterable[Cell]) -> list[Bound]:
    """All bounds of these cells, each key once, in order."""
    bounds = {
        bound.key: bound
        for cell in cells
        for span in cell.spans
        for bound in (span.low, span.high)
        if bound is not None
    }
    return [bounds[key] for key in sorted(bounds)]
