"""`+ - * / **` and unary minus over all types (F5, F9): tables by operator and kinds of operands."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import TypeAlias

from engine.feel.calendar_math import DAY_NANOS, DAY_SECONDS, MAX_YEAR, NANOS, shift_month
from engine.feel.limits import check_string
from engine.feel.numbers import ADD, DIVIDE, MULTIPLY, NO_NUMBER, POWER, SUBTRACT
from engine.feel.scope import Run
from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration, time_offset
from engine.feel.types import type_of
from engine.feel.values import NUMBERS, FeelValue

Operation: TypeAlias = Callable[[FeelValue, FeelValue], FeelValue]
_MIDNIGHT_UTC = FeelTime(0, 0, 0, 0, 0)

NUMBER_OPERATIONS: dict[str, Callable[[FeelValue, FeelValue], Decimal]] = {
    "+": ADD,
    "-": SUBTRACT,
    "*": MULTIPLY,
    "/": DIVIDE,
    "**": POWER,
}


def calculate(run: Run, operator: str, a: FeelValue, b: FeelValue, position: int) -> FeelValue:
    """`a operator b`, or null with a warning."""
    try:
        if type(a) in NUMBERS and type(b) in NUMBERS:
            return NUMBER_OPERATIONS[operator](a, b)
        result = _mixed(run, operator, a, b)
    except (*NO_NUMBER, OverflowError):
        return run.warn("OUT_OF_RANGE", f"expected a value in range from '{operator}', but found none", position)
    if result is not None:
        return result
    message = f"expected operands that '{operator}' takes, but found {type_of(a)} and {type_of(b)}"
    return run.warn("INVALID_TYPE", message, position)


def negate(run: Run, value: FeelValue, position: int) -> FeelValue:
    """`-value` for numbers and durations, or null with a warning."""
    if type(value) in NUMBERS:
        return SUBTRACT(0, value)
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(-value.nanos)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    return run.warn("INVALID_TYPE", f"expected a number or duration after '-', but found {type_of(value)}", position)


def _mixed(run: Run, operator: str, a: FeelValue, b: FeelValue) -> FeelValue:
    if operator == "+":
        return _concatenated(run, a, b) if isinstance(a, str) and isinstance(b, str) else _sum(a, b)
    if operator == "-":
        return _difference(a, b)
    if operator == "*":
        return _scaled(a, b) or _scaled(b, a)
    return _quotient(a, b) if operator == "/" else None


def _concatenated(run: Run, a: str, b: str) -> str:
    check_string(len(a) + len(b))
    run.charge(1 + (len(a) + len(b)) // 256)
    return a + b


def _sum(a: FeelValue, b: FeelValue) -> FeelValue:
    if isinstance(b, DayTimeDuration):
        return _plus_days(a, b.nanos) if not isinstance(a, YearMonthDuration) else None
    if isinstance(b, YearMonthDuration):
        return _plus_months(a, b.months)
    if isinstance(a, DayTimeDuration | YearMonthDuration) and isinstance(b, FeelDate | FeelTime | FeelDateTime):
        return _sum(b, a)
    return None


def _difference(a: FeelValue, b: FeelValue) -> FeelValue:
    if isinstance(b, DayTimeDuration):
        return _plus_days(a, -b.nanos)
    if isinstance(b, YearMonthDuration):
        return _plus_months(a, -b.months)
    if isinstance(a, FeelTime) and isinstance(b, FeelTime):
        return _time_difference(a, b)
    start, end = _moment(b), _moment(a)
    if isinstance(a, FeelDate) and isinstance(b, FeelDate):
        return DayTimeDuration((a.number - b.number) * DAY_NANOS)
    if start is None or end is None or start.time.has_zone != end.time.has_zone:
        return None
    return DayTimeDuration(end.instant_nanos - start.instant_nanos)


def _moment(value: FeelValue) -> FeelDateTime | None:
    if isinstance(value, FeelDate):
        return FeelDateTime(value, _MIDNIGHT_UTC)
    return value if isinstance(value, FeelDateTime) else None


def _time_difference(a: FeelTime, b: FeelTime) -> DayTimeDuration | None:
    if a.has_zone != b.has_zone:
        return None
    shift = (time_offset(a) or 0) - (time_offset(b) or 0)
    return DayTimeDuration(a.nanos - b.nanos - shift * NANOS)


def _plus_days(value: FeelValue, nanos: int) -> FeelValue:
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(value.nanos + nanos)
    if isinstance(value, FeelDate):
        return FeelDate.from_number((value.number * DAY_NANOS + nanos) // DAY_NANOS)
    if isinstance(value, FeelTime):
        total = (value.nanos + nanos) % (DAY_SECONDS * NANOS)
        return FeelTime.from_nanos(total, offset=value.offset, zone=value.zone)
    if isinstance(value, FeelDateTime):
        time = value.time
        return FeelDateTime.from_instant(value.instant_nanos + nanos, offset=time.offset, zone=time.zone)
    return None


def _plus_months(value: FeelValue, months: int) -> FeelValue:
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(value.months + months)
    if isinstance(value, FeelDateTime):
        return FeelDateTime(_shifted(value.date, months), value.time)
    return _shifted(value, months) if isinstance(value, FeelDate) else None


def _shifted(date: FeelDate, months: int) -> FeelDate:
    year, month, day = shift_month(date.year, date.month, date.day, months)
    if abs(year) > MAX_YEAR:
        raise OverflowError("expected a year FEEL knows")
    return FeelDate(year, month, day)


def _scaled(duration: FeelValue, factor: FeelValue) -> FeelValue:
    if type(factor) not in NUMBERS:
        return None
    if isinstance(duration, DayTimeDuration):
        return DayTimeDuration(_truncated(MULTIPLY(duration.nanos, factor)))
    if isinstance(duration, YearMonthDuration):
        return YearMonthDuration(_truncated(MULTIPLY(duration.months, factor)))
    return None


def _truncated(number: Decimal) -> int:
    if number.adjusted() > 30:
        raise OverflowError("expected a duration in range")
    return int(number.to_integral_value(rounding=ROUND_DOWN))


def _quotient(a: FeelValue, b: FeelValue) -> FeelValue:
    if isinstance(a, DayTimeDuration):
        if isinstance(b, DayTimeDuration):
            return DIVIDE(a.nanos, b.nanos)
        return DayTimeDuration(_truncated(DIVIDE(a.nanos, b))) if type(b) in NUMBERS else None
    if isinstance(a, YearMonthDuration):
        if isinstance(b, YearMonthDuration):
            return DIVIDE(a.months, b.months)
        return YearMonthDuration(_truncated(DIVIDE(a.months, b))) if type(b) in NUMBERS else None
    return None
