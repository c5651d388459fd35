"""XPath regular expressions translated for RE2, which runs them in linear time (F21)."""

import re
from functools import lru_cache
from typing import Protocol, cast

import re2

from engine.feel.values import NoValue

_UNSUPPORTED = "UNSUPPORTED_PATTERN"
_MAX_WORK = 20_000_000

# Inside or outside brackets these stand for the same set of characters; \w is "no punctuation, separator, other".
_CLASSES = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"\s",
    "S": r"\S",
    "w": r"\p{L}\p{M}\p{N}\p{S}",
    "W": r"\p{P}\p{Z}\p{C}",
    "i": r"\p{L}_:",
    "c": r"\p{L}\p{M}\p{Nd}_:.\-",
}
_NEGATED = {"I": "i", "C": "c"}
_GROUP = re.compile(r"\((?:\?:|(?!\?))")
_CATEGORY = re.compile(r"[pP]\{[A-Za-z]+\}")


class Match(Protocol):
    """A hit in a text."""

    def start(self) -> int:
        """Where it begins."""
        ...

    def end(self) -> int:
        """Where it ends."""
        ...

    def group(self, number: int = 0) -> str | None:
        """The text of a group; None if it took no part."""
        ...


class Pattern(Protocol):
    """A compiled pattern."""

    groups: int
    programsize: int

    def search(self, text: str, pos: int | None = None) -> Match | None:
        """The first hit at or after an offset."""
        ...


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """The pattern with XPath flags `s m i x`. Raises NoValue for what is not supported or not well formed."""
    if not set(flags) <= set("smix"):
        raise NoValue(f"expected flags among s, m, i, x, but found '{flags[:20]}'", _UNSUPPORTED)
    if not _is_unicode(pattern):
        raise NoValue("expected Unicode text, but found half a surrogate pair")
    text = _translate(pattern, ignores_space="x" in flags)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 2 << 20
    options.case_sensitive = "i" not in flags
    inline = "".join(flag for flag in "sm" if flag in flags)
    try:
        return cast(Pattern, re2.compile(f"(?{inline}){text}" if inline else text, options))
    except (re2.error, ValueError) as problem:
        raise NoValue(f"expected a pattern that can be run, but found {_reason(problem)}", _UNSUPPORTED) from None


def _reason(problem: Exception) -> str:
    reason = problem.args[0] if problem.args else "an error"
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def check_work(pattern: Pattern, text: str) -> None:
    """Refuse a pattern so large, for so long a text, that even linear time is too much."""
    if not _is_unicode(text):
        raise NoValue("expected Unicode text, but found half a surrogate pair")
    if pattern.programsize * len(text) > _MAX_WORK:
        raise NoValue("expected a smaller pattern or text, but found too much work", _UNSUPPORTED)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text) if not text.isascii() else True


def _translate(pattern: str, *, ignores_space: bool) -> str:
    parts: list[str] = []
    in_brackets = False
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            piece, position = _escape(pattern, position + 1, in_brackets=in_brackets)
            parts.append(piece)
            continue
        if in_brackets:
            in_brackets = _check_brackets(pattern, position)
        elif character == "[":
            in_brackets = True
        elif character == "(" and not _GROUP.match(pattern, position):
            raise NoValue("expected plain or (?: groups, but found another", _UNSUPPORTED)
        if not (ignores_space and not in_brackets and character in " \t\n\r"):
            parts.append(character)
        position += 1
    return "".join(parts)


def _check_brackets(pattern: str, position: int) -> bool:
    """Whether the brackets are still open after this character."""
    character = pattern[position]
    if character == "[":
        # Also RE2's own [:alpha:], which XPath does not have.
        raise NoValue("expected no brackets in brackets, but found '['", _UNSUPPORTED)
    return character != "]"


def _escape(pattern: str, position: int, *, in_brackets: bool) -> tuple[str, int]:
    letter = pattern[position : position + 1]
    if letter in _CLASSES:
        members = _CLASSES[letter]
        return (members if in_brackets else f"[{members}]"), position + 1
    if letter in _NEGATED and not in_brackets:
        return f"[^{_CLASSES[_NEGATED[letter]]}]", position + 1
    if letter in ("p", "P"):
        found = _CATEGORY.match(pattern, position)
        if found:
            return "\\" + found.group(), found.end()
    if letter in ("n", "r", "t") or (letter and not letter.isalnum() and letter.isascii()):
        return "\\" + letter, position + 1
    raise NoValue(f"expected an escape XPath has, but found '\\{letter}'", _UNSUPPORTED)


_REPLACEMENT = re.compile(r"\$([0-9]+)|\\([\\$])|([^$\\]+)|(.)", re.DOTALL)


def read_replacement(replacement: str, groups: int) -> list[str | int]:
    """Literal texts and group numbers. `$12` is group 1 and "2" where there is no group 12. Raises NoValue."""
    parts: list[str | int] = []
    for found in _REPLACEMENT.finditer(replacement):
        digits, escaped, literal, wrong = found.groups()
        if wrong:
            raise NoValue(f"expected a digit after $, and \\ or $ after \\, but found '{replacement[:40]}'")
        parts.extend(_group_reference(digits, groups) if digits else [escaped or literal])
    return parts


def _group_reference(digits: str, groups: int) -> list[str | int]:
    taken = len(digits)
    while taken > 1 and int(digits[:taken]) > groups:
        taken -= 1
    number = int(digits[:taken])
    rest: list[str | int] = [digits[taken:]] if taken < len(digits) else []
    return [number, *rest] if number <= groups else ["", *rest]
