"""When a timer start event is due (dialect T1, T5, T9, T10)."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from engine.feel import Environment, parse_timer_cycle, parse_timer_date, parse_timer_duration
from engine.feel.cron import Cron
from engine.process.definition import Definition
from engine.process.expressions import Value
from engine.process.graph import Timer


def next_start(
    definition: Definition, element_id: str, *, after: datetime | None, now: datetime, fired: int, zone: str
) -> datetime | None:
    """The next due moment of a start timer that has fired `fired` times, last due at `after`; None = never again.

    A date is due once. A cycle goes on from its last due moment without drift; rounds missed meanwhile count as fired
    by the one that fired (catchUp `once`, T9).
    """
    timer = _timer(definition, element_id)
    place = ZoneInfo(zone)
    value = _evaluate(timer.text, now, place)
    if timer.kind == "date":
        return parse_timer_date(value, zone=place) if after is None else None
    if timer.kind == "duration":
        duration = parse_timer_duration(value)
        return duration.after(now, zone=place) if duration is not None and after is None else None
    return _next_round(str(value), after=after, now=now, fired=fired, zone=place)


def _next_round(text: str, *, after: datetime | None, now: datetime, fired: int, zone: tzinfo) -> datetime | None:
    cycle = parse_timer_cycle(text, zone=zone)
    if cycle is None:
        return None
    if isinstance(cycle, Cron):
        return cycle.next_after(now, zone=zone)
    if after is None:
        return cycle.first_after(now, zone=zone)
    limit = cycle.repetitions
    due: datetime | None = after
    while due is not None and due <= now and (limit is None or fired < limit):
        due = cycle.next_after(due, zone=zone)
        if due is not None and due <= now:
            fired += 1
    return due if limit is None or fired < limit else None


def _timer(definition: Definition, element_id: str) -> Timer:
    for fact in definition.start_events:
        if fact.element_id == element_id and fact.timer is not None:
            return fact.timer
    raise KeyError(element_id)


def _evaluate(text: Value, now: datetime, zone: tzinfo) -> object:
    if text.expression is None:
        return text.text
    return text.expression.evaluate({}, Environment(now=now, zone=zone)).value
