"""Conditions of a search as SQL, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, func, literal, not_, or_, true

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.search.fields import Condition, Extra, Field, FieldType, Operator, Test

_MILLISECOND = timedelta(milliseconds=1)
_ORDERED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.GT: gt,
    Operator.GTE: ge,
    Operator.LT: lt,
    Operator.LTE: le,
}


def condition(tx: Tx, actor: Actor, wanted: Condition) -> ColumnElement[bool]:
    """The SQL of one condition."""
    if isinstance(wanted.of, Extra):
        return wanted.of.build(tx, actor, wanted.operand)
    return and_(true(), *(_test(tx, wanted.of, test) for test in wanted.operand))


def matches(tx: Tx, expression: ColumnElement[Any], tests: Sequence[Test]) -> ColumnElement[bool]:
    """All `tests` on a text expression."""
    return and_(true(), *(_compare(tx, expression, test.operator, test.operand) for test in tests))


def matches_any(tx: Tx, expressions: Sequence[ColumnElement[Any]], test: Test) -> ColumnElement[bool]:
    """`test` on a list: a positive test holds for one of `expressions`, a negative one for none."""
    opposite = {Operator.NEQ: Operator.EQ, Operator.NOT_IN: Operator.IN}.get(test.operator)
    operator = opposite or test.operator
    found = or_(false(), *(_compare(tx, expression, operator, test.operand) for expression in expressions))
    return not_(found) if opposite else found


def is_like(tx: Tx, expression: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """Whether the text matches `pattern`: `*` any run, `?` one character, a backslash takes the next one literally.

    SQLite's LIKE ignores case, its GLOB does not; PostgreSQL's LIKE does not.
    """
    if tx.is_sqlite:
        return expression.op("GLOB", is_comparison=True)(_glob(pattern))
    return expression.like(_like(pattern), escape="\\")


def holds_word(tx: Tx, expression: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether `text` occurs in the expression, case-sensitive."""
    position = func.instr if tx.is_sqlite else func.strpos
    found: ColumnElement[bool] = position(expression, text) > 0
    return found


def _test(tx: Tx, field: Field, test: Test) -> ColumnElement[bool]:
    if field.type is FieldType.ENUM:
        return _enum(tx, field, test)
    if field.type is FieldType.MOMENT and isinstance(test.operand, datetime):
        return _moment(field.expression, test.operator, test.operand)
    if field.type is FieldType.MOMENT and test.operator is Operator.IN and isinstance(test.operand, tuple):
        return or_(false(), *(_moment(field.expression, Operator.EQ, moment) for moment in test.operand))
    if field.type is FieldType.KEY and test.operator is Operator.LIKE:
        return is_like(tx, cast(field.expression, String), str(test.operand))
    if field.type is FieldType.BOOLEAN and test.operator is Operator.EQ:
        # The condition itself and no comparison with it: only so an index can begin with the rows that meet it.
        return field.expression if test.operand else not_(field.expression)
    return _compare(tx, field.expression, test.operator, test.operand)


def _compare(tx: Tx, expression: ColumnElement[Any], operator: Operator, operand: Any) -> ColumnElement[bool]:
    match operator:
        case Operator.EQ:
            return expression == literal(operand)
        case Operator.NEQ:
            return or_(expression.is_(None), expression != literal(operand))
        case Operator.EXISTS:
            return expression.is_not(None) if operand else expression.is_(None)
        case Operator.IN:
            return expression.in_(operand)
        case Operator.NOT_IN:
            return or_(expression.is_(None), expression.not_in(operand))
        case Operator.LIKE:
            return is_like(tx, expression, str(operand))
        case Operator.GT | Operator.GTE | Operator.LT | Operator.LTE:
            ordered: ColumnElement[bool] = _ORDERED[operator](expression, operand)
            return ordered


def _enum(tx: Tx, field: Field, test: Test) -> ColumnElement[bool]:
    match test.operator:
        case Operator.EXISTS:
            return field.expression.is_not(None) if test.operand else field.expression.is_(None)
        case Operator.LIKE:
            names = [name for name in field.values if _is_name_like(name, str(test.operand))]
        case Operator.IN | Operator.NOT_IN:
            names = [str(name) for name in test.operand] if isinstance(test.operand, tuple) else []
        case _:
            names = [str(test.operand)]
    stored = sorted({value for name in names for value in field.values[name]})
    if test.operator in (Operator.NEQ, Operator.NOT_IN):
        return or_(field.expression.is_(None), field.expression.not_in(stored))
    return field.expression.in_(stored)


def _moment(expression: ColumnElement[Any], operator: Operator, moment: datetime) -> ColumnElement[bool]:
    """Moments leave with milliseconds and are stored finer: two within one millisecond are equal."""
    begin = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    end = begin + _MILLISECOND
    match operator:
        case Operator.NEQ:
            return or_(expression.is_(None), expression < begin, expression >= end)
        case Operator.GT:
            return expression >= end
        case Operator.GTE:
            return expression >= begin
        case Operator.LT:
            return expression < begin
        case Operator.LTE:
            return expression < end
        case _:
            return and_(expression >= begin, expression < end)


def _glob(pattern: str) -> str:
    parts = []
    for character, is_literal in _characters(pattern):
        if is_literal:
            parts.append(f"[{character}]" if character in "*?[" else character)
        else:
            parts.append(character)
    return "".join(parts)


def _like(pattern: str) -> str:
    parts = []
    for character, is_literal in _characters(pattern):
        if is_literal:
            parts.append("\\" + character if character in "%_\\" else character)
        else:
            parts.append("%" if character == "*" else "_")
    return "".join(parts)


def _characters(pattern: str) -> list[tuple[str, bool]]:
    """Each character of a pattern with whether it stands for itself."""
    found: list[tuple[str, bool]] = []
    rest = iter(pattern)
    for character in rest:
        if character == "\\":
            found.append((next(rest, "\\"), True))
        else:
            found.append((character, character not in "*?"))
    return found


def _is_name_like(name: str, pattern: str) -> bool:
    """`is_like` in Python, for the few names of an enum."""
    positions = {0}
    for character, is_literal in _characters(pattern):
        if not is_literal and character == "*":
            positions = set(range(min(positions), len(name) + 1)) if positions else set()
        else:
            positions = {at + 1 for at in positions if at < len(name) and (not is_literal or name[at] == character)}
    return len(name) in positions
