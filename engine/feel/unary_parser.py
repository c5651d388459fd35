"""Decision table cells: `-`, tests joined by `,`, and `not(...)` around them (F15)."""

from collections.abc import Collection, Mapping

from engine.feel.errors import FeelSyntaxError
from engine.feel.parser import Parser
from engine.feel.syntax import Test, Tests
from engine.feel.types import FeelType


def parse_unary_tests(text: str, names: Collection[str] = (), types: Mapping[str, FeelType] | None = None) -> Tests:
    """The tests of a cell. Raises FeelSyntaxError; an empty text is one."""
    parser = Parser(text, names, types or {})
    if parser.at_symbol("-") and parser.peek().kind == "end":
        return Tests((), negated=False)
    negated = _negated(parser)
    if negated is not None:
        return negated
    tests = _tests(parser)
    parser.need_end()
    return Tests(tests, negated=False)


def _negated(parser: Parser) -> Tests | None:
    if not (parser.at_word("not") and parser.peek().text == "("):
        return None
    try:
        parser.advance()
        parser.advance()
        tests = _tests(parser)
        parser.need_symbol(")")
        parser.need_end()
        return Tests(tests, negated=True)
    except FeelSyntaxError:
        # Not a negated cell, but perhaps an expression that begins so: `not(?) and x`.
        parser.nesting = 0
        parser.in_range_end = False
        parser.jump(0)
        return None


def _tests(parser: Parser) -> tuple[Test, ...]:
    tests = [parser.test(parser.expression)]
    while parser.take_symbol(","):
        tests.append(parser.test(parser.expression))
    return tuple(tests)
