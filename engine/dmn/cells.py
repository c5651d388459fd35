"""Table cells whose meaning can be read off the text: literals, number ranges, their lists and negations.

Everything else (names, functions, dates, `?`) is None and stays a compiled unary test. Only exact, escape-free
forms are read, so what is read here and what FEEL evaluates never differ (tests/dmn/test_index.py holds it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"-?(?:\d+(?:\.\d+)?|\.\d+)"
_ITEM = re.compile(
    rf"""\s*(?:
        "(?P<string>[^"\\]*)"
      | (?P<boolean>true|false)\b
      | (?P<open>[\[(\]])\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})\s*(?P<close>[\])\[])
      | (?P<operator><=|>=|<|>)\s*(?P<bound>{_NUMBER})
      | (?P<number>{_NUMBER})(?!\s*\.\.)
    )\s*(?P<end>,|$)""",
    re.VERBOSE,
)
_NEGATION = re.compile(r"\s*not\s*\((?P<inner>.*)\)\s*", re.DOTALL)
_MAX_DIGITS = 34


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of numbers; None is unbounded. A single number is [n..n]."""

    low: Decimal | None
    high: Decimal | None
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """The values a cell accepts. `is_any` accepts all; `negated` accepts the rest of the same type."""

    strings: frozenset[str] = frozenset()
    booleans: frozenset[bool] = frozenset()
    spans: tuple[Span, ...] = ()
    is_any: bool = False
    negated: bool = False

    @property
    def kind(self) -> str:
        """'any', 'string', 'boolean' or 'number'."""
        if self.is_any:
            return "any"
        return "string" if self.strings else "boolean" if self.booleans else "number"


ANYTHING = Cell(is_any=True)


def read_cell(text: str) -> Cell | None:
    """The meaning of a unary tests text, or None when only evaluation can tell."""
    text = text.strip()
    if text in ("", "-"):
        return ANYTHING
    negation = _NEGATION.fullmatch(text)
    if negation is None:
        return _read_items(text, negated=False)
    return _read_items(negation["inner"], negated=True)


def _read_items(text: str, *, negated: bool) -> Cell | None:
    strings, booleans, spans, position = set[str](), set[bool](), list[Span](), 0
    while position < len(text):
        item = _ITEM.match(text, position)
        if item is None:
            return None
        position = item.end()
        if item["end"] == "," and position == len(text):
            return None
        if item["string"] is not None:
            strings.add(item["string"])
        elif item["boolean"] is not None:
            booleans.add(item["boolean"] == "true")
        else:
            span = _read_span(item)
            if span is None:
                return None
            spans.append(span)
    if sum(map(bool, (strings, booleans, spans))) != 1:
        return None
    return Cell(frozenset(strings), frozenset(booleans), tuple(spans), negated=negated)


def _read_span(item: re.Match[str]) -> Span | None:
    texts = [item[group] for group in ("number", "bound", "low", "high") if item[group] is not None]
    if any(len(text) > _MAX_DIGITS for text in texts):
        return None
    numbers = [Decimal(text) for text in texts]
    if item["number"] is not None:
        return Span(numbers[0], numbers[0])
    if item["bound"] is not None:
        return _bounded(item["operator"], numbers[0])
    low, high = numbers
    if low > high:
        return None
    return Span(low, high, item["open"] == "[", item["close"] == "]")


def _bounded(operator: str, bound: Decimal) -> Span:
    if operator.startswith("<"):
        return Span(None, bound, False, operator == "<=")
    return Span(bound, None, operator == ">=", False)
