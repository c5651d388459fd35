"""Cron texts of six fields: second minute hour day month weekday (T6)."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.feel.cron_fields import DayRule, parse_days, parse_numbers, parse_weekdays
from engine.feel.local_time import resolve_local

_MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# A leap day on a given weekday comes back within 40 years, also around a year 2100.
_SEARCH_DAYS = 366 * 41


@dataclass(frozen=True, slots=True)
class Cron:
    """When to fire, in local time. Day and weekday must both fit."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    days: tuple[DayRule, ...]
    weekdays: tuple[DayRule, ...]

    @property
    def is_too_often(self) -> bool:
        """Whether it may fire more than once a minute (T6)."""
        return len(self.seconds) > 1

    @property
    def is_never_due(self) -> bool:
        """Whether it names days that no calendar has, such as 31 February."""
        return self.next_after(datetime(2000, 1, 1, tzinfo=UTC), zone=UTC) is None

    def next_after(self, moment: datetime, *, zone: tzinfo) -> datetime | None:
        """The first UTC instant after `moment` at which it fires; None if there is none within 41 years."""
        local = moment.astimezone(zone).replace(tzinfo=None, fold=0)
        for day in self._matching_days(local.date()):
            earliest = local.time() if day == local.date() else time.min
            for clock in self._times(earliest):
                instant = resolve_local(datetime.combine(day, clock), zone)
                if instant > moment:
                    return instant.astimezone(UTC)
        return None

    def _matching_days(self, first: date) -> Iterator[date]:
        for offset in range(_SEARCH_DAYS):
            try:
                day = first + timedelta(days=offset)
            except OverflowError:
                return
            if self._fits(day):
                yield day

    def _fits(self, day: date) -> bool:
        return day.month in self.months and _any(self.days, day) and _any(self.weekdays, day)

    def _times(self, earliest: time) -> Iterator[time]:
        for hour in self.hours[bisect_left(self.hours, earliest.hour) :]:
            first_minute = earliest.minute if hour == earliest.hour else 0
            for minute in self.minutes[bisect_left(self.minutes, first_minute) :]:
                for second in self.seconds:
                    clock = time(hour, minute, second)
                    if clock >= earliest.replace(microsecond=0):
                        yield clock


def _any(rules: tuple[Callable[[date], bool], ...], day: date) -> bool:
    return any(rule(day) for rule in rules)


def parse_cron(text: str) -> Cron | None:
    """The schedule of a six-field text or a macro such as `@daily`; None if it is neither."""
    fields = _MACROS.get(text.strip().lower(), text).upper().split()
    if len(fields) != 6:
        return None
    try:
        return Cron(
            text,
            tuple(sorted(parse_numbers(fields[0], 0, 59))),
            tuple(sorted(parse_numbers(fields[1], 0, 59))),
            tuple(sorted(parse_numbers(fields[2], 0, 23))),
            frozenset(parse_numbers(fields[4], 1, 12, _MONTHS)),
            parse_days(fields[3]),
            parse_weekdays(fields[5]),
        )
    except ValueError:
        return None
