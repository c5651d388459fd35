"""String functions with regular expressions (F21): XPath patterns, run in linear time by RE2."""

from collections.abc import Iterator

from engine.feel.builtins.registry import builtin
from engine.feel.limits import check_list, check_string
from engine.feel.scope import Run
from engine.feel.values import NoValue
from engine.feel.xpath_pattern import Match, Pattern, check_work, compile_pattern, read_replacement


def _pattern(run: Run, text: str, pattern: str, flags: str | None) -> Pattern:
    compiled = compile_pattern(pattern, flags or "")
    check_work(compiled, text)
    run.charge(1 + len(pattern) // 32 + len(text) // 256)
    return compiled


def _hits(run: Run, pattern: Pattern, text: str) -> Iterator[Match]:
    """All hits from left to right; none of them may be empty (XPath FORX0003)."""
    if pattern.search("") is not None:
        raise NoValue("expected a pattern that does not match the empty string, but found one")
    position = 0
    while True:
        # Each search may scan to the end, so many hits in a long text cost more than its length.
        run.charge(1 + (len(text) - position) // 4_096)
        hit = pattern.search(text, position)
        if hit is None:
            return
        if hit.end() == hit.start():
            raise NoValue("expected a pattern that does not match an empty piece, but found one")
        yield hit
        position = hit.end()


@builtin("matches", "input: string, pattern: string, flags?: string|null")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern occurs anywhere."""
    return _pattern(run, text, pattern, flags).search(text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|null")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Every hit replaced; `$1` is a group, `$0` the hit."""
    compiled = _pattern(run, text, pattern, flags)
    parts = read_replacement(replacement, compiled.groups)
    pieces: list[str] = []
    position = total = 0
    for hit in _hits(run, compiled, text):
        pieces.append(text[position : hit.start()])
        pieces.extend(part if isinstance(part, str) else hit.group(part) or "" for part in parts)
        position = hit.end()
        total = _checked_total(total, pieces, len(parts) + 1)
    pieces.append(text[position:])
    check_string(total + len(pieces[-1]))
    return "".join(pieces)


def _checked_total(total: int, pieces: list[str], added: int) -> int:
    total += sum(map(len, pieces[-added:]))
    check_string(total)
    return total


@builtin("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> list[object]:
    """The pieces between the hits of a pattern."""
    compiled = _pattern(run, text, delimiter, None)
    pieces: list[object] = []
    position = 0
    for hit in _hits(run, compiled, text):
        pieces.append(text[position : hit.start()])
        check_list(len(pieces) + 1)
        position = hit.end()
    pieces.append(text[position:])
    return pieces


@builtin("extract", "string: string, pattern: string")
def extract(run: Run, text: str, pattern: str) -> list[object]:
    """All hits; with groups in the pattern, the whole hit."""
    compiled = _pattern(run, text, pattern, None)
    found: list[object] = []
    for hit in _hits(run, compiled, text):
        found.append(hit.group(0))
        check_list(len(found))
    return found
