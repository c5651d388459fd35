"""Case values: JSON with exact numbers (dialect D1, D2, D4)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

import orjson

from engine.errors import Invalid, TooLarge

Json: TypeAlias = "None | bool | int | Decimal | str | list[Json] | dict[str, Json]"
Values: TypeAlias = dict[str, Json]

MAX_VALUE_BYTES = 256 * 1024
MAX_CASE_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_ITEMS = 10_000
MAX_DIGITS = 34
_NAME = re.compile(r"[^\W\d]\w{0,127}\Z")
_KEYWORDS = frozenset(
    ("true", "false", "null", "and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every")
    + ("satisfies", "between")
)
_INT64 = 2**63


def dump(value: Json) -> str:
    """JSON text of `value`, numbers exact, keys in their order."""
    return _bytes(value, 0).decode()


def dump_canonical(value: Json) -> bytes:
    """The one byte form of `value`: UTF-8 JSON, keys sorted, no spaces. What is hashed is this."""
    return _bytes(value, orjson.OPT_SORT_KEYS)


def load(text: str | bytes) -> Json:
    """The value of a JSON text: whole numbers as int, others as Decimal.

    Raises Invalid when it is not JSON, or holds NaN, Infinity or a number of more than 34 digits (D2).
    """
    try:
        loaded: Json = json.loads(text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant)
    except RecursionError:
        raise TooLarge(f"expected JSON of depth at most {MAX_DEPTH}, but found deeper nesting") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise Invalid(f"expected JSON, but {error}") from None
    return loaded


def checked_variables(variables: Mapping[str, Json]) -> Values:
    """`variables` when they keep D1 and D4; raises Invalid or TooLarge naming the first that does not."""
    total = 0
    for name, value in variables.items():
        check_name(name)
        _check_shape(name, value, depth=1)
        size = len(dump(value))
        total += size
        if size > MAX_VALUE_BYTES:
            raise TooLarge(f"expected variable '{name}' of at most {MAX_VALUE_BYTES} bytes, but found {size}")
    if total > MAX_CASE_BYTES:
        raise TooLarge(f"expected variables of at most {MAX_CASE_BYTES} bytes in all, but found {total}")
    return dict(variables)


def check_name(name: str) -> None:
    """Raise Invalid unless `name` may name a variable (D1)."""
    if not _NAME.match(name) or name in _KEYWORDS:
        raise Invalid(
            f"expected a variable name of letters, digits and '_' that is no FEEL keyword, but found '{name[:130]}'"
        )


def _check_shape(name: str, value: Json, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise TooLarge(f"expected variable '{name}' of depth at most {MAX_DEPTH}, but it is deeper")
    if isinstance(value, float):
        raise Invalid(f"expected exact numbers in variable '{name}', but found a float")
    if not isinstance(value, (list, dict)):
        return
    if len(value) > MAX_ITEMS:
        raise TooLarge(f"expected lists of at most {MAX_ITEMS} items in variable '{name}', but found {len(value)}")
    for item in value.values() if isinstance(value, dict) else value:
        _check_shape(name, item, depth=depth + 1)


def _bytes(value: Json, option: int) -> bytes:
    try:
        return orjson.dumps(value, default=_number, option=option)
    except TypeError:
        # orjson writes no integer beyond 64 bits; as a Decimal it passes through `_number`.
        return orjson.dumps(_wide(value), default=_number, option=option)


def _wide(value: Json) -> Json:
    if isinstance(value, int) and not isinstance(value, bool) and not -_INT64 <= value < _INT64:
        return Decimal(value)
    if isinstance(value, list):
        return [_wide(item) for item in value]
    if isinstance(value, dict):
        return {name: _wide(item) for name, item in value.items()}
    return value


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"expected a finite number, but found {value}")
        return orjson.Fragment(str(value))
    raise TypeError(f"expected a JSON value, but found {type(value).__name__}")


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > 6144:
        raise ValueError(f"found a number of more than {MAX_DIGITS} digits")
    return number


def _integer(text: str) -> int | Decimal:
    if text == "-0":
        return Decimal(text)  # an int has no such zero, and what was hashed must come back to the letter
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise ValueError(f"found a number of more than {MAX_DIGITS} digits")
    return int(text)


def _constant(text: str) -> None:
    raise ValueError(f"found {text}")
