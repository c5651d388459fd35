"""Durations and moments as scenarios write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from engine.feel import parse_timer_duration
from workers.scenarios.notation import Located
from workers.scenarios.scenario import Wait

_UNITS = {
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1),
    "分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "天": timedelta(days=1), "周": timedelta(weeks=1),
}  # fmt: skip
_WAIT = re.compile(
    r"(?P<count>\d+(\.\d+)?)\s*(?P<working>(open|working)\s+|工作)?(?P<unit>minute|hour|day|week|分钟|小时|天|日|周)s?"
    r"(\s+of\s+(?P<of>\w+))?\Z"
)
_EXPECTED = "a duration such as '4 working hours of station_sh', '15 days' or 'PT36H'"


def read_wait(value: Located) -> Wait:
    """A wait, plain or in open hours. Raises WrongScenario."""
    text = value.text(_EXPECTED).strip()
    found = _WAIT.match(text)
    if found is None:
        return Wait(_iso(value, text))
    unit = "天" if found["unit"] == "日" else found["unit"]
    is_working = found["working"] is not None
    if (is_working and _UNITS[unit] >= timedelta(days=1)) or (found["of"] and not is_working):
        raise value.wrong("working minutes or working hours, or days without a calendar")
    return Wait(float(found["count"]) * _UNITS[unit], is_working, found["of"])


def read_duration(value: Located) -> timedelta:
    """A plain duration. Raises WrongScenario."""
    wait = read_wait(value)
    if wait.is_working:
        raise value.wrong("a plain duration such as '1 day'")
    return wait.duration


def read_moment(text: str, zone: tzinfo) -> datetime:
    """An aware moment, UTC; one without zone is local time. Raises ValueError."""
    found = datetime.fromisoformat(text.strip())
    return (found.replace(tzinfo=zone) if found.tzinfo is None else found).astimezone(UTC)


def _iso(value: Located, text: str) -> timedelta:
    try:
        parsed = parse_timer_duration(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.months or parsed.time < timedelta(0):
        raise value.wrong(_EXPECTED)
    return parsed.time
