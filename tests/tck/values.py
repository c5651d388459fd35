"""Values of the kit's test files: XML to FEEL values, and the comparison of expected and actual."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from engine.feel import FeelValue, equal, parse_duration, parse_temporal

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE = Decimal("1e-8")
_NUMBERS = frozenset({"decimal", "double", "float", "integer", "int", "long", "short"})
_TEMPORAL = frozenset({"date", "time", "dateTime"})
_DURATIONS = frozenset({"duration", "dayTimeDuration", "yearMonthDuration"})


def read_value(node: etree._Element | None) -> FeelValue:
    """The FEEL value inside an `inputNode`, `expected`, `component` or `item`."""
    if node is None or _is_nil(node):
        return None
    parts = {etree.QName(child).localname: child for child in node}
    if "component" in parts:
        return {part.get("name", ""): read_value(part) for part in node if etree.QName(part).localname == "component"}
    if "list" in parts:
        return _read_list(parts["list"])
    if "value" in parts:
        return _read_simple(parts["value"])
    return None


def _read_list(node: etree._Element) -> FeelValue:
    return None if _is_nil(node) else [read_value(item) for item in node]


def _is_nil(node: etree._Element) -> bool:
    return node.get(f"{XSI}nil") in ("true", "1")


def _read_simple(node: etree._Element) -> FeelValue:
    if _is_nil(node):
        return None
    text, kind = node.text or "", node.get(f"{XSI}type", "xsd:string").rpartition(":")[2]
    if kind in _NUMBERS:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in _TEMPORAL:
        return _known(parse_temporal(text.strip()), text)
    if kind in _DURATIONS:
        return _known(parse_duration(text.strip()), text)
    return text


def _known(value: FeelValue, text: str) -> FeelValue:
    if value is None:
        raise ValueError(f"expected a date, time or duration, but found {text!r}")
    return value


def is_same(expected: FeelValue, actual: FeelValue) -> bool:
    """Whether the kit would accept `actual`: equal types; numbers within 1e-8 of the larger of 1 and `expected`."""
    if isinstance(expected, (int, Decimal)) and not isinstance(expected, bool):
        return _is_close(Decimal(expected), actual)
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(expected) == len(actual)
            and all(is_same(left, right) for left, right in zip(expected, actual, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and expected.keys() == actual.keys()
            and all(is_same(value, actual[name]) for name, value in expected.items())
        )
    return type(expected) is type(actual) and equal(expected, actual) is True


def _is_close(expected: Decimal, actual: FeelValue) -> bool:
    if isinstance(actual, bool) or not isinstance(actual, (int, Decimal)):
        return False
    return abs(Decimal(actual) - expected) <= TOLERANCE * max(Decimal(1), abs(expected))
