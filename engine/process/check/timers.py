"""Timers: exactly one kind, allowed at its place, with a value that can be read (dialect T1 to T6)."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo

from engine.feel import (
    Cron,
    Cycle,
    Environment,
    Expression,
    FeelFailure,
    parse_timer_cycle,
    parse_timer_date,
    parse_timer_duration,
)
from engine.process.check.context import Context
from engine.process.check.expressions import check_feel, is_expression, variables_of
from engine.process.check.model import Node, is_true, properties, text_of
from engine.process.check.report import local_name
from engine.process.xml import Element

_MOST_NEVER = 20  # finding out takes a walk through all days of decades
_KINDS = ("timeDate", "timeDuration", "timeCycle")


def check_timers(context: Context) -> None:
    """Each timer event definition of the executable part. Of cycles that are never due the first 20 are named."""
    cycles: list[tuple[Node, str, Cycle | Cron]] = []
    for node in context.model.all_nodes():
        for definition in node.definitions():
            if local_name(definition) == "timerEventDefinition":
                _check_timer(context, node, definition, cycles)
    never = ((node, text) for node, text, cycle in cycles if cycle.is_never_due)
    for node, text in islice(never, _MOST_NEVER):
        context.report.add("TRIGGER_NEVER.cycle", node.element, found=text)


def _check_timer(
    context: Context, node: Node, definition: Element, cycles: list[tuple[Node, str, Cycle | Cron]]
) -> None:
    found = [child for child in definition if local_name(child) in _KINDS and text_of(child)]
    if len(found) != 1:
        context.report.add("TIMER_KIND.count", node.element, count=len(found))
        return
    kind = local_name(found[0])
    allowed = _allowed(node)
    if kind not in allowed:
        context.report.add("TIMER_KIND", node.element, kind=kind, allowed=", ".join(allowed))
    _check_value(context, node, found[0], kind, cycles)


def _allowed(node: Node) -> tuple[str, ...]:
    if node.kind == "startEvent" and node.scope.is_process:
        return ("timeDate", "timeCycle")
    if node.kind == "boundaryEvent" and not is_true(node.element, "cancelActivity", absent=True):
        return _KINDS
    if node.kind == "startEvent" and not is_true(node.element, "isInterrupting", absent=True):
        return _KINDS
    return ("timeDate", "timeDuration")


def _check_value(
    context: Context, node: Node, element: Element, kind: str, cycles: list[tuple[Node, str, Cycle | Cron]]
) -> None:
    text = text_of(element)
    if is_expression(text):
        expression = check_feel(context, text, element, place=kind)
        if expression is not None and variables_of(expression) and node.kind == "startEvent" and node.scope.is_process:
            context.report.add("TIMER_KIND.start_expression", node.element, found=text)
        elif expression is not None and expression.constant:
            _check_constant(context, node, expression, kind)
        return
    zone = _zone_of(context, node)
    if not _is_readable(text, kind, zone):
        context.report.add("TIMER_KIND.value", node.element, kind=kind, found=text)
    elif kind == "timeCycle":
        cycle = parse_timer_cycle(text, zone=zone)
        assert cycle is not None
        cycles.append((node, text, cycle))
        if cycle.is_too_often:
            context.report.add("TIMER_TOO_OFTEN", node.element, found=text)
    elif kind == "timeDate":
        _check_past(context, node, text, zone)


def _check_constant(context: Context, node: Node, expression: Expression, kind: str) -> None:
    """An expression that reads nothing gives the same value at run time as now."""
    try:
        value = expression.evaluate({}, Environment(now=datetime(2000, 1, 1, tzinfo=UTC))).value
    except FeelFailure:
        value = None
    if not _is_readable(value, kind, UTC):
        context.report.add("TIMER_KIND.value", node.element, kind=kind, found=f"={expression.text}")


def _is_readable(text: object, kind: str, zone: tzinfo) -> bool:
    if kind == "timeDate":
        return parse_timer_date(text, zone=zone) is not None
    if kind == "timeDuration":
        return parse_timer_duration(text) is not None
    return isinstance(text, str) and parse_timer_cycle(text, zone=zone) is not None


def _zone_of(context: Context, node: Node) -> tzinfo:
    """The process zone: its property, else that of the installation (T3); UTC where the name is wrong."""
    scope = node.scope
    while scope.parent is not None:
        scope = scope.parent
    named = (value.strip() for _, name, value in properties(scope.element) if name == "sl:timeZone")
    zone = next((zone for zone in named if not is_expression(zone)), context.vocabulary.time_zone)
    try:
        return ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        return UTC


def _check_past(context: Context, node: Node, text: str, zone: tzinfo) -> None:
    moment = parse_timer_date(text, zone=zone)
    if context.now is not None and moment is not None and moment < context.now:
        context.report.add("SOUNDNESS_HINT.past_date", node.element, found=text)
