"""What one cell of a CSV file may hold, and how it is said when it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from engine.clock import time_zones
from engine.findings import Text

Cell: TypeAlias = "str | int | bool | date | None"
Parse: TypeAlias = Callable[[str], Cell]

_CODE = re.compile(r"[A-Za-z0-9_.@+-]{1,64}\Z")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,24}\Z")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+\Z")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")


class WrongCell(Exception):
    """A cell does not hold what its column asks for; `reason` is for people."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.reason = Text(en=en, zh=zh)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in file and table (`stored_as` when they differ), how a cell is read, what it refers to.

    `refers` is (table, column) whose values it must be one of. `is_optional` allows the column and its cells to be
    empty; then `default` is stored.
    """

    name: str
    parse: Parse
    stored_as: str = ""
    refers: tuple[str, str] | None = None
    is_optional: bool = False
    default: Cell = None

    @property
    def field(self) -> str:
        """The column of the table."""
        return self.stored_as or self.name


def text(cell: str) -> Cell:
    """Any text of at most 300 characters."""
    if len(cell) > 300:
        raise WrongCell(
            f"expected at most 300 characters, but found {len(cell)}", f"最多 300 个字符,实际 {len(cell)} 个"
        )
    return cell


def long_text(cell: str) -> Cell:
    """A text of at most 2,000 characters."""
    if len(cell) > 2000:
        raise WrongCell(
            f"expected at most 2000 characters, but found {len(cell)}", f"最多 2000 个字符,实际 {len(cell)} 个"
        )
    return cell


def code(cell: str) -> Cell:
    """A code that links and searches can carry."""
    if not _CODE.match(cell):
        raise WrongCell(
            "expected letters, digits and _ . @ + - (at most 64)", "只能用字母、数字和 _ . @ + -,最多 64 个"
        )
    return cell


def phone(cell: str) -> Cell:
    """A phone number as people write it."""
    if not _PHONE.match(cell):
        raise WrongCell("expected a phone number", "应为电话号码")
    return cell


def email(cell: str) -> Cell:
    """An e-mail address."""
    if len(cell) > 254 or not _EMAIL.match(cell):
        raise WrongCell("expected an e-mail address", "应为电子邮箱地址")
    return cell


def whole(cell: str) -> Cell:
    """A whole number that is not negative."""
    if not cell.isascii() or not cell.isdigit() or len(cell) > 9:
        raise WrongCell("expected a whole number of at least 0", "应为不小于 0 的整数")
    return int(cell)


def key(cell: str) -> Cell:
    """A key as the engine gives them: a whole number of at most 18 digits."""
    if not cell.isascii() or not cell.isdigit() or len(cell) > 18:
        raise WrongCell("expected a key of digits", "应为数字编号")
    return int(cell)


def moment(cell: str) -> Cell:
    """A moment with its offset, `2026-11-21T08:30:00+08:00`."""
    try:
        found: datetime | None = datetime.fromisoformat(cell)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise WrongCell(
            "expected a moment such as 2026-11-21T08:30:00+08:00", "应为时刻,例如 2026-11-21T08:30:00+08:00"
        )
    return found


def percent(cell: str) -> Cell:
    """A whole number of 0 to 100."""
    number = whole(cell)
    if not isinstance(number, int) or number > 100:
        raise WrongCell("expected a whole number of 0 to 100", "应为 0 到 100 的整数")
    return number


def cents(cell: str) -> Cell:
    """An amount in yuan with at most two decimals, as cents."""
    try:
        amount = Decimal(cell) * 100
    except ArithmeticError:  # no number, or one beyond what decimals hold
        amount = Decimal("NaN")
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount < 10**11:
        raise WrongCell("expected an amount such as 128.00, not negative", "应为金额,例如 128.00,不得为负")
    return int(amount)


def day(cell: str) -> Cell:
    """A date, `2026-11-21`."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise WrongCell("expected a date such as 2026-11-21", "应为日期,例如 2026-11-21") from None


def clock(cell: str) -> Cell:
    """A time of day, `08:30`."""
    if not _CLOCK.match(cell):
        raise WrongCell("expected a time of day such as 08:30", "应为时间,例如 08:30")
    return cell


def zone(cell: str) -> Cell:
    """The name of a time zone."""
    if cell not in time_zones():
        raise WrongCell("expected a time zone such as Asia/Shanghai", "应为时区名,例如 Asia/Shanghai")
    return cell


def flag(cell: str) -> Cell:
    """`yes` or `no`."""
    if cell not in ("yes", "no"):
        raise WrongCell("expected yes or no", "应为 yes 或 no")
    return cell == "yes"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Reads one of the words."""

    choices: tuple[str, ...]

    def __call__(self, cell: str) -> Cell:
        if cell not in self.choices:
            expected = self.choices
            raise WrongCell(f"expected one of {', '.join(expected)}", f"应为其中之一:{'、'.join(expected)}")
        return cell


@dataclass(frozen=True, slots=True)
class SomeOf:
    """Reads words separated by `|`, each one of the given ones (any, when none is given); stored with commas."""

    choices: tuple[str, ...]

    def __call__(self, cell: str) -> Cell:
        words = [word.strip() for word in cell.split("|") if word.strip()]
        wrong = [word for word in words if self.choices and word not in self.choices]
        if wrong or not words:
            allowed = ", ".join(self.choices) or "codes"
            raise WrongCell(f"expected words of {allowed}, separated by |", f"应为以 | 分隔的:{allowed}")
        return ",".join(words)


def one_of(*choices: str) -> Parse:
    """One of the given words."""
    return OneOf(choices)


def some_of(*choices: str) -> Parse:
    """Words separated by `|`, each one of the given ones (any, when none is given); stored with commas."""
    return SomeOf(choices)


def days(cell: str) -> Cell:
    """Dates separated by `|`; stored with commas."""
    found = [word.strip() for word in cell.split("|") if word.strip()]
    for word in found:
        day(word)
    return ",".join(found)
