"""Making dates, times, durations (F20)."""

from decimal import Decimal

from engine.feel.builtins.registry import builtin
from engine.feel.calendar_math import NANOS
from engine.feel.numbers import whole
from engine.feel.scope import Run
from engine.feel.temporal import (
    DayTimeDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    YearMonthDuration,
    find_zone,
)
from engine.feel.temporal_text import make_date, make_time, parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.values import Duration, NoValue, Number

_MIDNIGHT_UTC = FeelTime(0, 0, 0, 0, 0)


def _whole(number: Number, what: str) -> int:
    integer = whole(number)
    if integer is None:
        raise NoValue(f"expected a whole number of {what}, but found {number}")
    return integer


@builtin("date", "from: string")
def date_from_text(run: Run, text: str) -> FeelDate:
    """From `2020-02-29`."""
    date = parse_date(text)
    if date is None:
        raise NoValue(f"expected a date, but found '{text[:40]}'")
    return date


@builtin("date", "from: date")
def date_from_date(run: Run, date: FeelDate) -> FeelDate:
    """The same date."""
    return date


@builtin("date", "from: date and time")
def date_from_moment(run: Run, moment: FeelDateTime) -> FeelDate:
    """Its day."""
    return moment.date


@builtin("date", "year: number, month: number, day: number")
def date_from_parts(run: Run, year: Number, month: Number, day: Number) -> FeelDate:
    """From its parts."""
    date = make_date(_whole(year, "years"), _whole(month, "months"), _whole(day, "days"))
    if date is None:
        raise NoValue("expected a date of the calendar, but found another")
    return date


@builtin("time", "from: string")
def time_from_text(run: Run, text: str) -> FeelTime:
    """From `10:30:00+01:00`."""
    time = parse_time(text)
    if time is None:
        raise NoValue(f"expected a time, but found '{text[:40]}'")
    return time


@builtin("time", "from: time")
def time_from_time(run: Run, time: FeelTime) -> FeelTime:
    """The same time."""
    return time


@builtin("time", "from: date and time")
def time_from_moment(run: Run, moment: FeelDateTime) -> FeelTime:
    """Its time of day."""
    return moment.time


@builtin("time", "from: date")
def time_from_date(run: Run, date: FeelDate) -> FeelTime:
    """Midnight UTC."""
    return _MIDNIGHT_UTC


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration|null")
def time_from_parts(
    run: Run, hour: Number, minute: Number, second: Number, offset: DayTimeDuration | None = None
) -> FeelTime:
    """From its parts; seconds may have a fraction."""
    seconds, nano = _seconds(second)
    time = make_time(
        _whole(hour, "hours"),
        _whole(minute, "minutes"),
        seconds,
        nano,
        offset=None if offset is None else _offset_seconds(offset),
    )
    if time is None:
        raise NoValue("expected a time of a clock, but found another")
    return time


def _seconds(second: Number) -> tuple[int, int]:
    value = Decimal(second)
    if not 0 <= value < 60:
        raise NoValue(f"expected seconds from 0 to below 60, but found {second}")
    return int(value), int(value % 1 * NANOS)


def _offset_seconds(offset: DayTimeDuration) -> int:
    seconds, rest = divmod(offset.nanos, NANOS)
    if rest:
        raise NoValue("expected an offset of whole seconds, but found a fraction")
    return seconds


@builtin("date and time", "from: string")
def moment_from_text(run: Run, text: str) -> FeelDateTime:
    """From `2020-02-29T10:30:00Z`; a date alone is its midnight."""
    moment = parse_date_time(text)
    if moment is None:
        raise NoValue(f"expected a date and time, but found '{text[:60]}'")
    return moment


@builtin("date and time", "from: date and time")
def moment_from_moment(run: Run, moment: FeelDateTime) -> FeelDateTime:
    """The same moment; a date becomes its midnight UTC (F11)."""
    return moment


@builtin("date and time", "date: date, time: time")
def moment_from_date(run: Run, date: FeelDate, time: FeelTime) -> FeelDateTime:
    """A day and a time of day."""
    return FeelDateTime(date, time)


@builtin("date and time", "date: date and time, time: time")
def moment_with_time(run: Run, moment: FeelDateTime, time: FeelTime) -> FeelDateTime:
    """The day of one and a time of day."""
    return FeelDateTime(moment.date, time)


@builtin("date and time", "date: date and time, timezone: string")
def moment_in_zone(run: Run, moment: FeelDateTime, timezone: str) -> FeelDateTime:
    """The same instant read in another zone; without zone it is taken to be local there (F25)."""
    zone = _zone(timezone)
    if not moment.time.has_zone:
        return FeelDateTime.from_local(moment.local_nanos, zone=zone)
    return FeelDateTime.from_instant(moment.instant_nanos, offset=None, zone=zone)


def _zone(name: str) -> str:
    if find_zone(name) is None:
        raise NoValue(f"expected a zone, but found '{name[:40]}'")
    return name


_PARTS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin("date and time", f"{_PARTS}, hour offset?: number|null")
def moment_from_parts(
    run: Run,
    year: Number,
    month: Number,
    day: Number,
    hour: Number,
    minute: Number,
    second: Number,
    hour_offset: Number | None = None,
) -> FeelDateTime:
    """From its parts, with hours east of UTC."""
    date = date_from_parts(run, year, month, day)
    offset = None if hour_offset is None else DayTimeDuration(int(Decimal(hour_offset) * 3600) * NANOS)
    return FeelDateTime(date, time_from_parts(run, hour, minute, second, offset))


@builtin("date and time", f"{_PARTS}, timezone: string")
def moment_from_parts_in_zone(
    run: Run,
    year: Number,
    month: Number,
    day: Number,
    hour: Number,
    minute: Number,
    second: Number,
    timezone: str,
) -> FeelDateTime:
    """From its parts, in a zone."""
    plain = time_from_parts(run, hour, minute, second)
    time = FeelTime(plain.hour, plain.minute, plain.second, plain.nano, None, _zone(timezone))
    return FeelDateTime(date_from_parts(run, year, month, day), time)


@builtin("duration", "from: string")
def duration_from_text(run: Run, text: str) -> Duration:
    """From `P1Y2M` or `P1DT2H`."""
    duration = parse_duration(text)
    if duration is None:
        raise NoValue(f"expected a duration, but found '{text[:40]}'")
    return duration


@builtin("years and months duration", "from: date, to: date")
@builtin("years and months duration", "from: date and time, to: date and time")
@builtin("years and months duration", "from: date and time, to: date")
@builtin("years and months duration", "from: date, to: date and time")
def months_between(run: Run, start: FeelDate | FeelDateTime, end: FeelDate | FeelDateTime) -> YearMonthDuration:
    """Whole months from one to the other, negative backwards."""
    first = start.date if isinstance(start, FeelDateTime) else start
    last = end.date if isinstance(end, FeelDateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearMonthDuration(months)
