"""FEEL numbers (F5): int or Decimal, calculated with 34 digits, half even; what has no result is None."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import cast

from engine.feel.values import FeelValue, Number

DIGITS = 34
MAX_EXPONENT = 6144

CONTEXT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=MAX_EXPONENT,
    capitals=1,
    clamp=0,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)

NumberOperation = Callable[[FeelValue, FeelValue], Decimal]

# Context methods take int as well as Decimal, which their stubs do say, but not that the caller has checked.
ADD = cast(NumberOperation, CONTEXT.add)
SUBTRACT = cast(NumberOperation, CONTEXT.subtract)
MULTIPLY = cast(NumberOperation, CONTEXT.multiply)
DIVIDE = cast(NumberOperation, CONTEXT.divide)
POWER = cast(NumberOperation, CONTEXT.power)

NO_NUMBER = (DivisionByZero, InvalidOperation, Overflow)


def read_number(text: str) -> Number | None:
    """The number a literal stands for, rounded to 34 digits; None beyond 1E6144."""
    if text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    try:
        return CONTEXT.create_decimal(text)
    except NO_NUMBER:
        return None


def exact_number(value: FeelValue) -> Number | None:
    """A number as it came in, floats by their shortest text; None for NaN, infinity and other types."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, int):
        return value
    number = Decimal(repr(value)) if isinstance(value, float) else value
    return number if number.is_finite() else None


def plain(number: Number) -> str:
    """The digits of a number without exponent and without needless zeros."""
    if isinstance(number, int):
        return str(number)
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def whole(number: FeelValue) -> int | None:
    """The int of an integral number; None for fractions and for numbers beyond 34 digits."""
    if type(number) is int:
        return number
    if not isinstance(number, Decimal) or number.adjusted() > DIGITS:
        return None
    integer = int(number)
    return integer if integer == number else None
