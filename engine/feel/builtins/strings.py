"""String functions without patterns (F21). Characters are code points, positions start at 1."""

from decimal import Decimal

from engine.feel.builtins.registry import builtin
from engine.feel.limits import check_string
from engine.feel.scope import Run
from engine.feel.values import NoValue


def _pay(run: Run, *texts: str) -> None:
    run.charge(1 + sum(map(len, texts)) // 256)


@builtin("substring", "string: string, start position: number, length?: number|null")
def substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> str:
    """From a position, negative from the end; position 0 or outside, or a length below 1, is null."""
    first = int(start)
    if first == 0 or abs(first) > len(string):
        raise NoValue(f"expected a start within the string, but found {first}")
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    if int(length) < 1:
        raise NoValue(f"expected a length of at least 1, but found {length}")
    return string[begin : begin + int(length)]


@builtin("string length", "string: string")
def string_length(run: Run, string: str) -> int:
    """How many code points."""
    return len(string)


@builtin("upper case", "string: string")
def upper_case(run: Run, string: str) -> str:
    """In capitals."""
    _pay(run, string)
    return string.upper()


@builtin("lower case", "string: string")
def lower_case(run: Run, string: str) -> str:
    """In small letters."""
    _pay(run, string)
    return string.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, string: str, match: str) -> str:
    """What stands before the first match; empty if there is none."""
    _pay(run, string)
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, string: str, match: str) -> str:
    """What stands after the first match; empty if there is none."""
    _pay(run, string)
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(run: Run, string: str, match: str) -> bool:
    """Whether the match occurs."""
    _pay(run, string, match)
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, string: str, match: str) -> bool:
    """Whether it begins so."""
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, string: str, match: str) -> bool:
    """Whether it ends so."""
    return string.endswith(match)


@builtin("string join", "list: list, delimiter?: string|null, prefix?: string|null, suffix?: string|null")
def string_join(
    run: Run, items: list[object], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    """The strings of a list in one; nulls are left out, anything else makes the result null."""
    texts: list[str] = []
    total = 0
    for item in items:
        if item is None:
            continue
        if not isinstance(item, str):
            raise NoValue("expected a list of strings, but found another item")
        texts.append(item)
        total += len(item) + len(delimiter or "")
        check_string(total)
    run.charge(1 + len(texts) // 4 + total // 256)
    return (prefix or "") + (delimiter or "").join(texts) + (suffix or "")


@builtin("trim", "string: string")
def trim(run: Run, string: str) -> str:
    """Without spaces at both ends."""
    _pay(run, string)
    return string.strip()


@builtin("is blank", "string: string")
def is_blank(run: Run, string: str) -> bool:
    """Whether there is nothing but spaces."""
    return not string.strip()
