"""FEEL types: reading them, asking whether a value is of one (`instance of`), and coercion (F11, F13)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration
from engine.feel.values import FeelFunction, FeelValue, Range

_MIDNIGHT_UTC = FeelTime(0, 0, 0, 0, 0)

_CLASSES: dict[str, frozenset[type]] = {
    "number": frozenset({int, Decimal}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "date": frozenset({FeelDate}),
    "time": frozenset({FeelTime}),
    "date and time": frozenset({FeelDateTime}),
    "days and time duration": frozenset({DayTimeDuration}),
    "years and months duration": frozenset({YearMonthDuration}),
    "list": frozenset({list}),
    "context": frozenset({dict}),
    "range": frozenset({Range}),
    "null": frozenset({type(None)}),
}

_SHOWN_DEPTH = 3
_SHOWN_ENTRIES = 8

_ALIASES = {
    "any": "Any",
    "null": "null",
    "datetime": "date and time",
    "daytimeduration": "days and time duration",
    "yearmonthduration": "years and months duration",
}


@dataclass(frozen=True)
class FeelType:
    """A type. `items` are list element, range element or function parameters; `entries` those of a context.

    `test` is set for a declared type with allowed values (DMN item definitions): it must hold as well.
    """

    name: str
    items: tuple["FeelType", ...] | None = None
    entries: tuple[tuple[str, "FeelType"], ...] | None = None
    result: "FeelType | None" = None
    test: Callable[[FeelValue], bool] | None = None

    def __str__(self) -> str:
        return _shown(self, _SHOWN_DEPTH)


def _shown(kind: FeelType, depth: int) -> str:
    """The type as FEEL writes it, cut in depth and width: item definitions may share parts 3**40 times over."""
    if depth == 0:
        return kind.name
    if kind.name == "function" and kind.items is not None:
        items = ", ".join(_shown(item, depth - 1) for item in kind.items[:_SHOWN_ENTRIES])
        return f"function<{items}> -> {_shown(kind.result or ANY, depth - 1)}"
    if kind.entries is not None:
        entries = [f"{name}: {_shown(entry, depth - 1)}" for name, entry in kind.entries[:_SHOWN_ENTRIES]]
        return f"context<{', '.join(entries)}{', …' if len(kind.entries) > _SHOWN_ENTRIES else ''}>"
    if kind.items:
        return f"{kind.name}<{_shown(kind.items[0], depth - 1)}>"
    return kind.name


ANY = FeelType("Any")
NULL = FeelType("null")
NUMBER = FeelType("number")
STRING = FeelType("string")
BOOLEAN = FeelType("boolean")

NAMED_TYPES: Mapping[str, FeelType] = {
    **{name: FeelType(name) for name in (*_CLASSES, "Any", "function")},
    "Null": NULL,
    "day time duration": FeelType("days and time duration"),
    "year month duration": FeelType("years and months duration"),
}


def named_type(name: str) -> FeelType | None:
    """The type of a plain name as DMN files write it (`dateTime`, `date and time`, `Any`); None if unknown."""
    plain = NAMED_TYPES.get(name)
    if plain is not None:
        return plain
    alias = _ALIASES.get(name.lower())
    return FeelType(alias) if alias else None


def list_of(item: FeelType) -> FeelType:
    """The type `list<item>`."""
    return FeelType("list", items=(item,))


def type_of(value: FeelValue) -> str:
    """The plain type name of a value, as warnings show it."""
    kind = type(value)
    for name, classes in _CLASSES.items():
        if kind in classes:
            return name
    return "function" if isinstance(value, FeelFunction) else "an unknown type"


def conforms(value: FeelValue, wanted: FeelType, *, null_fits: bool = True) -> bool:
    """Whether a value is of a type. Inside lists and contexts null always fits."""
    if value is None:
        return wanted.name == "null" or (null_fits and _null_allowed(wanted))
    return _is_of(value, wanted) and (wanted.test is None or wanted.test(value))


def _null_allowed(wanted: FeelType) -> bool:
    return wanted.test is None or wanted.test(None)


def _is_of(value: FeelValue, wanted: FeelType) -> bool:
    name = wanted.name
    if name == "Any":
        return True
    if name == "function":
        return isinstance(value, FeelFunction) and _function_fits(value, wanted)
    if type(value) not in _CLASSES.get(name, frozenset()):
        return False
    if wanted.entries is not None and isinstance(value, dict):
        return all(entry in value and conforms(value[entry], kind) for entry, kind in wanted.entries)
    if not wanted.items:
        return True
    if isinstance(value, list):
        return all(conforms(item, wanted.items[0]) for item in value)
    return isinstance(value, Range) and _range_fits(value, wanted.items[0])


def _range_fits(value: Range, wanted: FeelType) -> bool:
    return conforms(value.start, wanted) and conforms(value.end, wanted)


def _function_fits(value: FeelFunction, wanted: FeelType) -> bool:
    if wanted.items is None:
        return True
    if len(value.parameters) != len(wanted.items):
        return False
    parameters = zip(value.parameters, wanted.items, strict=True)
    if not all(specialises(given, parameter.type or ANY) for parameter, given in parameters):
        return False
    return wanted.result is None or specialises(value.result or ANY, wanted.result)


def specialises(narrow: FeelType, wide: FeelType) -> bool:
    """Whether every value of `narrow` is a value of `wide` (the conformance relation of DMN 10.3.2.9)."""
    if wide.name == "Any" or narrow.name == "null":
        return True
    if narrow.name != wide.name:
        return False
    if wide.entries is not None:
        own = dict(narrow.entries or ())
        return all(name in own and specialises(own[name], kind) for name, kind in wide.entries)
    if not wide.items:
        return True
    if narrow.items is None or len(narrow.items) != len(wide.items):
        return False
    if wide.name == "function":
        pairs = zip(wide.items, narrow.items, strict=True)
        return all(specialises(w, n) for w, n in pairs) and specialises(narrow.result or ANY, wide.result or ANY)
    return specialises(narrow.items[0], wide.items[0])


def coerce(value: FeelValue, wanted: FeelType) -> tuple[bool, FeelValue]:
    """Fit a value to a declared type (F11): list of one <-> element, date -> date and time at midnight UTC.

    Returns (True, fitting value) or (False, None).
    """
    if conforms(value, wanted):
        return True, value
    if isinstance(value, list) and wanted.name != "list" and len(value) == 1:
        return coerce(value[0], wanted)
    if wanted.name == "list" and value is not None and not isinstance(value, list):
        fits, item = coerce(value, wanted.items[0]) if wanted.items else (True, value)
        return (True, [item]) if fits and conforms([item], wanted) else (False, None)
    if isinstance(value, FeelDate) and wanted.name == "date and time":
        moment = FeelDateTime(value, _MIDNIGHT_UTC)
        return (True, moment) if conforms(moment, wanted) else (False, None)
    return False, None
