"""JSON in, JSON out (D2, D3): case variables become FEEL values and results become case variables."""

from datetime import datetime
from decimal import Decimal
from typing import cast

from engine.feel.errors import FeelFailure
from engine.feel.limits import MAX_RESULT_DEPTH
from engine.feel.numbers import DIGITS, exact_number
from engine.feel.temporal import (
    DayTimeDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    YearMonthDuration,
    from_python,
)
from engine.feel.temporal_text import format_temporal
from engine.feel.types import type_of
from engine.feel.values import FeelFunction, FeelValue, Range

PLAIN: frozenset[type] = frozenset(
    {
        type(None),
        bool,
        str,
        int,
        Decimal,
        FeelDate,
        FeelTime,
        FeelDateTime,
        DayTimeDuration,
        YearMonthDuration,
        Range,
    }
)

# Numbers are looked at: a Decimal may be NaN.
_TAKEN_AS_IS = PLAIN - {Decimal}


def to_feel(value: object) -> FeelValue:
    """The FEEL value of JSON data; FEEL values stay as they are. Strings never become dates (F4).

    Lists and objects without floats are shared, not copied. Raises TypeError for anything else.
    """
    if type(value) in PLAIN:
        return _finite(value)
    if isinstance(value, dict):
        return _context(value)
    if isinstance(value, list | tuple):
        return _list(value)
    if isinstance(value, FeelFunction):
        return value
    if isinstance(value, datetime):
        return from_python(value)
    if isinstance(value, str):
        return str(value)
    number = exact_number(value)
    if number is None:
        raise TypeError(f"expected JSON data, but found {type(value).__name__}")
    return number


def _finite(value: object) -> FeelValue:
    if isinstance(value, Decimal) and not value.is_finite():
        raise TypeError("expected a finite number, but found NaN or infinity")
    return value


def _context(value: dict[object, object]) -> dict[str, object]:
    changed = False
    result: dict[str, object] = {}
    for key, item in value.items():
        adopted = item if type(item) in _TAKEN_AS_IS else to_feel(item)
        changed = changed or adopted is not item or not isinstance(key, str)
        result[str(key)] = adopted
    return result if changed else cast(dict[str, object], value)


def _list(value: list[object] | tuple[object, ...]) -> list[object]:
    result = [item if type(item) in _TAKEN_AS_IS else to_feel(item) for item in value]
    if isinstance(value, list) and all(map(_same, result, value)):
        return value
    return result


def _same(a: object, b: object) -> bool:
    return a is b


def to_json(value: FeelValue) -> object:
    """What is stored for a FEEL value: integral numbers as int, other numbers as Decimal, temporal values as ISO text.

    Always a fresh copy. Raises FeelFailure `unstorable` for functions and ranges, `limit` below depth 32 (D4).
    """
    return _stored(value, 0)


def _stored(value: FeelValue, depth: int) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if depth > MAX_RESULT_DEPTH:
        raise FeelFailure("limit", f"expected data nested at most {MAX_RESULT_DEPTH} deep, but found more")
    if isinstance(value, list):
        return [_stored(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _stored(item, depth + 1) for key, item in value.items()}
    if isinstance(value, FeelDate | FeelTime | FeelDateTime | DayTimeDuration | YearMonthDuration):
        return format_temporal(value)
    raise FeelFailure("unstorable", f"expected a value that can be stored, but found a {type_of(value)}")


def _number(value: Decimal) -> int | Decimal:
    if value.adjusted() < DIGITS:
        integer = int(value)
        if integer == value:
            return integer
    return value
