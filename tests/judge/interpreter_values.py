"""FEEL and variables: what is seen from a scope, how results are merged outward (section 2 of the dialect)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from engine.feel import Environment, Expression, FeelFailure, compile_expression, to_json
from tests.judge import interpreter_events as events
from tests.judge.interpreter_state import Case, Failure, Instance, Values


@lru_cache(maxsize=2000)
def compiled(text: str) -> Expression:
    """A FEEL text without its '='."""
    return compile_expression(text)


def visible(scope: Instance) -> Values:
    """D5: every name as seen from `scope`, an inner one hiding the outer one."""
    seen: Values = {}
    for instance in reversed(scope.chain):
        seen.update(instance.variables)
    return seen


def evaluate(case: Case, scope: Instance, text: str, extra: Values | None = None) -> Any:
    """The value of `=…`, or the static text (G9); a temporal value stays one. Raises FeelFailure."""
    text = text.strip()
    if not text.startswith("="):
        return text
    environment = Environment(now=case.now, zone=case.zone)
    return compiled(text[1:]).evaluate({**visible(scope), **(extra or {})}, environment).value


def stored(case: Case, scope: Instance, text: str, *, error_type: str, extra: Values | None = None) -> Any:
    """The value as JSON (D3); a hard failure (F30) is a Failure of `error_type`."""
    try:
        return to_json(evaluate(case, scope, text, extra))
    except FeelFailure as failure:
        raise Failure(error_type, str(failure)) from None


def required(
    case: Case, scope: Instance, text: str, kinds: tuple[type, ...], what: str, *, extra: Values | None = None
) -> Any:
    """D25: a value of one of `kinds`, else EXTRACT_VALUE_ERROR."""
    value = stored(case, scope, text, error_type="EXTRACT_VALUE_ERROR", extra=extra)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise Failure("EXTRACT_VALUE_ERROR", f"expected {what}, but found {value!r}")
    return value


def condition(case: Case, scope: Instance, text: str, extra: Values | None = None) -> bool:
    """W1, D25: true or false; anything else is CONDITION_ERROR."""
    try:
        value = evaluate(case, scope, text, extra)
    except FeelFailure as failure:
        raise Failure("CONDITION_ERROR", str(failure)) from None
    if not isinstance(value, bool):
        raise Failure("CONDITION_ERROR", f"expected true or false from {text}, but found {value!r}")
    return value


def write(case: Case, scope: Instance, name: str, value: Any, *, by: Instance | None = None) -> None:
    """One write into exactly this scope; conditions that watch the name are looked at (E14)."""
    created = name not in scope.variables
    changed = created or scope.variables[name] != value or type(scope.variables[name]) is not type(value)
    scope.variables[name] = value
    if changed:
        events.variable_changed(case, scope, name, "create" if created else "update", by=by)


def merge(case: Case, scope: Instance, values: Values, *, by: Instance | None = None) -> None:
    """D7: each variable to the nearest scope from `scope` outward that has the name, else to the case root."""
    for name, value in values.items():
        home = next((instance for instance in scope.chain if name in instance.variables), case.root)
        write(case, home, name, value, by=by)


def apply_inputs(case: Case, instance: Instance) -> None:
    """D20, D21: in order, into the instance's own scope; a dotted target builds the whole object locally."""
    for name, value in _mapped(case, instance, instance.element.inputs, [instance]).items():
        write(case, instance, name, value, by=instance)


def apply_outputs(case: Case, instance: Instance, outward: Instance) -> None:
    """D22: only mapped targets are merged, from `outward` on; a dotted target changes one leaf of the outer object."""
    merge(case, outward, _mapped(case, instance, instance.element.outputs, outward.chain), by=instance)


def _mapped(case: Case, instance: Instance, lines: list[tuple[str, str]], around: list[Instance]) -> Values:
    """All targets of a mapping, before any is written: when one source fails, none is."""
    found: Values = {}
    for source, target in lines:
        value = stored(case, instance, source, error_type="IO_MAPPING_ERROR", extra=found) if source.strip() else None
        first, *rest = target.split(".")
        if rest:
            outer = next((scope.variables[first] for scope in around if first in scope.variables), {})
            value = _with_leaf(found.get(first, outer), rest, value)
        found[first] = value
    return found


def _with_leaf(base: Any, path: list[str], value: Any) -> Any:
    changed = dict(base) if isinstance(base, dict) else {}
    first, *rest = path
    changed[first] = _with_leaf(changed.get(first), rest, value) if rest else value
    return changed
