"""`number`, `string` and `range` (F20)."""

import re

from engine.feel.builtins.registry import BUILTINS, builtin
from engine.feel.equality import compare
from engine.feel.errors import FeelSyntaxError
from engine.feel.formatting import to_text
from engine.feel.limits import check_string
from engine.feel.numbers import SUBTRACT, read_number
from engine.feel.parser import parse_expression
from engine.feel.results import check_result
from engine.feel.scope import Run
from engine.feel.syntax import Call, Literal, Name, Negation, Node, RangeOf
from engine.feel.values import NUMBERS, FeelValue, NoValue, Number, Range

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_MAKERS = ("date", "time", "date and time", "duration")


@builtin("number", "from: string, grouping separator?: string|null, decimal separator?: string|null")
def number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Number:
    """The number a text writes, with the separators named."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        raise NoValue("expected a separator ' ', ',' or '.', but found another")
    if grouping is not None and grouping == point:
        raise NoValue("expected two different separators, but found one")
    plain = text.replace(grouping, "") if grouping else text
    if point == ",":
        plain = "" if "." in plain else plain.replace(",", ".")
    value = read_number(plain) if _NUMBER.fullmatch(plain) else None
    if value is None:
        raise NoValue(f"expected a number, but found '{text[:40]}'")
    return value


@builtin("number", "from: number")
def number_from_number(run: Run, value: Number) -> Number:
    """The same number."""
    return value


@builtin("string", "from: Any")
def string(run: Run, value: FeelValue) -> str:
    """Text of a value: strings as they are, temporal values as ISO text, the rest as FEEL writes it."""
    if value is None:
        raise NoValue("expected a value, but found null")
    check_result(value)
    text = to_text(value)
    run.charge(1 + len(text) // 64)
    check_string(len(text))
    return text


@builtin("range", "from: string")
def range_from_text(run: Run, text: str) -> Range:
    """The range a text writes; its ends must be literals, or dates and the like made of literals."""
    run.charge(1 + len(text) // 8)
    try:
        node = parse_expression(text)
    except FeelSyntaxError:
        node = None
    if not isinstance(node, RangeOf):
        raise NoValue(f"expected a range, but found '{text[:60]}'")
    start = None if node.start is None else _end(run, node.start)
    end = None if node.end is None else _end(run, node.end)
    _check_ends(start, end)
    return Range(start, end, node.start_included and start is not None, node.end_included and end is not None)


def _check_ends(start: FeelValue, end: FeelValue) -> None:
    known = [value for value in (start, end) if value is not None]
    order = compare(known[0], known[-1]) if known else None
    if order is None or order > 0:
        raise NoValue("expected ends in order, but found others")


def _end(run: Run, node: Node) -> FeelValue:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negation) and isinstance(node.operand, Literal) and type(node.operand.value) in NUMBERS:
        return SUBTRACT(0, node.operand.value)
    if isinstance(node, Call) and isinstance(node.callee, Name) and node.callee.name in _MAKERS and not node.names:
        literals = [argument.value for argument in node.arguments if isinstance(argument, Literal)]
        if len(literals) == len(node.arguments):
            return BUILTINS[node.callee.name].call(run, literals, node.position)
    raise NoValue("expected literal ends of the range, but found others")
