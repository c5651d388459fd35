"""Numbers, exact: digits after the point, multiples, limits."""

from __future__ import annotations

import re
from decimal import Context, Decimal, InvalidOperation

from engine.forms.messages import Wrong
from engine.forms.rules.view import View
from engine.values import Json

_NUMBER = re.compile(r"[+-]?(\d{1,34}(\.\d{0,33})?|\.\d{1,33})([eE][+-]?\d{1,2})?", re.ASCII)
_EXACT = Context(prec=200)


def check_number(value: Json, view: View) -> Json:
    """A number, whole ones as int; a string instead when the field has `serializeToString`."""
    is_text = view.component.schema.get("serializeToString") is True
    number = _read(value, is_text=is_text)
    _check_digits(number, view)
    _check_step(number, view)
    least, most = _bound(view.limit(view.component.limits.minimum)), _bound(view.limit(view.component.limits.maximum))
    if least is not None and number < least:
        raise Wrong("min", plain(least))
    if most is not None and number > most:
        raise Wrong("max", plain(most))
    if is_text:
        return plain(number)
    return int(number) if number == number.to_integral_value() else number


def read_number(text: str) -> Decimal | None:
    """The number a person typed, or None: at most 34 digits, a plain exponent, nothing else."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def plain(number: Decimal) -> str:
    """`number` without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read(value: Json, *, is_text: bool) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Wrong.of_type("number")
    if isinstance(value, str):
        number = read_number(value.strip())
        if number is None or not is_text:
            raise Wrong("number")
        return number
    number = Decimal(value)
    if not number.is_finite() or len(number.as_tuple().digits) > 34 or abs(number.adjusted()) > 99:
        raise Wrong("number")
    return number


def _check_digits(number: Decimal, view: View) -> None:
    allowed = _bound(view.component.schema.get("decimalDigits"))
    exponent = number.normalize(_EXACT).as_tuple().exponent
    if allowed is None or not isinstance(exponent, int) or -exponent <= allowed:
        return
    raise Wrong("integer") if allowed == 0 else Wrong("decimals", plain(allowed))


def _check_step(number: Decimal, view: View) -> None:
    step = _bound(view.component.schema.get("increment"))
    if step is None or step <= 0:
        return
    try:
        rest = _EXACT.remainder(number, step)
    except InvalidOperation:
        raise Wrong("number") from None
    if rest:
        raise Wrong("step", plain(step))


def _bound(value: Json) -> Decimal | None:
    if isinstance(value, str):
        return read_number(value.strip())
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
