"""Numeric functions (F23). All calculate with 34 digits."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.builtins.registry import builtin
from engine.feel.numbers import ADD, CONTEXT, SUBTRACT, whole
from engine.feel.scope import Run
from engine.feel.temporal import DayTimeDuration, YearMonthDuration
from engine.feel.values import FeelValue, NoValue, Number

_MIN_SCALE, _MAX_SCALE = -6111, 6176


def _rounded(number: Number, scale: Number, mode: str) -> Decimal:
    digits = int(scale)
    if not _MIN_SCALE <= digits <= _MAX_SCALE:
        raise NoValue(f"expected a scale from {_MIN_SCALE} to {_MAX_SCALE}, but found {scale}")
    value = CONTEXT.create_decimal(number)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -digits <= exponent:
        return value
    return value.quantize(Decimal((0, (1,), -digits)), rounding=mode, context=CONTEXT)


@builtin("decimal", "n: number, scale: number")
def decimal(run: Run, number: Number, scale: Number) -> Decimal:
    """Rounded half even to a number of digits after the point."""
    return _rounded(number, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale?: number")
def floor(run: Run, number: Number, scale: Number = 0) -> Decimal:
    """Rounded down to the lower number."""
    return _rounded(number, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number, scale?: number")
def ceiling(run: Run, number: Number, scale: Number = 0) -> Decimal:
    """Rounded up to the higher number."""
    return _rounded(number, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(run: Run, number: Number, scale: Number) -> Decimal:
    """Rounded away from zero."""
    return _rounded(number, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(run: Run, number: Number, scale: Number) -> Decimal:
    """Rounded towards zero."""
    return _rounded(number, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(run: Run, number: Number, scale: Number) -> Decimal:
    """Rounded to the nearest, halves away from zero."""
    return _rounded(number, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(run: Run, number: Number, scale: Number) -> Decimal:
    """Rounded to the nearest, halves towards zero."""
    return _rounded(number, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: number")
def absolute(run: Run, number: Number) -> FeelValue:
    """Without its sign."""
    return SUBTRACT(0, number) if number < 0 else number


@builtin("abs", "n: days and time duration")
def absolute_days(run: Run, duration: DayTimeDuration) -> DayTimeDuration:
    """Without its sign."""
    return DayTimeDuration(abs(duration.nanos))


@builtin("abs", "n: years and months duration")
def absolute_months(run: Run, duration: YearMonthDuration) -> YearMonthDuration:
    """Without its sign."""
    return YearMonthDuration(abs(duration.months))


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Number, divisor: Number) -> FeelValue:
    """The remainder, with the sign of the divisor."""
    rest = CONTEXT.remainder(dividend, divisor)
    return ADD(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def sqrt(run: Run, number: Number) -> Decimal:
    """The square root; null below zero."""
    return CONTEXT.sqrt(number)


@builtin("log", "number: number")
def log(run: Run, number: Number) -> Decimal:
    """The natural logarithm; null unless above zero."""
    if number <= 0:
        raise NoValue(f"expected a number above zero, but found {number}")
    return CONTEXT.ln(number)


@builtin("exp", "number: number")
def exp(run: Run, number: Number) -> Decimal:
    """e to the power of the number."""
    return CONTEXT.exp(number)


@builtin("odd", "number: number")
def odd(run: Run, number: Number) -> bool:
    """Whether it is an odd integer."""
    return _remainder_of_two(number) == 1


@builtin("even", "number: number")
def even(run: Run, number: Number) -> bool:
    """Whether it is an even integer."""
    return _remainder_of_two(number) == 0


def _remainder_of_two(number: Number) -> int | None:
    integer = whole(number)
    if integer is not None:
        return integer % 2
    # Beyond 34 digits every number is a multiple of ten.
    return 0 if isinstance(number, Decimal) and number.adjusted() > 0 and number == number.to_integral_value() else None
