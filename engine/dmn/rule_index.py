"""An index over the rules of a table: which rules can still hit, as the bits of one integer (measure P8).

Each column maps a value to the rules its cells let through: strings and booleans by hash; numbers, dates and
durations by bisection over the sorted bounds of all cells. Cells that only evaluation can judge let every value
through and are tested afterwards. Rule 1 is bit 0.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.dmn.cells import Bound, Cell, Key, Span, bounds_of, key_of
from engine.feel import FeelValue

MAXIMUM_WORK = 2_000_000
_CellTest: TypeAlias = Callable[[Cell], bool]


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values of a column that no cell tells apart: one of them as text, and the rules they pass."""

    example: str
    mask: int


class ColumnIndex:
    """The rules that one input value passes. `dynamic` are those whose cell must still be evaluated."""

    __slots__ = ("_always", "_booleans", "_orders", "_string_default", "_strings", "dynamic")

    def __init__(self, cells: Sequence[Cell | None]) -> None:
        if _work(cells) > MAXIMUM_WORK:
            cells = [None] * len(cells)
        self.dynamic = sum(1 << index for index, cell in enumerate(cells) if cell is None)
        self._always = self.dynamic | _mask(cells, lambda cell: cell.is_any)
        self._strings, self._string_default = _string_masks(cells, self._always)
        self._booleans = {value: self._always | _boolean_mask(cells, value) for value in (False, True)}
        kinds = {cell.kind for cell in cells if cell is not None and cell.spans}
        self._orders = {kind: _Order(kind, cells, self._always) for kind in kinds}

    def rules_for(self, value: FeelValue) -> int | None:
        """The rules a value may hit, or None for a value the index does not know: then test every cell."""
        if isinstance(value, str):
            return self._strings.get(value, self._string_default)
        if isinstance(value, bool):
            return self._booleans[value]
        kind, key = key_of(value)
        if key is None:
            return None
        order = self._orders.get(kind)
        return self._always if order is None else order.rules_for(key)

    def string_classes(self) -> list[ValueClass]:
        """One class for each string named in a cell, none for the strings no cell names."""
        return [ValueClass(f'"{text}"', mask) for text, mask in self._strings.items()]

    def boolean_classes(self) -> list[ValueClass]:
        """true and false."""
        return [ValueClass(str(value).lower(), mask) for value, mask in self._booleans.items()]

    def ordered_classes(self, kind: str) -> list[ValueClass]:
        """The points and open intervals between all bounds of one kind; one class if there are no bounds."""
        order = self._orders.get(kind)
        return [ValueClass("any value", self._always)] if order is None else order.classes()


class _Order:
    """The rules for values of one ordered kind. Segment 2n is the open interval before bound n, 2n + 1 the bound."""

    __slots__ = ("_bounds", "_keys", "_masks")

    def __init__(self, kind: str, cells: Sequence[Cell | None], always: int) -> None:
        own = [cell if cell is not None and cell.kind == kind else None for cell in cells]
        self._bounds = bounds_of(cell for cell in own if cell is not None)
        self._keys = [bound.key for bound in self._bounds]
        self._masks = [always] * (2 * len(self._keys) + 1)
        for index, cell in enumerate(own):
            if cell is not None:
                self._let_through(cell, 1 << index)

    def rules_for(self, key: Key) -> int:
        """The rules a key passes."""
        position = bisect_left(self._keys, key)
        is_bound = position < len(self._keys) and self._keys[position] == key
        return self._masks[2 * position + is_bound]

    def classes(self) -> list[ValueClass]:
        """All segments, lowest first."""
        return [ValueClass(self._text(segment), mask) for segment, mask in enumerate(self._masks)]

    def _let_through(self, cell: Cell, bit: int) -> None:
        inside = {segment for span in cell.spans for segment in self._segments(span)}
        passing = inside.symmetric_difference(range(len(self._masks))) if cell.negated else inside
        for segment in passing:
            self._masks[segment] |= bit

    def _segments(self, span: Span) -> range:
        first, last = 0, len(self._masks) - 1
        if span.low is not None:
            first = self._segment(span.low) + (0 if span.low_included else 1)
        if span.high is not None:
            last = self._segment(span.high) - (0 if span.high_included else 1)
        return range(first, last + 1)

    def _segment(self, bound: Bound) -> int:
        return 2 * bisect_left(self._keys, bound.key) + 1

    def _text(self, segment: int) -> str:
        position, is_bound = divmod(segment, 2)
        if is_bound:
            return self._bounds[position].text
        if position == 0:
            return f"< {self._bounds[0].text}"
        if position == len(self._bounds):
            return f"> {self._bounds[-1].text}"
        return f"({self._bounds[position - 1].text}..{self._bounds[position].text})"


def bits_of(mask: int) -> list[int]:
    """The positions of the set bits, lowest first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


def _mask(cells: Sequence[Cell | None], accepts: _CellTest) -> int:
    return sum(1 << index for index, cell in enumerate(cells) if cell is not None and accepts(cell))


def _work(cells: Sequence[Cell | None]) -> int:
    return len(cells) * sum(len(cell.spans) * 2 for cell in cells if cell is not None)


def _string_masks(cells: Sequence[Cell | None], always: int) -> tuple[dict[str, int], int]:
    default = always | _mask(cells, lambda cell: bool(cell.strings) and cell.negated)
    named: dict[str, int] = {}
    for index, cell in enumerate(cells):
        for text in cell.strings if cell is not None else ():
            named[text] = named.get(text, default) ^ (1 << index)
    return named, default


def _boolean_mask(cells: Sequence[Cell | None], value: bool) -> int:
    return _mask(cells, lambda cell: bool(cell.booleans) and (value in cell.booleans) != cell.negated)
