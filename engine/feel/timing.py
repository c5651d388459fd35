"""Timer texts of BPMN (T2 to T7): dates, durations, cycles and cron, read and counted on.

All instants are aware Python datetimes in UTC; `zone` is the process zone (T3).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from engine.feel.calendar_math import shift_month
from engine.feel.cron import Cron, parse_cron
from engine.feel.local_time import resolve_local
from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration, to_python
from engine.feel.temporal_text import parse_date_time

_DURATION = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,12})H)?(?:([0-9]{1,12})M)?(?:([0-9]{1,12})(?:\.([0-9]{1,9}))?S)?)?"
)
_BRACKET_ZONE = re.compile(r"(.*?)(?:Z|[+-][0-9]{2}:[0-9]{2})?\[([A-Za-z0-9_+\-/]{1,64})\]")
_CYCLE = re.compile(r"R([0-9]{0,9})/(?:(.+)/)?(.+)")
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TimerDuration:
    """Calendar months and exact time; either may be negative."""

    months: int
    time: timedelta

    @property
    def is_positive(self) -> bool:
        """Whether it leads into the future."""
        return self.months > 0 or self.time > timedelta(0)

    def after(self, moment: datetime, *, zone: tzinfo) -> datetime:
        """The instant this long after `moment`: months on the zone's calendar, days as 24 hours (T4).

        Stops at the year 9999.
        """
        try:
            return _shift_months(moment, self.months, zone) + self.time
        except (OverflowError, ValueError):
            return _LATEST if self.is_positive else datetime(1, 1, 1, tzinfo=UTC)


def _shift_months(moment: datetime, months: int, zone: tzinfo) -> datetime:
    if not months:
        return moment.astimezone(UTC)
    local = moment.astimezone(zone)
    year, month, day = shift_month(local.year, local.month, local.day, months)
    return resolve_local(local.replace(year=year, month=month, day=day, tzinfo=None, fold=0), zone)


def parse_timer_duration(value: object) -> TimerDuration | None:
    """A timer duration from ISO text (also weeks and mixtures) or a FEEL duration; None for anything else."""
    if isinstance(value, YearMonthDuration):
        return TimerDuration(value.months, timedelta(0))
    if isinstance(value, DayTimeDuration):
        return _exact(0, value.nanos // 1_000)
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    sign = -1 if found.group(1) else 1
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:8])
    total = ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds
    micros = total * 1_000_000 + int((found.group(9) or "").ljust(6, "0")[:6])
    return _exact(sign * (years * 12 + months), sign * micros)


def _exact(months: int, micros: int) -> TimerDuration | None:
    try:
        return TimerDuration(months, timedelta(microseconds=micros))
    except OverflowError:
        return None


def parse_timer_date(value: object, *, zone: tzinfo) -> datetime | None:
    """The instant of ISO text or a FEEL date (and time); without a zone of its own it is local in `zone` (T3, T7).

    None for anything else, and outside the years 1 to 9999.
    """
    if isinstance(value, FeelDate):
        value = FeelDateTime(value, FeelTime(0, 0, 0))
    if isinstance(value, str):
        text = value.strip()
        bracket = _BRACKET_ZONE.fullmatch(text)
        value = _in_bracket_zone(text, bracket) if bracket else parse_date_time(text)
    return _instant(value, zone) if isinstance(value, FeelDateTime) else None


def _in_bracket_zone(text: str, bracket: re.Match[str]) -> FeelDateTime | None:
    if parse_date_time(text[: text.index("[")]) is None:
        return None
    has_offset = bracket.group(1) != text[: text.index("[")]
    # With an offset the instant is exact already; the zone only names it.
    return parse_date_time(text[: text.index("[")] if has_offset else f"{bracket.group(1)}@{bracket.group(2)}")


def _instant(value: FeelDateTime, zone: tzinfo) -> datetime | None:
    try:
        moment = to_python(value, zone=zone)
        if value.time.offset is not None or moment.tzinfo is None:
            return moment.astimezone(UTC)
        return resolve_local(moment.replace(tzinfo=None), moment.tzinfo)
    except (OverflowError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Cycle:
    """`R[n]/[start/]duration` (T5). `repetitions` None is endless, 0 never."""

    repetitions: int | None
    start: datetime | None
    interval: TimerDuration

    @property
    def is_too_often(self) -> bool:
        """Whether it is endless with an interval below one minute (T6)."""
        is_short = self.interval.months == 0 and self.interval.time < timedelta(minutes=1)
        return self.repetitions is None and is_short

    @property
    def is_never_due(self) -> bool:
        """Whether it is `R0` (T5)."""
        return self.repetitions == 0

    def first_after(self, entry: datetime, *, zone: tzinfo) -> datetime | None:
        """The first due instant for something that began at `entry`; None for R0.

        A start before `entry` is counted on from; what was missed is not counted (T5).
        """
        if self.repetitions == 0:
            return None
        if self.start is None:
            return self.interval.after(entry, zone=zone)
        return self._skip_to(self.start, entry, zone)

    def next_after(self, due: datetime, *, zone: tzinfo) -> datetime:
        """The due instant that follows `due`. Counting repetitions is the caller's."""
        return self.interval.after(due, zone=zone)

    def _skip_to(self, due: datetime, entry: datetime, zone: tzinfo) -> datetime:
        if not self.interval.is_positive:
            return due
        if self.interval.months == 0 and due < entry:
            missed = -((due - entry) // self.interval.time)
            return due + missed * self.interval.time
        while due < entry:
            due = self.interval.after(due, zone=zone)
        return due


def parse_timer_cycle(text: str, *, zone: tzinfo = UTC) -> Cycle | Cron | None:
    """A repeating interval or a cron text; None for anything else. `zone` is for a start without one."""
    text = text.strip()
    found = _CYCLE.fullmatch(text)
    if found is None:
        return parse_cron(text)
    count, start, interval = found.groups()
    duration = parse_timer_duration(interval)
    first = parse_timer_date(start, zone=zone) if start else None
    if duration is None or (start and first is None) or not duration.is_positive:
        return None
    return Cycle(int(count) if count else None, first, duration)
