"""FEEL text of a value (parses to the same value) and what `string()` makes of it."""

from decimal import Decimal

from engine.feel.numbers import plain
from engine.feel.scanner import is_plain_name
from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration
from engine.feel.temporal_text import format_temporal
from engine.feel.values import FeelFunction, FeelValue, Range

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def format_value(value: FeelValue) -> str:
    """FEEL text that evaluates to the same value; a function gives its signature, which does not parse."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_escaped(character) for character in value) + '"'
    if isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, list):
        return "[" + ", ".join(format_value(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {format_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, FeelDate | FeelTime | FeelDateTime | DayTimeDuration | YearMonthDuration):
        return f'@"{format_temporal(value)}"'
    if isinstance(value, Range):
        return _range(value)
    return _function(value)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\u{code:04x}" if code < 32 or code == 0x7F or 0xD800 <= code <= 0xDFFF else character


def _key(key: str) -> str:
    return key if is_plain_name(key) else format_value(key)


def _range(value: Range) -> str:
    if value.start is None:
        return f"(<{'=' if value.end_included else ''} {format_value(value.end)})"
    if value.end is None:
        return f"(>{'=' if value.start_included else ''} {format_value(value.start)})"
    opening = "[" if value.start_included else "("
    closing = "]" if value.end_included else ")"
    return f"{opening}{format_value(value.start)}..{format_value(value.end)}{closing}"


def _function(value: FeelValue) -> str:
    names = ", ".join(parameter.name for parameter in value.parameters) if isinstance(value, FeelFunction) else ""
    return f"function({names})"


def to_text(value: FeelValue) -> str:
    """What `string(value)` gives: plain text for strings, ISO text for temporal values, FEEL text for the rest."""
    if isinstance(value, str):
        return value
    if isinstance(value, FeelDate | FeelTime | FeelDateTime | DayTimeDuration | YearMonthDuration):
        return format_temporal(value)
    return format_value(value)
