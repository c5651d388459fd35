"""Types as FEEL writes them: `list<number>`, `context<a: string>`, `function<date> -> boolean` (F13)."""

import re

from engine.feel.scanner import normalize_name
from engine.feel.token_stream import TokenStream
from engine.feel.types import NAMED_TYPES, FeelType

_SPACED_TYPES = (
    "years and months duration",
    "days and time duration",
    "year month duration",
    "day time duration",
    "date and time",
)
_SPACED = re.compile("|".join(name.replace(" ", r"\s+") for name in _SPACED_TYPES))


class TypeParser:
    """Reads a type from a stream that stands at its first word."""

    def __init__(self, stream: TokenStream) -> None:
        self._stream = stream

    def type_or_unknown(self) -> FeelType | None:
        """The type; None if its name, or one inside it, is of no type."""
        stream = self._stream
        stream.deeper()
        kind = self._generic(self._name())
        stream.nesting -= 1
        return kind

    def _name(self) -> str:
        stream = self._stream
        spaced = _SPACED.match(stream.text, stream.token.start)
        if spaced:
            stream.jump(spaced.end())
            return normalize_name(spaced.group())
        if stream.token.kind not in ("word", "quoted"):
            raise stream.error("a type")
        if stream.at_word("function") or stream.at_word("null"):
            return stream.advance().text
        name = stream.name()
        while stream.at_symbol("."):
            stream.advance()
            name += "." + stream.name()
        return name

    def _generic(self, name: str) -> FeelType | None:
        stream = self._stream
        if name in stream.types:
            return stream.types[name]
        if name in ("list", "range") and stream.take_symbol("<"):
            item = self.type_or_unknown()
            self._close()
            return FeelType(name, items=(item,)) if item else None
        if name == "context" and stream.take_symbol("<"):
            return self._context()
        if name == "function" and stream.take_symbol("<"):
            return self._function()
        return NAMED_TYPES.get(name)

    def _context(self) -> FeelType | None:
        stream = self._stream
        entries: list[tuple[str, FeelType]] = []
        unknown = False
        while True:
            name = stream.entry_name()
            if name is None:
                raise stream.error("an entry name and ':'")
            kind = self.type_or_unknown()
            if kind is None:
                unknown = True
            else:
                entries.append((name, kind))
            if not stream.take_symbol(","):
                break
        self._close()
        return None if unknown else FeelType("context", entries=tuple(entries))

    def _function(self) -> FeelType | None:
        stream = self._stream
        items: list[FeelType | None] = []
        if not stream.at_symbol(">"):
            items.append(self.type_or_unknown())
            while stream.take_symbol(","):
                items.append(self.type_or_unknown())
        self._close()
        stream.need_symbol("->")
        result = self.type_or_unknown()
        known = tuple(item for item in items if item is not None)
        if result is None or len(known) != len(items):
            return None
        return FeelType("function", items=known, result=result)

    def _close(self) -> None:
        stream = self._stream
        if stream.at_symbol(">="):
            stream.jump(stream.token.start + 1)
            return
        stream.need_symbol(">")
