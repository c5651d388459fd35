"""The FEEL grammar (F1, F2) by recursive descent: operators here, everything else in `primary_parser`."""

from collections.abc import Callable, Collection, Mapping

from engine.feel.primary_parser import PrimaryParser
from engine.feel.syntax import (
    Arithmetic,
    Between,
    Comparison,
    In,
    InstanceOf,
    Logic,
    Negation,
    Node,
    Test,
)
from engine.feel.type_parser import TypeParser
from engine.feel.types import FeelType

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


class Parser(PrimaryParser):
    """Reads one text. Each method takes the longest expression of its precedence from the current token."""

    def expression(self) -> Node:
        """Any expression."""
        self.deeper()
        range_end, self.in_range_end = self.in_range_end, False
        node = self._disjunction()
        self.in_range_end = range_end
        self.nesting -= 1
        return node

    def range_end(self) -> Node:
        """The end of a range: here `[` may close it."""
        self.deeper()
        range_end, self.in_range_end = self.in_range_end, True
        node = self.additive()
        self.in_range_end = range_end
        self.nesting -= 1
        return node

    def _disjunction(self) -> Node:
        return self._logic("or", lambda: self._logic("and", self._comparison))

    def _logic(self, word: str, operand: Callable[[], Node]) -> Node:
        first = operand()
        operands = [first]
        while self.take_word(word):
            operands.append(operand())
        return Logic(first.position, word == "and", tuple(operands)) if len(operands) > 1 else first

    def _comparison(self) -> Node:
        node = self.additive()
        chained = 0
        while True:
            position = self.token.start
            if self.at_symbol(*COMPARISONS):
                operator = self.advance().text
                node = Comparison(position, operator, node, self.additive())
            elif self.take_word("between"):
                low = self.additive()
                self.need_word("and")
                node = Between(position, node, low, self.additive())
            elif self.take_word("in"):
                node = In(position, node, self._in_tests())
            else:
                return node
            chained += 1
            self.check_depth(chained)

    def _in_tests(self) -> tuple[Test, ...]:
        if not self.at_symbol("("):
            return (self.test(self.additive),)
        opening = self.advance()
        first = self.test(self.expression)
        if first.operator is None and self.take_symbol(".."):
            bounds = self.range_from(opening.start, first.operand, included=False)
            return (Test(opening.start, None, bounds),)
        tests = [first]
        while self.take_symbol(","):
            tests.append(self.test(self.expression))
        self.need_symbol(")")
        return tuple(tests)

    def test(self, operand: Callable[[], Node]) -> Test:
        """One unary test."""
        position = self.token.start
        if self.at_symbol(*COMPARISONS):
            operator = self.advance().text
            return Test(position, operator, self.additive())
        return Test(position, None, operand())

    def additive(self) -> Node:
        """Sums and everything that binds stronger."""
        return self._chain(("+", "-"), self._multiplicative)

    def _multiplicative(self) -> Node:
        return self._chain(("*", "/"), self._power)

    def _power(self) -> Node:
        return self._chain(("**",), self._unary)

    def _chain(self, operators: tuple[str, ...], operand: Callable[[], Node]) -> Node:
        first = operand()
        rest: list[tuple[str, Node, int]] = []
        while self.at_symbol(*operators):
            token = self.advance()
            rest.append((token.text, operand(), token.start))
        return Arithmetic(first.position, first, tuple(rest)) if rest else first

    def _unary(self) -> Node:
        signs: list[int] = []
        while self.at_symbol("-"):
            signs.append(self.advance().start)
            self.check_depth(len(signs))
        node = self._instance_of()
        for position in reversed(signs):
            node = Negation(position, node)
        return node

    def _instance_of(self) -> Node:
        node = self.postfix()
        chained = 0
        while self.at_word("instance"):
            position = self.advance().start
            self.need_word("of")
            types = TypeParser(self)
            node = InstanceOf(position, node, types.type_or_unknown())
            chained += 1
            self.check_depth(chained)
        return node


def parse_expression(text: str, names: Collection[str] = (), types: Mapping[str, FeelType] | None = None) -> Node:
    """The tree of an expression. Raises FeelSyntaxError."""
    parser = Parser(text, names, types or {})
    node = parser.expression()
    parser.need_end()
    return node


def parse_type(text: str, types: Mapping[str, FeelType] | None = None) -> FeelType | None:
    """A type as `instance of` writes it, `list<number>`; None for an unknown name. Raises FeelSyntaxError."""
    parser = Parser(text, (), types or {})
    kind = TypeParser(parser).type_or_unknown()
    parser.need_end()
    return kind
