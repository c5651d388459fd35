"""Calls with positional or named arguments, and names that a text introduces itself."""

from abc import abstractmethod

from engine.feel.scanner import normalize_name
from engine.feel.syntax import Call, Node
from engine.feel.token_stream import TokenStream

_NAME_SIGNS = (".", "/", "-", "+", "*")


class CallsParser(TokenStream):
    """See `Parser`."""

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    def call(self, callee: Node) -> Node:
        """The call whose `(` is the current token."""
        position = self.advance().start
        if self.take_symbol(")"):
            return Call(position, callee, (), None)
        names: list[str] = []
        arguments: list[Node] = []
        is_named = self._argument_name(names)
        arguments.append(self.expression())
        while self.take_symbol(","):
            if is_named and not self._argument_name(names):
                raise self.error("an argument name and ':'")
            arguments.append(self.expression())
        self.need_symbol(")")
        return Call(callee.position, callee, tuple(arguments), tuple(names) if is_named else None)

    def _argument_name(self, names: list[str]) -> bool:
        name = self.entry_name()
        if name is None:
            return False
        names.append(name)
        return True

    def new_name(self, before_words: tuple[str, ...], before_signs: tuple[str, ...]) -> str:
        """A name being introduced, up to one of the given words or signs; it is known from here on."""
        if self.token.kind == "quoted":
            return self.advance().text
        if self.token.kind != "word":
            raise self.error("a name")
        start = end = self.token.start
        while not self.at_symbol(*before_signs) and self._in_name(before_words):
            end = self.advance().end
        if end == start:
            raise self.error("a name")
        name = normalize_name(self.text[start:end])
        self.known.add(name)
        return name

    def _in_name(self, before_words: tuple[str, ...]) -> bool:
        if self.token.kind == "word":
            return self.token.text not in before_words
        return self.token.kind == "number" or self.at_symbol(*_NAME_SIGNS)
