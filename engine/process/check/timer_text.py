"""Static timer texts: what kind they are and how often they fire (dialect T2, T3, T5, T6)."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.process.check.words import words

_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[0-9T])(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,9})?)S)?)?\Z"
)
_SECONDS = {"years": 31_536_000, "months": 2_592_000, "weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60}
_DATE = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?)(?P<offset>Z|[+-]\d{2}:\d{2})?"
    r"(?:\[(?P<zone>[\w/+-]+)\]|@(?P<at>[\w/+-]+))?\Z"
)
_ALIASES = {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}
_RANGES = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_MONTHS = words("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")
_DAYS = words("SUN MON TUE WED THU FRI SAT")


def is_duration(text: str) -> bool:
    """An ISO 8601 duration with years, months, weeks, days and time."""
    return _DURATION.match(text.strip()) is not None


def duration_seconds(text: str) -> float | None:
    """Its length, a year as 365 and a month as 30 days; None when it is no duration."""
    found = _DURATION.match(text.strip())
    if found is None:
        return None
    length = sum(int(found[name] or 0) * seconds for name, seconds in _SECONDS.items()) + float(found["seconds"] or 0)
    return -length if found["sign"] else length


def date_of(text: str, zone: str) -> datetime | None:
    """The moment of an ISO date, in `zone` when it names none (T3); None when it is no date."""
    found = _DATE.match(text.strip())
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found["date"] + (found["offset"] or ""))
        named = found["zone"] or found["at"]
        within = ZoneInfo(named) if named else ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=within)


def cycle_interval(text: str, zone: str) -> tuple[float, bool] | None:
    """(seconds between two firings, endless?) of `R[n]/[start/]duration`; None when it is no such cycle."""
    parts = text.strip().split("/")
    if len(parts) > 3:  # a zone name in the start holds slashes
        parts = [parts[0], "/".join(parts[1:-1]), parts[-1]]
    if len(parts) < 2 or not re.fullmatch(r"R(\d{0,9}|-1)", parts[0]):
        return None
    if len(parts) == 3 and parts[1] and date_of(parts[1], zone) is None:
        return None
    seconds = duration_seconds(parts[-1])
    return None if seconds is None else (seconds, parts[0] in ("R", "R-1"))


def is_cron(text: str) -> bool:
    """Six fields, or one of the `@` names (T6)."""
    text = text.strip()
    fields = text.upper().split()
    if text.startswith("@"):
        return text.lower() in _ALIASES
    return len(fields) == 6 and all(_is_field(field, at) for at, field in enumerate(fields))


def fires_every_minute_at_most(text: str) -> bool:
    """False for a cron text whose seconds field names more than one second."""
    fields = text.strip().split()
    return text.strip().startswith("@") or re.fullmatch(r"\d{1,2}", fields[0]) is not None


def _is_field(field: str, at: int) -> bool:
    return all(_is_part(part, at) for part in field.split(","))


def _is_part(part: str, at: int) -> bool:
    body, slash, step = part.partition("/")
    if slash and not (step.isdecimal() and 0 < int(step) <= 9999):
        return False
    if body in ("*", "?") or (at == 3 and re.fullmatch(r"L(-\d{1,2})?|LW|\d{1,2}W", body)):
        return body != "?" or at in (3, 5)
    if at == 5 and re.fullmatch(r"\w+(L|#[1-5])", body) and _is_value(re.sub(r"(L|#[1-5])\Z", "", body), at):
        return True
    low, dash, high = body.partition("-")
    return _is_value(low, at) and (not dash or _is_value(high, at))


def _is_value(text: str, at: int) -> bool:
    names = {4: _MONTHS, 5: _DAYS}.get(at, frozenset())
    if text in names:
        return True
    return text.isdecimal() and len(text) <= 2 and _RANGES[at][0] <= int(text) <= _RANGES[at][1]
