"""What Camunda's engines have beyond the standard (F25)."""

import base64
import binascii
import json
import re
from decimal import Decimal, InvalidOperation

from engine.feel.builtins.registry import builtin
from engine.feel.errors import FeelFailure
from engine.feel.json_text import json_text
from engine.feel.limits import MAX_RESULT_DEPTH, check_string
from engine.feel.numbers import CONTEXT, whole
from engine.feel.results import check_result
from engine.feel.scope import Run
from engine.feel.temporal_text import format_duration
from engine.feel.values import Duration, FeelValue, NoValue, Number

_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")


@builtin("is defined", "value: Any")
def is_defined(run: Run, value: FeelValue) -> bool:
    """Whether a name exists; the compiler looks at names itself, every other value is defined."""
    return True


@builtin("get or else", "value: Any, default: Any")
def get_or_else(run: Run, value: FeelValue, default: FeelValue) -> FeelValue:
    """The value, or the default for null."""
    return default if value is None else value


@builtin("assert", "value: Any, condition: Any, cause?: string|null")
def assert_value(run: Run, value: FeelValue, condition: FeelValue, cause: str | None = None) -> FeelValue:
    """The value, if the condition is true; else the evaluation fails (F30)."""
    if condition is not True:
        raise FeelFailure("assert", cause or "expected the condition of assert to be true, but it is not")
    return value


@builtin("fromAi", "value: Any, options...: Any")
def from_ai(run: Run, value: FeelValue, *options: FeelValue) -> FeelValue:
    """The value itself."""
    return value


@builtin("uuid")
def uuid(run: Run) -> str:
    """A fresh identifier of the caller's making (F26)."""
    if run.environment.uuid is None:
        raise NoValue("expected a source of identifiers, but there is none here")
    return run.environment.uuid()


@builtin("random number")
def random_number(run: Run) -> Number:
    """A number from 0 up to 1 of the caller's making (F26)."""
    if run.environment.random is None:
        raise NoValue("expected a source of random numbers, but there is none here")
    return run.environment.random()


@builtin("to base64", "value: string")
def to_base64(run: Run, text: str) -> str:
    """The UTF-8 bytes of a text in base64."""
    run.charge(1 + len(text) // 256)
    encoded = base64.b64encode(_bytes(text)).decode()
    check_string(len(encoded))
    return encoded


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@builtin("from base64", "value: string")
def from_base64(run: Run, text: str) -> str:
    """The text of base64 bytes."""
    run.charge(1 + len(text) // 256)
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        raise NoValue("expected base64 of a text, but found another string") from None


@builtin("to json", "value: Any")
def to_json_text(run: Run, value: FeelValue) -> str:
    """JSON text of a value, as it would be stored (D3)."""
    check_result(value)
    text = json_text(value)
    run.charge(1 + len(text) // 64)
    check_string(len(text))
    return text


@builtin("from json", "value: string")
def from_json(run: Run, text: str) -> FeelValue:
    """The value of JSON text; numbers stay exact."""
    run.charge(1 + len(text) // 32)
    if _depth(text) > MAX_RESULT_DEPTH:
        raise NoValue(f"expected JSON nested at most {MAX_RESULT_DEPTH} deep, but found more")
    try:
        value: FeelValue = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_refuse)
    except (ValueError, InvalidOperation, RecursionError):
        raise NoValue("expected JSON, but found another string") from None
    return check_result(value)


def _number(text: str) -> Decimal:
    return CONTEXT.create_decimal(text)


def _refuse(text: str) -> FeelValue:
    raise ValueError(text)


def _depth(text: str) -> int:
    """How deep the JSON nests."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


@builtin("cycle", "interval: days and time duration")
@builtin("cycle", "interval: years and months duration")
def endless_cycle(run: Run, interval: Duration) -> str:
    """The text of an endless timer cycle."""
    return f"R/{format_duration(interval)}"


@builtin("cycle", "repetitions: number|null, interval: days and time duration")
@builtin("cycle", "repetitions: number|null, interval: years and months duration")
def cycle(run: Run, repetitions: Number | None, interval: Duration) -> str:
    """The text of a timer cycle; null repetitions are endless."""
    if repetitions is None:
        return endless_cycle(run, interval)
    count = whole(repetitions)
    if count is None or count < 0:
        raise NoValue(f"expected a whole number of repetitions, but found {repetitions}")
    return f"R{count}/{format_duration(interval)}"
