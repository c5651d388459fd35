"""Operands of the FEEL grammar: literals, names, brackets, `if`, `for`, functions, and what follows an operand."""

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping

from engine.feel.calls_parser import CallsParser
from engine.feel.errors import ExternalFunction
from engine.feel.numbers import read_number
from engine.feel.scanner import Token
from engine.feel.syntax import (
    ContextOf,
    Filter,
    For,
    FunctionOf,
    If,
    Invalid,
    Iterator,
    ListOf,
    Literal,
    Name,
    Node,
    Path,
    Quantified,
    RangeOf,
)
from engine.feel.temporal_text import parse_at
from engine.feel.type_parser import TypeParser
from engine.feel.types import FeelType

_WORD_LITERALS: dict[str, object] = {"true": True, "false": False, "null": None}
_AFTER_RANGE = ("and", "or", "then", "else", "return", "satisfies", "in", "between", "instance")
_UNARY = ("<", "<=", ">", ">=", "=", "!=")


class PrimaryParser(CallsParser):
    """See `Parser`, which adds the operators."""

    def __init__(self, text: str, names: Collection[str], types: Mapping[str, FeelType]) -> None:
        super().__init__(text, names, types)
        self.in_range_end = False

    @abstractmethod
    def range_end(self) -> Node:
        """The end of a range."""

    def postfix(self) -> Node:
        """An operand with its paths, filters and calls."""
        node = self._primary()
        count = 0
        while self.token.kind == "symbol":
            if self.token.text == ".":
                node = self._path(node)
            elif self.token.text == "[" and not (self.in_range_end and self._closes_range(node)):
                position = self.advance().start
                node = Filter(position, node, self.expression())
                self.need_symbol("]")
            elif self.token.text == "(":
                node = self.call(node)
            else:
                break
            count += 1
            self.check_depth(count)
        return node

    def _path(self, node: Node) -> Node:
        position = self.token.start
        names: list[str] = []
        while self.take_symbol("."):
            names.append(self._member())
        return Path(position, node, tuple(names))

    def _member(self) -> str:
        if self.token.kind == "word" and not self.at_known_name():
            return self.advance().text
        return self.name()

    def _begins_operand(self, token: Token) -> bool:
        """Whether an operand must start here: after `]` that makes it an open range, as in `[ ]1..2[ ]`."""
        if token.kind == "word":
            return token.text not in _AFTER_RANGE
        return token.kind in ("number", "string", "quoted") or token.text == "@"

    def _closes_range(self, node: Node) -> bool:
        if isinstance(node, Literal):
            return True
        after = self.peek()
        if after.kind == "symbol":
            return after.text not in ("(", "[", "{", "@", "?", "-")
        return after.kind == "end" or (after.kind == "word" and after.text in _AFTER_RANGE)

    def _primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.advance()
            return _number(token)
        if token.kind == "string":
            self.advance()
            return Literal(token.start, token.text)
        if token.kind == "symbol" and token.text in _SIGNS:
            return _SIGNS[token.text](self)
        if token.kind in ("word", "quoted"):
            return self._word()
        raise self.error("an expression")

    def _word(self) -> Node:
        token = self.token
        if token.kind == "word" and not self.at_known_name():
            if token.text in _WORD_LITERALS:
                self.advance()
                return Literal(token.start, _WORD_LITERALS[token.text])
            if token.text in _WORDS:
                return _WORDS[token.text](self)
            if token.text in ("and", "or") and self.peek().text == "(":
                self.advance()
                return Name(token.start, token.text)
            if token.text in ("then", "else", "return", "satisfies", "in", "between", "and", "or", "of", "instance"):
                raise self.error("an expression")
        return Name(token.start, self.name())

    def _input(self) -> Node:
        return Name(self.advance().start, "?")

    def _at(self) -> Node:
        position = self.advance().start
        if self.token.kind != "string":
            raise self.error("a string after '@'")
        text = self.advance().text
        value = parse_at(text)
        if value is None:
            return Invalid(position, f'expected a date, time or duration, but found @"{text[:80]}"')
        return Literal(position, value)

    def _parenthesis(self) -> Node:
        opening = self.advance()
        if self.at_symbol(*_UNARY):
            return self._unary_range(opening.start)
        node = self.expression()
        if self.take_symbol(".."):
            return self.range_from(opening.start, node, included=False)
        self.need_symbol(")")
        return node

    def _unary_range(self, position: int) -> Node:
        operator = self.advance().text
        end = self.expression()
        self.need_symbol(")")
        if operator == "=":
            return RangeOf(position, end, end, True, True)
        if operator == "!=":
            return Invalid(position, "expected a range with a bound, but found '!='")
        included = operator in ("<=", ">=")
        if operator.startswith("<"):
            return RangeOf(position, None, end, False, included)
        return RangeOf(position, end, None, included, False)

    def _bracket(self) -> Node:
        opening = self.advance()
        if self.at_symbol("]") and not self._begins_operand(self.peek()):
            self.advance()
            return ListOf(opening.start, ())
        first = self.expression()
        if self.take_symbol(".."):
            return self.range_from(opening.start, first, included=True)
        items = [first]
        while self.take_symbol(","):
            items.append(self.expression())
        self.need_symbol("]")
        return ListOf(opening.start, tuple(items))

    def _open_range(self) -> Node:
        opening = self.advance()
        start = self.expression()
        self.need_symbol("..")
        return self.range_from(opening.start, start, included=False)

    def range_from(self, position: int, start: Node, *, included: bool) -> Node:
        """The rest of a range after its `..`."""
        end = self.range_end()
        closing = self.need_symbol("]", ")", "[")
        return RangeOf(position, start, end, included, closing.text == "]")

    def _context(self) -> Node:
        opening = self.advance()
        entries: list[tuple[str, Node]] = []
        while not self.at_symbol("}"):
            name = self.entry_name()
            if name is None:
                raise self.error("an entry name and ':'", "'}'")
            entries.append((name, self.expression()))
            if not self.take_symbol(","):
                break
            if self.at_symbol("}"):
                raise self.error("an entry name and ':'")
        self.need_symbol("}")
        return ContextOf(opening.start, tuple(entries))

    def _if(self) -> Node:
        position = self.advance().start
        condition = self.expression()
        self.need_word("then")
        yes = self.expression()
        self.need_word("else")
        return If(position, condition, yes, self.expression())

    def _for(self) -> Node:
        position = self.advance().start
        iterators = self._iterators()
        self.need_word("return")
        return For(position, iterators, self.expression())

    def _quantified(self) -> Node:
        token = self.advance()
        iterators = self._iterators()
        self.need_word("satisfies")
        return Quantified(token.start, token.text == "every", iterators, self.expression())

    def _iterators(self) -> tuple[Iterator, ...]:
        iterators = [self._iterator()]
        while self.take_symbol(","):
            iterators.append(self._iterator())
        self.check_depth(len(iterators))
        return tuple(iterators)

    def _iterator(self) -> Iterator:
        name = self.new_name(("in",), ())
        self.need_word("in")
        start = self.expression()
        end = self.expression() if self.take_symbol("..") else None
        return Iterator(name, start, end)

    def _function(self) -> Node:
        position = self.advance().start
        self.need_symbol("(")
        parameters: list[tuple[str, FeelType | None]] = []
        while not self.at_symbol(")"):
            parameters.append(self._parameter())
            if not self.take_symbol(","):
                break
        self.need_symbol(")")
        if self.at_word("external"):
            raise ExternalFunction(self.text, self.token.start, ("a FEEL body",), "'external'")
        return FunctionOf(position, tuple(parameters), self.expression())

    def _parameter(self) -> tuple[str, FeelType | None]:
        name = self.entry_name()
        if name is not None:
            return name, TypeParser(self).type_or_unknown()
        return self.new_name((), (",", ")")), None


_WORDS: dict[str, Callable[[PrimaryParser], Node]] = {
    "if": PrimaryParser._if,
    "for": PrimaryParser._for,
    "some": PrimaryParser._quantified,
    "every": PrimaryParser._quantified,
    "function": PrimaryParser._function,
}
_SIGNS: dict[str, Callable[[PrimaryParser], Node]] = {
    "(": PrimaryParser._parenthesis,
    "[": PrimaryParser._bracket,
    "]": PrimaryParser._open_range,
    "{": PrimaryParser._context,
    "@": PrimaryParser._at,
    "?": PrimaryParser._input,
}


def _number(token: Token) -> Node:
    value = read_number(token.text)
    if value is None:
        return Invalid(token.start, f"expected a number below 1E6145, but found {token.text[:40]}")
    return Literal(token.start, value)
