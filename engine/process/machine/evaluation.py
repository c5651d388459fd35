"""Evaluating what is written at elements, with the types the dialect asks for (D25): wrong ones are faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from engine.feel import FeelFailure, FeelWarning, Outcome, parse_timer_date, to_json, type_of
from engine.process.expressions import Value
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.values import Json, dump

EXTRACT = "EXTRACT_VALUE_ERROR"


def evaluate(
    run: Run, value: Value, key: int, *, error: str = EXTRACT, extra: Mapping[str, Json] | None = None
) -> Outcome:
    """What `value` gives in scope `key`; `extra` names hide variables. F30 is a fault of type `error`."""
    expression = value.expression
    if expression is None:
        return Outcome(value.text)
    variables = run.variables.visible(expression.names, key)
    if extra:
        variables.update(extra)
    try:
        return expression.evaluate(variables, run.environment)
    except FeelFailure as failure:
        raise Fault(error, f"{value.text}: {failure.message}") from None


def is_true(run: Run, value: Value, key: int, *, extra: Mapping[str, Json] | None = None) -> bool | None:
    """A condition: True, False, or None for anything else."""
    found = evaluate(run, value, key, error="CONDITION_ERROR", extra=extra).value
    return found if isinstance(found, bool) else None


def condition(
    run: Run, value: Value, key: int, *, what: str, error: str, extra: Mapping[str, Json] | None = None
) -> bool:
    """A condition that must be a boolean; anything else is a fault."""
    outcome = evaluate(run, value, key, error=error, extra=extra)
    if isinstance(outcome.value, bool):
        return outcome.value
    raise Fault(error, _wrong(what, "a boolean", outcome) + _with_inputs(run, value, key, extra))


def _with_inputs(run: Run, value: Value, key: int, extra: Mapping[str, Json] | None) -> str:
    """The expression and what it saw, each input cut to 100 characters: what an operator needs to put it right."""
    if value.expression is None:
        return f"; it is '{value.text}'"
    seen = {**run.variables.visible(value.expression.names, key), **(extra or {})}
    inputs = [f"{name} = {dump(seen[name])[:100]}" for name in sorted(value.expression.names) if name in seen]
    return f"; it is '{value.text[:500]}' with {', '.join(inputs) or 'no inputs'}"


def as_json(value: object, *, what: str, error: str = EXTRACT) -> Json:
    """A FEEL value as it is stored (D3); one that cannot be is a fault of type `error` (F30)."""
    try:
        return cast("Json", to_json(value))
    except FeelFailure as failure:
        raise Fault(error, f"{what}: {failure.message}") from None


def json_value(run: Run, value: Value, key: int, *, what: str, error: str = EXTRACT) -> Json:
    """The value as JSON, null included."""
    return as_json(evaluate(run, value, key, error=error).value, what=what)


def text(run: Run, value: Value, key: int, *, what: str, error: str = EXTRACT) -> str:
    """A string; anything else is a fault."""
    outcome = evaluate(run, value, key, error=error)
    if isinstance(outcome.value, str):
        return outcome.value
    raise Fault(error, _wrong(what, "a string", outcome))


def text_or_null(run: Run, value: Value | None, key: int, *, what: str) -> str | None:
    """A string, or None for null and for what is not written."""
    if value is None:
        return None
    outcome = evaluate(run, value, key)
    if outcome.value is None or isinstance(outcome.value, str):
        return outcome.value
    raise Fault(EXTRACT, _wrong(what, "a string or null", outcome))


def texts(run: Run, value: Value | None, key: int, *, what: str) -> tuple[str, ...]:
    """A list of strings, or a static comma list (A5)."""
    if value is None:
        return ()
    if value.is_static:
        return tuple(part.strip() for part in value.text.split(",") if part.strip())
    outcome = evaluate(run, value, key)
    if isinstance(outcome.value, list) and all(isinstance(item, str) for item in outcome.value):
        return tuple(outcome.value)
    raise Fault(EXTRACT, _wrong(what, "a list of strings", outcome))


def whole_number(run: Run, value: Value, key: int, *, what: str, least: int, most: int) -> int:
    """A whole number or numeric string within the bounds (D25)."""
    outcome = evaluate(run, value, key)
    found = outcome.value
    try:
        number = int(str(found)) if not isinstance(found, bool) and str(found).strip().lstrip("-").isdigit() else None
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise Fault(EXTRACT, _wrong(what, f"a whole number of {least} to {most}", outcome))
    return number


def items(run: Run, value: Value, key: int, *, what: str) -> list[Json]:
    """A list; anything else is a fault (M1)."""
    outcome = evaluate(run, value, key)
    if not isinstance(outcome.value, list):
        raise Fault(EXTRACT, _wrong(what, "a list", outcome))
    found = as_json(outcome.value, what=what)
    assert isinstance(found, list)
    return found


def moment(run: Run, value: Value | None, key: int, *, what: str) -> datetime | None:
    """A date and time or ISO text as an aware instant, None for null and for what is not written (A5, T3)."""
    if value is None:
        return None
    outcome = evaluate(run, value, key)
    if outcome.value is None:
        return None
    found = parse_timer_date(outcome.value, zone=run.environment.zone)
    if found is None:
        raise Fault(EXTRACT, _wrong(what, "a date and time", outcome))
    return found


def _wrong(what: str, expected: str, outcome: Outcome) -> str:
    found = "null" if outcome.value is None else str(type_of(outcome.value))
    return f"expected {what} to be {expected}, but found {found}{warned(outcome.warnings)}"


def warned(warnings: Iterable[FeelWarning]) -> str:
    """The FEEL warnings as the end of a sentence (F31)."""
    messages = "; ".join(warning.message for warning in warnings)
    return f" ({messages})" if messages else ""
