"""Books as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from api.cli.business.books import Book


def as_table(book: Book) -> str:
    """Title, heads, lines with numbers to the right, then what is wrong."""
    rows = [[str(cell) for cell in line] for line in book.lines]
    heads = [str(head) for head in book.heads]
    widths = [max((_width(row[place]) for row in [heads, *rows]), default=0) for place in range(len(heads))]
    lines = [f"\n{book.title}", _line(heads, widths, rows), *(_line(row, widths, rows) for row in rows)]
    return "\n".join([*lines, *(f"  WRONG: {one}" for one in book.wrong)]) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    shown = []
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        gap = " " * (width - _width(cell))
        shown.append(gap + cell if _is_numeric(row[place] for row in rows) else cell + gap)
    return "  " + "  ".join(shown).rstrip()


def _is_numeric(cells: Iterable[str]) -> bool:
    return all(cell[0] in "-+0123456789" for cell in cells if cell)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
