"""Words and signs of a FEEL text, read on demand from any offset: what is a name depends on the place (F3)."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from engine.feel.errors import FeelSyntaxError
from engine.feel.limits import MAX_TEXT_BYTES

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = "\\s\u180e\u200b\ufeff"

_BLANK = re.compile(rf"(?:[{_SPACE}]|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_WORD = re.compile(rf"[{_START}][{_PART}]*")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_QUOTED = re.compile(r"`[^`]+`")
_SYMBOL = re.compile(r"\*\*|\.\.|->|<=|>=|!=|[<>=()\[\]{},:.+\-*/@?]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "'": "'"}
_NAME_PART = rf"[{_PART}./\-'+*]"
# Possessive throughout: a name is looked for at many places, so a miss must not cost more than its length.
_ENTRY_NAME = re.compile(rf"[{_START}]{_NAME_PART}*+(?:[{_SPACE}]++{_NAME_PART}++)*+(?=[{_SPACE}]*:)")
_SPACES = re.compile(rf"[{_SPACE}]+")
_PART_CHARACTER = re.compile(rf"[{_PART}]")
_PARTS = re.compile(rf"[{_PART}]+|[{_SPACE}]+|.", re.DOTALL)

_KEYWORDS = (
    "if then else for in return some every satisfies between and or function external instance of true false null"
)
KEYWORDS = frozenset(_KEYWORDS.split())


class Token(NamedTuple):
    """kind: word, quoted, number, string, symbol or end. `text` of a string or quoted name is its content."""

    kind: str
    text: str
    start: int
    end: int


def normalize_name(name: str) -> str:
    """A name with each run of spaces as one (F3)."""
    return " ".join(name.split())


def is_plain_name(text: str) -> bool:
    """Whether a text is one word that is no keyword: it needs no quotes and no knowing."""
    # The standard's name characters include a space (U+1680): such a text is a name only in quotes.
    has_space = any(character.isspace() for character in text)
    return _WORD.fullmatch(text) is not None and text not in KEYWORDS and not has_space


class Scanner:
    """Tokens of one text; raises FeelSyntaxError where no token begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        _check_text(text)

    def token(self, position: int) -> Token:
        """The token at or after `position`, comments and spaces skipped."""
        text = self.text
        blank = _BLANK.match(text, position)
        start = blank.end() if blank else position
        if start >= len(text):
            return Token("end", "", start, start)
        for kind, pattern in _KINDS:
            found = pattern.match(text, start)
            if found:
                return Token(kind, _content(kind, found.group()), start, found.end())
        raise FeelSyntaxError(text, start, ("an expression",), _shown(text[start]))

    def entry_name(self, position: int) -> tuple[str, int] | None:
        """A name followed by `:` at the token position, of a context entry, parameter or named argument."""
        found = _ENTRY_NAME.match(self.text, position)
        return (normalize_name(found.group()), found.end()) if found else None


_KINDS = (("word", _WORD), ("number", _NUMBER), ("symbol", _SYMBOL), ("string", _STRING), ("quoted", _QUOTED))


def _check_text(text: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as broken:
        raise FeelSyntaxError(text, broken.start, ("Unicode text",), "half a surrogate pair") from None
    if size > MAX_TEXT_BYTES:
        raise FeelSyntaxError(text, 0, (f"at most {MAX_TEXT_BYTES} bytes of text",), f"{size} bytes")
    if "\0" in text:
        raise FeelSyntaxError(text, text.index("\0"), ("text",), "a NUL character")


def _content(kind: str, text: str) -> str:
    if kind == "string":
        return unescape(text[1:-1])
    return normalize_name(text[1:-1]) if kind == "quoted" else text


def unescape(text: str) -> str:
    """The value of a string literal's inside; an unknown escape stays as written."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_unescape_one, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape_one(found: re.Match[str]) -> str:
    code = found.group(1) or found.group(2)
    if code is None:
        return _SIMPLE_ESCAPES.get(found.group(3), found.group())
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else found.group()


def _shown(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"character U+{ord(character):04X}"


class KnownNames:
    """Names that are more than one plain word; the longest that fits at a place wins (F3).

    `base`: names known besides, shared between texts.
    """

    def __init__(self, names: Collection[str], base: "KnownNames | None" = None) -> None:
        self._base = base
        self._by_first: dict[str, dict[str, tuple[str, ...]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Know one more name; plain words need no knowing."""
        name = normalize_name(name)
        first = _WORD.match(name)
        if first is None or first.end() == len(name):
            return
        self._by_first.setdefault(first.group(), {}).setdefault(name, _parts(name))

    def longest(self, text: str, token: Token) -> tuple[str, int] | None:
        """The longest known name at a word token and where it ends."""
        best = self._base.longest(text, token) if self._base is not None else None
        for name, parts in self._by_first.get(token.text, {}).items():
            end = _end_of(parts, text, token.start)
            if end is not None and (best is None or end > best[1]):
                best = name, end
        return best


@lru_cache(maxsize=4_096)
def _parts(name: str) -> tuple[str, ...]:
    return tuple(_PARTS.findall(name))


def _end_of(parts: tuple[str, ...], text: str, position: int) -> int | None:
    """Where a name ends in the text; a space in it stands for any run of spaces. None if it is not there."""
    for part in parts:
        if part == " ":
            spaces = _SPACES.match(text, position)
            if spaces is None:
                return None
            position = spaces.end()
        elif text.startswith(part, position):
            position += len(part)
        else:
            return None
    return None if _PART_CHARACTER.match(text, position) else position
