"""FEEL dates, times and durations. Own classes: FEEL years reach ±999,999,999 and seconds hold nanoseconds."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.calendar_math import DAY_SECONDS, MAX_YEAR, MIN_YEAR, NANOS, civil, day_number

_MAX_NANOS = 366 * 1_000_000_000 * DAY_SECONDS * NANOS
_EPOCH_SECONDS_MIN = day_number(1, 1, 2) * DAY_SECONDS
_EPOCH_SECONDS_MAX = day_number(9999, 12, 30) * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class DayTimeDuration:
    """A days and time duration, in nanoseconds."""

    nanos: int

    def __post_init__(self) -> None:
        if abs(self.nanos) > _MAX_NANOS:
            raise OverflowError("expected a duration within a thousand million years")

    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds; all carry the sign."""
        sign = -1 if self.nanos < 0 else 1
        seconds, nanos = divmod(abs(self.nanos), NANOS)
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        return sign * days, sign * hour, sign * minute, sign * second, sign * nanos


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A years and months duration, in months."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > 12 * MAX_YEAR * 2:
            raise OverflowError("expected a duration within two thousand million years")

    def parts(self) -> tuple[int, int]:
        """Years and months; both carry the sign."""
        sign = -1 if self.months < 0 else 1
        years, months = divmod(abs(self.months), 12)
        return sign * years, sign * months


@dataclass(frozen=True, slots=True)
class FeelDate:
    """A calendar day."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    @classmethod
    def from_number(cls, number: int) -> "FeelDate":
        """The day `number` days after 1970-01-01; raises OverflowError outside FEEL's years."""
        year, month, day = civil(number)
        if not MIN_YEAR <= year <= MAX_YEAR:
            raise OverflowError(f"expected a year within ±{MAX_YEAR}, but found {year}")
        return cls(year, month, day)


@dataclass(frozen=True, slots=True)
class FeelTime:
    """A time of day. `offset` is in seconds east of UTC; `zone` an IANA name; at most one of both, or neither."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def nanos(self) -> int:
        """Nanoseconds since midnight, local."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * NANOS + self.nano

    @property
    def has_zone(self) -> bool:
        """Whether this names a moment of the world's day, not only of a wall clock."""
        return self.offset is not None or self.zone is not None

    @classmethod
    def from_nanos(cls, nanos: int, *, offset: int | None = None, zone: str | None = None) -> "FeelTime":
        """The time `nanos` after midnight, which may run over into other days."""
        seconds, nano = divmod(nanos, NANOS)
        minutes, second = divmod(seconds % DAY_SECONDS, 60)
        return cls(minutes // 60, minutes % 60, second, nano, offset, zone)


@dataclass(frozen=True, slots=True)
class FeelDateTime:
    """A day and a time; the zone is the time's."""

    date: FeelDate
    time: FeelTime

    @property
    def local_nanos(self) -> int:
        """Nanoseconds on the wall clock since 1970-01-01T00:00."""
        return self.date.number * DAY_SECONDS * NANOS + self.time.nanos

    @property
    def offset_seconds(self) -> int | None:
        """Seconds east of UTC at this moment; None without zone."""
        if self.time.zone is None:
            return self.time.offset
        return _offset_at_local(self.time.zone, self.local_nanos // NANOS)

    @property
    def instant_nanos(self) -> int:
        """Nanoseconds since the epoch in UTC; without zone, as if it were UTC."""
        return self.local_nanos - (self.offset_seconds or 0) * NANOS

    @classmethod
    def from_instant(cls, nanos: int, *, offset: int | None, zone: str | None) -> "FeelDateTime":
        """The local reading of an instant at an offset or in a zone."""
        shift = _offset_at_instant(zone, nanos // NANOS) if zone is not None else (offset or 0)
        return cls.from_local(nanos + shift * NANOS, offset=offset, zone=zone)

    @classmethod
    def from_local(cls, nanos: int, *, offset: int | None = None, zone: str | None = None) -> "FeelDateTime":
        """The date and time `nanos` after 1970-01-01T00:00 on the wall clock."""
        day, of_day = divmod(nanos, DAY_SECONDS * NANOS)
        return cls(FeelDate.from_number(day), FeelTime.from_nanos(of_day, offset=offset, zone=zone))


def time_offset(time: FeelTime) -> int | None:
    """Seconds east of UTC of a bare time; a named zone counts as on 1970-01-01. None without zone."""
    if time.zone is None:
        return time.offset
    return _offset_at_local(time.zone, time.nanos // NANOS)


@lru_cache(maxsize=256)
def find_zone(name: str) -> tzinfo | None:
    """The IANA zone of that name, or None if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _offset_at_local(zone: str, seconds: int) -> int:
    moment = datetime(1970, 1, 1) + timedelta(seconds=_within_python(seconds))  # noqa: DTZ001
    return _whole_seconds(moment.replace(tzinfo=find_zone(zone)).utcoffset())


def _offset_at_instant(zone: str, seconds: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=_within_python(seconds))
    return _whole_seconds(moment.astimezone(find_zone(zone)).utcoffset())


def _within_python(seconds: int) -> int:
    return min(max(seconds, _EPOCH_SECONDS_MIN), _EPOCH_SECONDS_MAX)


def _whole_seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else int(offset.total_seconds())


def from_python(moment: datetime) -> FeelDateTime:
    """The FEEL value of a Python datetime; a ZoneInfo keeps its name, any other zone becomes an offset."""
    zone, offset = _zone_of(moment)
    date = FeelDate(moment.year, moment.month, moment.day)
    time = FeelTime(moment.hour, moment.minute, moment.second, moment.microsecond * 1_000, offset, zone)
    return FeelDateTime(date, time)


def _zone_of(moment: datetime) -> tuple[str | None, int | None]:
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key:
        return moment.tzinfo.key, None
    offset = moment.utcoffset()
    return None, None if offset is None else _whole_seconds(offset)


def to_python(value: FeelDateTime, *, zone: tzinfo = UTC) -> datetime:
    """The aware Python datetime of a FEEL one, read in `zone` if it has none; microseconds are cut.

    Raises OverflowError outside years 1 to 9999.
    """
    date, time = value.date, value.time
    if not 1 <= date.year <= 9999:
        raise OverflowError(f"expected a year from 1 to 9999, but found {date.year}")
    aware: tzinfo = zone
    if time.zone is not None:
        aware = find_zone(time.zone) or zone
    elif time.offset is not None:
        aware = UTC if time.offset == 0 else timezone(timedelta(seconds=time.offset))
    return datetime(
        date.year, date.month, date.day, time.hour, time.minute, time.second, time.nano // 1_000, tzinfo=aware
    )
