"""Reads the operators of one filter: a plain value or `{"$gte": …, "$lt": …}` (API 1.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from engine.errors import Invalid
from engine.store.search.fields import FieldType, Operator, Test
from engine.values import Json

_MAX_LIST = 1_000
_MAX_TEXT = 10_000
_KEY = re.compile(r"-?[0-9]{1,25}\Z")
_WORDS = frozenset({Operator.EQ, Operator.NEQ, Operator.EXISTS, Operator.IN, Operator.NOT_IN, Operator.LIKE})
_ORDERED = frozenset(Operator) - {Operator.LIKE, Operator.NOT_IN}
_OPERATORS: Mapping[FieldType, frozenset[Operator]] = {
    FieldType.KEY: _WORDS,
    FieldType.TEXT: _WORDS,
    FieldType.ENUM: _WORDS,
    FieldType.INTEGER: _ORDERED,
    FieldType.MOMENT: _ORDERED,
    FieldType.BOOLEAN: frozenset({Operator.EQ, Operator.NEQ, Operator.EXISTS}),
    FieldType.JSON: frozenset(),
}


def read_tests(name: str, value: Json, type_: FieldType, names: Mapping[str, object]) -> tuple[Test, ...]:
    """The tests that the filter `name` asks for; `names` are the members of an enum. Raises Invalid."""
    if not isinstance(value, dict):
        return (Test(Operator.EQ, _operand(name, value, type_, names)),)
    return tuple(_test(name, word, operand, type_, names) for word, operand in value.items() if operand is not None)


def _test(name: str, word: str, operand: Json, type_: FieldType, names: Mapping[str, object]) -> Test:
    allowed = _OPERATORS[type_]
    if word not in allowed:
        raise Invalid(f"expected one of {', '.join(sorted(allowed))} in filter '{name}', but found '{word[:40]}'")
    operator = Operator(word)
    match operator:
        case Operator.EXISTS:
            return Test(operator, _boolean(name, operand))
        case Operator.LIKE:
            return Test(operator, _text(name, operand))
        case Operator.IN | Operator.NOT_IN:
            return Test(operator, _list(name, operand, type_, names))
        case _:
            return Test(operator, _operand(name, operand, type_, names))


def _list(name: str, operand: Json, type_: FieldType, names: Mapping[str, object]) -> tuple[object, ...]:
    if not isinstance(operand, list) or len(operand) > _MAX_LIST:
        raise Invalid(f"expected a list of at most {_MAX_LIST} values in filter '{name}', but found another value")
    return tuple(_operand(name, value, type_, names) for value in operand)


def _operand(name: str, value: Json, type_: FieldType, names: Mapping[str, object]) -> object:
    match type_:
        case FieldType.KEY:
            return _key(name, value)
        case FieldType.INTEGER:
            return _integer(name, value)
        case FieldType.BOOLEAN:
            return _boolean(name, value)
        case FieldType.MOMENT:
            return moment(name, value)
        case FieldType.ENUM:
            if not isinstance(value, str) or value not in names:
                raise Invalid(f"expected one of {', '.join(names)} in filter '{name}', but found {_found(value)}")
            return value
        case _:
            return _text(name, value)


def moment(name: str, value: Json) -> datetime:
    """A moment with an offset, in UTC. Raises Invalid naming the field."""
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
            if found.tzinfo is not None:
                return found.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise Invalid(f"expected '{name}' to be a date-time with an offset (RFC 3339), but found {_found(value)}")


def _key(name: str, value: Json) -> int:
    if isinstance(value, str) and _KEY.match(value):
        # No key is that long: such a number finds nothing, and the database could not take it.
        return int(value) if abs(int(value)) < 2**63 else -1
    raise Invalid(f"expected a key of 1 to 25 decimal digits as a string in '{name}', but found {_found(value)}")


def _integer(name: str, value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    raise Invalid(f"expected a whole number of 64 bits in filter '{name}', but found {_found(value)}")


def _boolean(name: str, value: Json) -> bool:
    if isinstance(value, bool):
        return value
    raise Invalid(f"expected true or false in filter '{name}', but found {_found(value)}")


def _text(name: str, value: Json) -> str:
    if isinstance(value, str) and len(value) <= _MAX_TEXT:
        return value
    raise Invalid(f"expected a string of at most {_MAX_TEXT} characters in '{name}', but found {_found(value)}")


def _found(value: Json) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"a {type(value).__name__} of {len(text)} characters"
