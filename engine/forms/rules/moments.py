"""Dates, times, and moments in the zone of the process."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.forms.component import Setting
from engine.forms.messages import Wrong
from engine.forms.rules.view import View
from engine.values import Json

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OFFSET = r"(Z|[+-]\d{2}:\d{2})?"
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?" + _OFFSET, re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?" + _OFFSET, re.ASCII)


def check_moment(value: Json, view: View) -> Json:
    """The ISO text to keep: a date as it is, time and moment in the component's `timeSerializingFormat`."""
    if not isinstance(value, str):
        raise Wrong.of_type("text")
    subtype, zone = view.component.schema.get("subtype"), view.environment.zone
    style = view.component.schema.get("timeSerializingFormat")
    if subtype == "time":
        return _time(value, style, view.environment.now.astimezone(zone))
    is_past_refused = view.component.schema.get("disallowPassedDates") is True
    if subtype == "datetime":
        moment = read_moment(value, zone)
        if moment is None:
            raise Wrong("moment")
        if is_past_refused and moment < view.environment.now:
            raise Wrong("past")
        _check_moment_limits(moment, view)
        return serialised(moment, style, zone)
    day = read_date(value)
    if day is None:
        raise Wrong("date")
    if is_past_refused and day < view.environment.now.astimezone(zone).date():
        raise Wrong("past")
    _check_day_limits(day, view)
    return day.isoformat()


def read_date(text: str) -> date | None:
    """The day of an ISO date, or None."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """The time of day of an ISO time, or None."""
    try:
        return time.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment of an ISO date and time, in `zone` when it names none; None when it is no such text."""
    try:
        moment = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
        if moment is None:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def serialised(moment: datetime, style: Json, zone: tzinfo) -> str:
    """`moment` as form-js stores it: 'utc_normalized', 'utc_offset', or wall clock without zone."""
    if style == "utc_normalized":
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    if style == "utc_offset":
        return moment.astimezone(zone).isoformat(timespec="minutes")
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def _check_day_limits(day: date, view: View) -> None:
    """`min` and `max` of a date: ISO texts, or FEEL such as `=today()`; moments count by their day."""
    least, most = (_day_limit(view.limit(bound), view) for bound in _limits(view))
    if least is not None and day < least:
        raise Wrong("earliest", least.isoformat())
    if most is not None and day > most:
        raise Wrong("latest", most.isoformat())


def _check_moment_limits(moment: datetime, view: View) -> None:
    zone = view.environment.zone
    least, most = (view.limit(bound) for bound in _limits(view))
    first, last = _moment_limit(least, zone, end=False), _moment_limit(most, zone, end=True)
    if first is not None and moment < first:
        raise Wrong("earliest", first.astimezone(zone).strftime("%Y-%m-%d %H:%M"))
    if last is not None and moment > last:
        raise Wrong("latest", last.astimezone(zone).strftime("%Y-%m-%d %H:%M"))


def _limits(view: View) -> tuple[Setting, Setting]:
    return view.component.limits.minimum, view.component.limits.maximum


def _day_limit(value: Json, view: View) -> date | None:
    if not isinstance(value, str):
        return None
    moment = _feel_moment(value, view.environment.zone)
    return moment.astimezone(view.environment.zone).date() if moment else read_date(value)


def _moment_limit(value: Json, zone: tzinfo, *, end: bool) -> datetime | None:
    """A limit that names only a day counts from its first, or to its last minute."""
    if not isinstance(value, str):
        return None
    day = read_date(value)
    if day is None:
        return _feel_moment(value, zone)
    return datetime.combine(day, time(23, 59, 59) if end else time(0), zone)


def _feel_moment(text: str, zone: tzinfo) -> datetime | None:
    """A moment as FEEL writes it: ISO, maybe with seconds' fractions and `@` a zone's name."""
    clock, _, name = text.partition("@")
    try:
        return read_moment(clock, ZoneInfo(name) if name else zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _time(value: str, style: Json, now: datetime) -> str:
    found = read_time(value)
    if found is None:
        raise Wrong("time")
    if style not in ("utc_normalized", "utc_offset"):
        return found.replace(tzinfo=None).strftime("%H:%M")
    moment = datetime.combine(now.date(), found, found.tzinfo or now.tzinfo)
    if style == "utc_normalized":
        return moment.astimezone(UTC).strftime("%H:%MZ")
    return moment.timetz().isoformat(timespec="minutes")
