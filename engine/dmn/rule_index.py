"""An index over the rules of a table: which rules can still hit, as the bits of one integer (measure P8).

Each column maps a value to the rules its cells let through: strings and booleans by hash, numbers by bisection
over the sorted bounds of all cells. Cells that only evaluation can judge let every value through and are tested
afterwards. Rule 1 is bit 0.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from engine.dmn.cells import Cell, Span

MAXIMUM_WORK = 2_000_000
_CellTest: TypeAlias = Callable[[Cell | None], bool]


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values of a column that no cell tells apart: one of them as text, and the rules they pass."""

    example: str
    mask: int


class ColumnIndex:
    """The rules that one input value passes. `dynamic` are those whose cell must still be evaluated."""

    __slots__ = ("_booleans", "_bounds", "_segments", "_string_default", "_strings", "dynamic", "everything")

    def __init__(self, cells: Sequence[Cell | None], *, extra_bounds: Sequence[Decimal] = ()) -> None:
        if _work(cells) > MAXIMUM_WORK:
            cells = [None] * len(cells)
        self.everything = (1 << len(cells)) - 1
        self.dynamic = _mask(cells, lambda cell: cell is None)
        always = self.dynamic | _mask(cells, lambda cell: cell is not None and cell.is_any)
        self._strings, self._string_default = _string_masks(cells, always)
        self._booleans = {value: always | _boolean_mask(cells, value) for value in (False, True)}
        self._bounds = sorted({*extra_bounds, *(bound for cell in cells if cell for bound in _bounds_of(cell))})
        self._segments = _segment_masks(cells, self._bounds, always)

    def rules_for(self, value: object) -> int | None:
        """The rules a value may hit, or None for a type the index does not know: then test every cell."""
        if isinstance(value, str):
            return self._strings.get(value, self._string_default)
        if isinstance(value, bool):
            return self._booleans[value]
        if isinstance(value, (int, Decimal)):
            return self._segments[self._segment_of(value)]
        return None

    def _segment_of(self, value: int | Decimal) -> int:
        position = bisect_left(self._bounds, value)
        is_bound = position < len(self._bounds) and self._bounds[position] == value
        return 2 * position + is_bound

    def string_classes(self) -> list[ValueClass]:
        """One class for each string named in a cell, none for the strings no cell names."""
        return [ValueClass(f'"{text}"', mask) for text, mask in self._strings.items()]

    def boolean_classes(self) -> list[ValueClass]:
        """true and false."""
        return [ValueClass(str(value).lower(), mask) for value, mask in self._booleans.items()]

    def number_classes(self, within: Sequence[Span] = ()) -> list[ValueClass]:
        """The points and open intervals between all bounds; with `within` only those inside one of its spans."""
        inside = {segment for span in within for segment in _segments_of(span, self._bounds)}
        return [
            ValueClass(_segment_text(segment, self._bounds), mask)
            for segment, mask in enumerate(self._segments)
            if not within or segment in inside
        ]


def bits_of(mask: int) -> list[int]:
    """The positions of the set bits, lowest first."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


def _mask(cells: Sequence[Cell | None], accepts: _CellTest) -> int:
    return sum(1 << index for index, cell in enumerate(cells) if accepts(cell))


def _work(cells: Sequence[Cell | None]) -> int:
    return len(cells) * sum(len(cell.spans) * 2 for cell in cells if cell is not None)


def _string_masks(cells: Sequence[Cell | None], always: int) -> tuple[dict[str, int], int]:
    named: dict[str, int] = {}
    negated_all = _mask(cells, lambda cell: cell is not None and bool(cell.strings) and cell.negated)
    default = always | negated_all
    for index, cell in enumerate(cells):
        for text in cell.strings if cell is not None else ():
            named[text] = named.get(text, default) ^ (1 << index)
    return named, default


def _boolean_mask(cells: Sequence[Cell | None], value: bool) -> int:
    return _mask(
        cells, lambda cell: cell is not None and bool(cell.booleans) and (value in cell.booleans) != cell.negated
    )


def _bounds_of(cell: Cell) -> list[Decimal]:
    return [bound for span in cell.spans for bound in (span.low, span.high) if bound is not None]


def _segment_masks(cells: Sequence[Cell | None], bounds: Sequence[Decimal], always: int) -> list[int]:
    count = 2 * len(bounds) + 1
    masks = [always] * count
    for index, cell in enumerate(cells):
        if cell is None or not cell.spans:
            continue
        inside = {segment for span in cell.spans for segment in _segments_of(span, bounds)}
        passing = inside.symmetric_difference(range(count)) if cell.negated else inside
        for segment in passing:
            masks[segment] |= 1 << index
    return masks


def _segments_of(span: Span, bounds: Sequence[Decimal]) -> range:
    first, last = 0, 2 * len(bounds)
    if span.low is not None:
        first = 2 * bisect_left(bounds, span.low) + (1 if span.low_included else 2)
    if span.high is not None:
        last = 2 * bisect_left(bounds, span.high) + (1 if span.high_included else 0)
    return range(first, last + 1)


def _segment_text(segment: int, bounds: Sequence[Decimal]) -> str:
    position, is_bound = divmod(segment, 2)
    if is_bound:
        return str(bounds[position])
    if not bounds:
        return "any number"
    if position == 0:
        return f"< {bounds[0]}"
    if position == len(bounds):
        return f"> {bounds[-1]}"
    return f"({bounds[position - 1]}..{bounds[position]})"
