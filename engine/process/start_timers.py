"""When a timer start event is due (dialect T1, T5, T9, T10, S13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.feel import Environment, parse_timer_cycle, parse_timer_date, parse_timer_duration, to_json
from engine.process import rounds
from engine.process.definition import Definition
from engine.process.expressions import Value
from engine.process.graph import Timer
from engine.process.rounds import Rounds


@dataclass(frozen=True, slots=True)
class Start:
    """What a due start timer does: whether a case begins, how many rounds went by unused, and when it is due again.

    `fired_count`: rounds used up so far, this one and the missed ones included. `due_at` None = never again.
    """

    begins: bool
    missed: int
    fired_count: int
    due_at: datetime | None


class Clockwork:
    """A timer start event in its time zone. `working`: the end of an ISO duration in a calendar's working time."""

    def __init__(
        self,
        definition: Definition,
        element_id: str,
        *,
        now: datetime,
        zone: str,
        working: Callable[[datetime, str, str], datetime],
    ) -> None:
        self._timer = _timer(definition, element_id)
        self._now, self._zone = now, ZoneInfo(zone)
        value = self._evaluate(self._timer.text)
        self._text = value if isinstance(value, str) else str(to_json(value))
        calendar = self._evaluate(self._timer.calendar) if self._timer.calendar is not None else None
        self._working = None if calendar is None else lambda start, text: working(start, text, str(calendar))

    def first(self) -> datetime | None:
        """When it is first due after now; None = never. Raises LookupError without its calendar."""
        if self._timer.kind == "date":
            return parse_timer_date(self._text, zone=self._zone)
        if self._timer.kind == "duration":
            return self._after_duration()
        found = self._rounds()
        return None if found is None else found.first(self._now)

    def fire(self, *, due_at: datetime, fired_count: int) -> Start:
        """It is due since `due_at` and was used `fired_count` times before. Raises LookupError without its calendar.

        T9: `once` begins one case and uses up what was missed, `all` begins one for each missed round (the last 1,000),
        `skip` begins none after a missed round.
        """
        fired_count += 1
        found = self._rounds() if self._timer.kind == "cycle" else None
        if found is None:
            return Start(True, 0, fired_count, None)
        missed, following = found.missed(due_at, self._now)
        begins = self._timer.catch_up != "skip" or not missed
        if self._timer.catch_up == "all":
            missed = max(0, missed - rounds.MOST_MISSED + 1)
            following = found.later(due_at, missed + 1)
        if found.limit is not None:
            missed = min(missed, found.limit - fired_count)
        fired_count += missed
        is_last = found.limit is not None and fired_count >= found.limit
        return Start(begins, missed, fired_count, None if is_last else following)

    def _rounds(self) -> Rounds | None:
        cycle = parse_timer_cycle(self._text, zone=self._zone)
        return None if cycle is None else Rounds(cycle, self._text, self._zone, self._working)

    def _after_duration(self) -> datetime | None:
        duration = parse_timer_duration(self._text)
        if duration is None or self._working is not None:
            return None if duration is None or self._working is None else self._working(self._now, self._text)
        return duration.after(self._now, zone=self._zone)

    def _evaluate(self, text: Value) -> object:
        if text.expression is None:
            return text.text
        return text.expression.evaluate({}, Environment(now=self._now, zone=self._zone)).value


def _timer(definition: Definition, element_id: str) -> Timer:
    for fact in definition.start_events:
        if fact.element_id == element_id and fact.timer is not None:
            return fact.timer
    raise KeyError(element_id)
