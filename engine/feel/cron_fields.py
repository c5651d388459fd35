"""Single fields of a cron text: numbers with ranges, lists, steps and names, and the day marks L, W and #."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

DayRule: TypeAlias = Callable[[date], bool]

_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_PART = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d{1,2}))?")
_NEAREST = re.compile(r"(\d{1,2})W")
_FROM_LAST = re.compile(r"L-(\d{1,2})")
_LAST_WEEKDAY = re.compile(r"(\w+)L")
_NTH_WEEKDAY = re.compile(r"(\w+)#([1-5])")


def parse_numbers(field: str, low: int, high: int, names: tuple[str, ...] = ()) -> set[int]:
    """The numbers a field names. Raises ValueError if it is not well formed or out of range."""
    numbers: set[int] = set()
    for part in field.split(","):
        numbers.update(_numbers(part, low, high, names))
    return numbers


def _numbers(part: str, low: int, high: int, names: tuple[str, ...]) -> range:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(part)
    first, last, step = found.groups()
    if first == "*":
        if last:
            raise ValueError(part)
        start, end = low, high
    else:
        start = _number(first, low, names)
        end = _number(last, low, names) if last else (high if step else start)
    if not low <= start <= end <= high or step == "0":
        raise ValueError(part)
    return range(start, end + 1, int(step or 1))


def _number(text: str, low: int, names: tuple[str, ...]) -> int:
    return names.index(text) + low if text in names else int(text)


def parse_days(field: str) -> tuple[DayRule, ...]:
    """Rules of the day-of-month field: numbers, `L`, `L-3`, `15W`, `LW`, `?`."""
    return tuple(_day_rule(part) for part in field.replace("?", "*").split(","))


def _day_rule(part: str) -> DayRule:
    if part == "L":
        return lambda day: day.day == _last(day)
    if part == "LW":
        return lambda day: day == _nearest_weekday(day.replace(day=_last(day)))
    from_last = _FROM_LAST.fullmatch(part)
    if from_last:
        back = int(from_last.group(1))
        return lambda day: day.day == _last(day) - back
    nearest = _NEAREST.fullmatch(part)
    if nearest:
        wanted = int(nearest.group(1))
        if not 1 <= wanted <= 31:
            raise ValueError(part)
        return lambda day: wanted <= _last(day) and day == _nearest_weekday(day.replace(day=wanted))
    numbers = frozenset(parse_numbers(part, 1, 31))
    return lambda day: day.day in numbers


def _last(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _nearest_weekday(day: date) -> date:
    """The weekday nearest to a day within its month."""
    weekday = day.weekday()
    if weekday == 5:
        return day - timedelta(days=1) if day.day > 1 else day + timedelta(days=2)
    if weekday == 6:
        return day + timedelta(days=1) if day.day < _last(day) else day - timedelta(days=2)
    return day


def parse_weekdays(field: str) -> tuple[DayRule, ...]:
    """Rules of the weekday field: 0 or 7 = Sunday, names, `5L` (last Friday), `5#2` (second Friday), `?`."""
    return tuple(_weekday_rule(part) for part in field.replace("?", "*").split(","))


def _weekday_rule(part: str) -> DayRule:
    nth = _NTH_WEEKDAY.fullmatch(part)
    if nth:
        wanted, count = _weekday(nth.group(1)), int(nth.group(2))
        return lambda day: _cron_weekday(day) == wanted and (day.day - 1) // 7 + 1 == count
    last = _LAST_WEEKDAY.fullmatch(part)
    if last:
        final = _weekday(last.group(1))
        return lambda day: _cron_weekday(day) == final and day.day + 7 > _last(day)
    numbers = frozenset(number % 7 for number in _weekday_numbers(part))
    return lambda day: _cron_weekday(day) in numbers


def _weekday_numbers(part: str) -> set[int]:
    if part.endswith("-SUN"):
        part = part[:-3] + "7"
    return parse_numbers(part, 0, 7, _WEEKDAYS)


def _weekday(text: str) -> int:
    number = _number(text, 0, _WEEKDAYS)
    if not 0 <= number <= 7:
        raise ValueError(text)
    return number % 7


def _cron_weekday(day: date) -> int:
    return (day.weekday() + 1) % 7
