"""Boxed filters and iterators as closures (dialect N7): the same meaning as FEEL's `[…]`, `for`, `some`, `every`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.dmn.elements import Boxed, BoxedFilter, BoxedIterator, IteratorKind, Literal
from engine.dmn.findings import Place
from engine.dmn.functions import fit
from engine.dmn.nodes import Logic, Scope
from engine.dmn.session import Session
from engine.feel import FeelDate, FeelValue, Range, type_of

if TYPE_CHECKING:
    from engine.dmn.compiling import Compiler

MAXIMUM_ITERATIONS = 10_000
_BARE_RANGE = re.compile(r"[^\[\](){}\"]+\.\.[^\[\](){}\"]+")


def box_filter(compiler: Compiler, boxed: BoxedFilter, names: frozenset[str]) -> Logic:
    """The items for which `match` is true, or the item at the position `match` gives."""
    source = compiler.logic(boxed.source, names)
    match = compiler.logic(boxed.match, names | {"item"} | compiler.entry_names)
    place = boxed.place

    def evaluate(scope: Scope, session: Session) -> FeelValue:
        items = _as_list(source(scope, session))
        if items is None:
            session.warn("NOT_A_LIST", "expected a list to filter, but found null", place)
            return None
        kept: list[FeelValue] = []
        for item in items:
            session.charge(1)
            verdict = match(_item_scope(scope, item), session)
            if isinstance(verdict, (int, Decimal)) and not isinstance(verdict, bool):
                return _item_at(items, verdict)
            if verdict is True:
                kept.append(item)
            elif verdict is not False and verdict is not None:
                session.warn(
                    "NOT_A_BOOLEAN", f"expected true or false in the filter, but found a {type_of(verdict)}", place
                )
        return kept

    return evaluate


def iterator(compiler: Compiler, boxed: BoxedIterator, names: frozenset[str]) -> Logic:
    """A loop over the items of the source, one at a time in `variable`; `for` also sees `partial`."""
    source = compiler.logic(_spelt_out(boxed.source), names)
    source_type = compiler.types.resolve(boxed.source_type_ref, boxed.place)
    own_names = {boxed.variable} | ({"partial"} if boxed.kind is IteratorKind.FOR else set())
    body = compiler.logic(boxed.body, names | own_names)
    place, variable, kind = boxed.place, boxed.variable, boxed.kind
    # Copying `partial` for each item costs its square: only where the body can ask for it.
    wants_partial = "partial" in repr(boxed.body)

    def evaluate(scope: Scope, session: Session) -> FeelValue:
        value = fit(source(scope, session), source_type, session, place, "the list to iterate")
        items = _iterable(value, session, place)
        if items is None:
            return None
        if kind is IteratorKind.FOR:
            return _collect(items, scope, session)
        return _quantify(items, scope, session, decisive=kind is IteratorKind.SOME)

    def _collect(items: Iterable[FeelValue], scope: Scope, session: Session) -> FeelValue:
        partial: list[FeelValue] = []
        for item in items:
            session.charge(1)
            inner = {**scope, variable: item}
            if wants_partial:
                session.charge(len(partial) // 10)
                inner["partial"] = list(partial)
            partial.append(body(inner, session))
        return partial

    def _quantify(items: Iterable[FeelValue], scope: Scope, session: Session, *, decisive: bool) -> FeelValue:
        """`some` is decided by the first true, `every` by the first false; else null if any verdict was null."""
        undecided = False
        for item in items:
            session.charge(1)
            verdict = body({**scope, variable: item}, session)
            if verdict is decisive:
                return decisive
            undecided = undecided or verdict is not (not decisive)
        return None if undecided else not decisive

    return evaluate


def _spelt_out(source: Boxed) -> Boxed:
    """`1..4` is no FEEL expression by itself, only after `for … in`: read it there."""
    if not isinstance(source, Literal) or not _BARE_RANGE.fullmatch(source.text):
        return source
    return replace(source, text=f"for number in {source.text} return number")


def _as_list(value: FeelValue) -> list[FeelValue] | None:
    if value is None:
        return None
    return value if isinstance(value, list) else [value]


def _item_scope(scope: Scope, item: FeelValue) -> Scope:
    if isinstance(item, dict):
        return {**scope, "item": item, **item}
    return {**scope, "item": item}


def _item_at(items: list[FeelValue], position: int | Decimal) -> FeelValue:
    index = int(position)
    if index != position or index == 0 or abs(index) > len(items):
        return None
    return items[index - 1 if index > 0 else index]


def _iterable(value: FeelValue, session: Session, place: Place) -> Iterable[FeelValue] | None:
    items = _range_items(value) if isinstance(value, Range) else _as_list(value)
    if items is None:
        session.warn("NOT_A_LIST", "expected a list to iterate, but found none", place)
    return items


def _range_items(bounds: Range) -> list[FeelValue] | None:
    """The whole numbers or days of a closed range, up or down; None for any other range or too many."""
    low, high = bounds.start, bounds.end
    if not (bounds.start_included and bounds.end_included):
        return None
    if isinstance(low, FeelDate) and isinstance(high, FeelDate):
        numbers = _steps(low.number, high.number)
        return None if numbers is None else [FeelDate.from_number(number) for number in numbers]
    if isinstance(low, (int, Decimal)) and isinstance(high, (int, Decimal)) and low == int(low) and high == int(high):
        numbers = _steps(int(low), int(high))
        return None if numbers is None else list(numbers)
    return None


def _steps(first: int, last: int) -> range | None:
    if abs(last - first) >= MAXIMUM_ITERATIONS:
        return None
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)
