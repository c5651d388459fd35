"""Working time: durations counted in the open hours of a calendar (dialect S12, S13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.feel import parse_timer_duration
from engine.store import calendars
from engine.store.database import Tx

UNIT = "unit:"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FARTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open hours: weekdays (0 = Monday), from and to in local time, closed on holidays."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    opens_at: time
    closes_at: time
    holidays: frozenset[date]

    @property
    def day_length(self) -> timedelta:
        """How long it is open on a working day."""
        today = date(2000, 1, 3)
        return datetime.combine(today, self.closes_at) - datetime.combine(today, self.opens_at)

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open spans from `start` on, in UTC, for at most ten years."""
        day = start.astimezone(self.zone).date()
        last = day + _FARTHEST
        while day <= last:
            if day.weekday() in self.weekdays and day not in self.holidays:
                opens = datetime.combine(day, self.opens_at, self.zone).astimezone(UTC)
                closes = datetime.combine(day, self.closes_at, self.zone).astimezone(UTC)
                if closes > start:
                    yield max(opens, start), closes
            day += timedelta(days=1)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The moment when `duration` of open time has passed since `start`; `start` itself for none or less.

        Raises LookupError when the calendar is not open that long within ten years.
        """
        left = duration
        if left <= timedelta(0):
            return start
        for opens, closes in self.spans(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise LookupError("expected a calendar that opens, but it stays closed")


def add_working_time(tx: Tx, start: datetime, duration: str, calendar: str) -> datetime:
    """`start` plus an ISO duration in working time: `PT8H` eight open hours, `P1D` one working day.

    Raises LookupError without that calendar, ValueError for a duration with years or months.
    """
    found = read(tx, calendar)
    parsed = parse_timer_duration(duration)
    if parsed is None or parsed.months:
        raise ValueError(f"expected a duration of days and time, but found '{duration}'")
    days, rest = divmod(parsed.time, timedelta(days=1))
    return found.add(start.astimezone(UTC), days * found.day_length + rest)


def read(tx: Tx, code: str) -> Calendar:
    """The calendar of that code, or for `unit:<code>` the one of that unit or the nearest above. Raises LookupError."""
    named = calendars.code_of_unit(tx, code.removeprefix(UNIT)) if code.startswith(UNIT) else code
    row = calendars.get(tx, named) if named is not None else None
    if row is None:
        raise LookupError(f"expected a working calendar '{code}', but there is none")
    return Calendar(
        ZoneInfo(row.time_zone),
        frozenset(_DAYS.index(day) for day in _words(row.days)),
        time.fromisoformat(row.opens_at),
        time.fromisoformat(row.closes_at),
        frozenset(date.fromisoformat(day) for day in _words(row.holidays)),
    )


def calendar_codes(tx: Tx) -> frozenset[str]:
    """The codes of all calendars."""
    return calendars.codes(tx)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]
