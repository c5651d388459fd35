"""Where the parser stands in the text: current token, expectations, nesting, known names."""

from collections.abc import Collection, Mapping

from engine.feel.errors import FeelSyntaxError
from engine.feel.limits import MAX_NESTING
from engine.feel.names import SPACED_BUILTINS, SPACED_PROPERTIES
from engine.feel.scanner import KEYWORDS, KnownNames, Scanner, Token
from engine.feel.types import FeelType

_BUILT_IN_NAMES = KnownNames((*SPACED_BUILTINS, *SPACED_PROPERTIES))


class TokenStream:
    """The base of the parsers: one token of look-ahead, `position` is where the next one begins."""

    def __init__(self, text: str, names: Collection[str], types: Mapping[str, FeelType]) -> None:
        self.text = text
        self.scanner = Scanner(text)
        self.known = KnownNames(names, _BUILT_IN_NAMES)
        self.types = types
        self.nesting = 0
        self.token: Token = self.scanner.token(0)

    def jump(self, position: int) -> None:
        """Go on reading at an offset."""
        self.token = self.scanner.token(position)

    def advance(self) -> Token:
        """The current token; the next becomes current."""
        token = self.token
        self.token = self.scanner.token(token.end)
        return token

    def peek(self) -> Token:
        """The token after the current one."""
        return self.scanner.token(self.token.end)

    def at_symbol(self, *symbols: str) -> bool:
        """Whether the current token is one of these signs."""
        return self.token.kind == "symbol" and self.token.text in symbols

    def at_word(self, word: str) -> bool:
        """Whether the current token is this keyword."""
        return self.token.kind == "word" and self.token.text == word

    def take_symbol(self, symbol: str) -> bool:
        """Step over a sign if it is there."""
        if self.at_symbol(symbol):
            self.advance()
            return True
        return False

    def take_word(self, word: str) -> bool:
        """Step over a keyword if it is there."""
        if self.at_word(word):
            self.advance()
            return True
        return False

    def need_symbol(self, *symbols: str) -> Token:
        """Step over one of these signs, or fail."""
        if not self.at_symbol(*symbols):
            raise self.error(*(f"'{symbol}'" for symbol in symbols))
        return self.advance()

    def need_word(self, word: str) -> None:
        """Step over a keyword, or fail."""
        if not self.take_word(word):
            raise self.error(f"'{word}'")

    def need_end(self) -> None:
        """Fail unless the text is used up."""
        if self.token.kind != "end":
            raise self.error("an operator", "the end of the expression")

    def error(self, *expected: str) -> FeelSyntaxError:
        """The error at the current token."""
        token = self.token
        shown = "the end of the text" if token.kind == "end" else f"'{self.text[token.start : token.end][:40]}'"
        return FeelSyntaxError(self.text, token.start, expected, shown)

    def deeper(self) -> None:
        """Go one level down; fail beyond 64 (F32). Pair with `self.nesting -= 1`."""
        self.nesting += 1
        self.check_depth(0)

    def check_depth(self, more: int) -> None:
        """Fail if `more` levels below the current one are too many."""
        if self.nesting + more > MAX_NESTING:
            raise self.error(f"at most {MAX_NESTING} levels of nesting")

    def name(self) -> str:
        """The longest name here (F3), or fail."""
        token = self.token
        if token.kind == "quoted":
            return self.advance().text
        if token.kind != "word":
            raise self.error("a name")
        known = self.known.longest(self.text, token)
        if known is not None:
            self.jump(known[1])
            return known[0]
        if token.text in KEYWORDS:
            raise self.error("a name")
        return self.advance().text

    def at_known_name(self) -> bool:
        """Whether a known name of several words starts here, though its first word may be a keyword."""
        return self.token.kind == "word" and self.known.longest(self.text, self.token) is not None

    def entry_name(self) -> str | None:
        """A name and its `:`, both stepped over; None if there is none. It is known from here on."""
        token = self.token
        if token.kind in ("string", "quoted") and self.peek().text == ":":
            self.advance()
            self.advance()
            self.known.add(token.text)
            return token.text
        found = self.scanner.entry_name(token.start) if token.kind == "word" else None
        if found is None:
            return None
        self.jump(found[1])
        self.need_symbol(":")
        self.known.add(found[0])
        return found[0]
