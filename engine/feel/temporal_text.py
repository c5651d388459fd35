"""ISO text of dates, times and durations: reading (None if it is no such value) and writing."""

import re

from engine.feel.calendar_math import DAY_SECONDS, MAX_YEAR, NANOS, days_in_month
from engine.feel.temporal import (
    DayTimeDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    YearMonthDuration,
    find_zone,
)
from engine.feel.values import Duration, Temporal

_DATE = re.compile(r"(-?)([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+\-/]{1,64}))?"
)
_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?")
_DAYS = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,15})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{1,30}))?S)?)?"
)
_MAX_OFFSET = 18 * 3600


def parse_date(text: str) -> FeelDate | None:
    """`2020-02-29`; years of four to nine digits, negative allowed."""
    found = _DATE.fullmatch(text)
    return _date(found) if found else None


def _date(found: re.Match[str]) -> FeelDate | None:
    return make_date(int(found.group(1) + found.group(2)), int(found.group(3)), int(found.group(4)))


def make_date(year: int, month: int, day: int) -> FeelDate | None:
    """A date, or None if the calendar has none such."""
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    return FeelDate(year, month, day)


def parse_time(text: str) -> FeelTime | None:
    """`10:30:00`, with optional fraction and `Z`, `+01:00` or `@Europe/Paris`."""
    found = _TIME.fullmatch(text)
    return _time(found) if found else None


def _time(found: re.Match[str]) -> FeelTime | None:
    hour, minute, second, fraction, utc, sign, off_hour, off_minute, off_second, zone = found.groups()
    offset: int | None = 0 if utc else None
    if sign:
        if int(off_minute) > 59 or int(off_second or 0) > 59:
            return None
        offset = int(off_hour) * 3600 + int(off_minute) * 60 + int(off_second or 0)
        offset = -offset if sign == "-" else offset
    return make_time(int(hour), int(minute), int(second), _nanos(fraction), offset=offset, zone=zone)


def make_time(
    hour: int, minute: int, second: int, nano: int = 0, *, offset: int | None = None, zone: str | None = None
) -> FeelTime | None:
    """A time, or None if a clock has none such, the offset is beyond 18 hours, or the zone unknown."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    if (offset is not None and abs(offset) > _MAX_OFFSET) or (zone is not None and find_zone(zone) is None):
        return None
    return FeelTime(hour, minute, second, nano, offset, zone)


def _nanos(fraction: str | None) -> int:
    return int(fraction[:9].ljust(9, "0")) if fraction else 0


def parse_date_time(text: str) -> FeelDateTime | None:
    """A date, `T` and a time; a date alone is its midnight without zone."""
    day, mark, clock = text.partition("T")
    date = parse_date(day)
    time = parse_time(clock) if mark else FeelTime(0, 0, 0)
    return FeelDateTime(date, time) if date and time else None


def parse_temporal(text: str) -> Temporal | None:
    """A date, time, or date and time; None for any other text."""
    if "T" in text:
        return parse_date_time(text)
    return parse_date(text) or parse_time(text)


def parse_duration(text: str) -> Duration | None:
    """An ISO duration of one FEEL kind: years and months, or days to seconds; None for others and mixtures."""
    found = _MONTHS.fullmatch(text)
    try:
        if found:
            months = int(found.group(2) or 0) * 12 + int(found.group(3) or 0)
            return YearMonthDuration(-months if found.group(1) else months)
        found = _DAYS.fullmatch(text)
        return _days(found) if found else None
    except OverflowError:
        return None


def _days(found: re.Match[str]) -> DayTimeDuration:
    sign, days, hours, minutes, seconds, fraction = found.groups()
    total = int(days or 0) * DAY_SECONDS + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    nanos = total * NANOS + _nanos(fraction)
    return DayTimeDuration(-nanos if sign else nanos)


def parse_at(text: str) -> Temporal | Duration | None:
    """What `@"text"` means."""
    return parse_temporal(text) or parse_duration(text)


def format_date(date: FeelDate) -> str:
    """ISO text; at least four digits of year."""
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04d}-{date.month:02d}-{date.day:02d}"


def format_time(time: FeelTime) -> str:
    """ISO text with zone, as `10:30:00.5@Europe/Paris`."""
    text = f"{time.hour:02d}:{time.minute:02d}:{time.second:02d}{_fraction(time.nano)}"
    if time.zone is not None:
        return f"{text}@{time.zone}"
    return text if time.offset is None else text + format_offset(time.offset)


def format_offset(offset: int) -> str:
    """`Z`, `+01:00` or `-05:30:10`."""
    if offset == 0:
        return "Z"
    minutes, second = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{second:02d}" if second else text


def format_date_time(value: FeelDateTime) -> str:
    """ISO text of date and time."""
    return f"{format_date(value.date)}T{format_time(value.time)}"


def format_duration(value: Duration) -> str:
    """Canonical ISO text: `P1Y2M`, `P1DT2H3M4.5S`; zero is `P0M` or `PT0S`."""
    return _format_months(value) if isinstance(value, YearMonthDuration) else _format_days(value)


def _format_months(value: YearMonthDuration) -> str:
    years, months = (abs(part) for part in value.parts())
    body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{body or '0M'}"


def _format_days(value: DayTimeDuration) -> str:
    days, hours, minutes, seconds, nanos = (abs(part) for part in value.parts())
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or nanos:
        clock += f"{seconds}{_fraction(nanos)}S"
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if value.nanos < 0 else ''}P{body or 'T0S'}"


def _fraction(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def format_temporal(value: Temporal | Duration) -> str:
    """ISO text of any temporal value, as variables store it (D3)."""
    if isinstance(value, FeelDate):
        return format_date(value)
    if isinstance(value, FeelTime):
        return format_time(value)
    if isinstance(value, FeelDateTime):
        return format_date_time(value)
    return format_duration(value)
