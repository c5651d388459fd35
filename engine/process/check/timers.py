"""Timers: exactly one kind, allowed at its place, with a value that can be read (dialect T1 to T6)."""

from __future__ import annotations

from datetime import UTC

from engine.process.check.context import Context
from engine.process.check.expressions import check_feel, is_expression
from engine.process.check.model import Node, is_true, properties, text_of
from engine.process.check.report import local_name
from engine.process.check.timer_text import cycle_interval, date_of, fires_every_minute_at_most, is_cron, is_duration
from engine.process.xml import Element

_KINDS = ("timeDate", "timeDuration", "timeCycle")
_SHORTEST_SECONDS = 60


def check_timers(context: Context) -> None:
    """Each timer event definition of the executable part."""
    for node in context.model.all_nodes():
        for definition in node.definitions():
            if local_name(definition) == "timerEventDefinition":
                _check_timer(context, node, definition)


def _check_timer(context: Context, node: Node, definition: Element) -> None:
    found = [child for child in definition if local_name(child) in _KINDS and text_of(child)]
    if len(found) != 1:
        context.report.add("TIMER_KIND.count", node.element, count=len(found))
        return
    kind = local_name(found[0])
    allowed = _allowed(node)
    if kind not in allowed:
        context.report.add("TIMER_KIND", node.element, kind=kind, allowed=", ".join(allowed))
    _check_value(context, node, found[0], kind)


def _allowed(node: Node) -> tuple[str, ...]:
    if node.kind == "startEvent" and node.scope.is_process:
        return ("timeDate", "timeCycle")
    if node.kind == "boundaryEvent" and not is_true(node.element, "cancelActivity", absent=True):
        return _KINDS
    if node.kind == "startEvent" and not is_true(node.element, "isInterrupting", absent=True):
        return _KINDS
    return ("timeDate", "timeDuration")


def _check_value(context: Context, node: Node, element: Element, kind: str) -> None:
    text = text_of(element)
    if is_expression(text):
        expression = check_feel(context, text, element, place=kind)
        if expression is not None and expression.names and node.kind == "startEvent" and node.scope.is_process:
            context.report.add("TIMER_KIND.start_expression", node.element, found=text)
        return
    zone = _zone_of(context, node)
    fits = {
        "timeDate": lambda: date_of(text, zone) is not None,
        "timeDuration": lambda: is_duration(text),
        "timeCycle": lambda: is_cron(text) or cycle_interval(text, zone) is not None,
    }[kind]()
    if not fits:
        context.report.add("TIMER_KIND.value", node.element, kind=kind, found=text)
    elif kind == "timeCycle":
        _check_frequency(context, node, text, zone)
    elif kind == "timeDate":
        _check_past(context, node, text, zone)


def _zone_of(context: Context, node: Node) -> str:
    scope = node.scope
    while scope.parent is not None:
        scope = scope.parent
    named = (value.strip() for _, name, value in properties(scope.element) if name == "sl:timeZone")
    return next((zone for zone in named if not is_expression(zone)), context.vocabulary.time_zone)


def _check_frequency(context: Context, node: Node, text: str, zone: str) -> None:
    """Cron and endless cycles at most once a minute (T6)."""
    interval = cycle_interval(text, zone)
    if interval is None:
        too_often = not fires_every_minute_at_most(text)
    else:
        seconds, endless = interval
        too_often = endless and seconds < _SHORTEST_SECONDS
        if seconds <= 0:
            context.report.add("TIMER_KIND.value", node.element, kind="timeCycle", found=text)
            return
    if too_often:
        context.report.add("TIMER_TOO_OFTEN", node.element, found=text)


def _check_past(context: Context, node: Node, text: str, zone: str) -> None:
    moment = date_of(text, zone)
    if context.now is not None and moment is not None and moment < context.now.astimezone(UTC):
        context.report.add("SOUNDNESS_HINT.past_date", node.element, found=text)
