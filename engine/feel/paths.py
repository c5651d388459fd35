"""`value.name` (F10, F12): context entries, properties of temporal values and ranges, mapping over lists."""

from collections.abc import Callable

from engine.feel.calendar_math import weekday
from engine.feel.numbers import ADD, DIVIDE
from engine.feel.scope import Run
from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration, time_offset
from engine.feel.types import type_of
from engine.feel.values import FeelValue, Range


def member(run: Run, value: FeelValue, name: str, position: int) -> FeelValue:
    """What `value.name` is, or null with a warning."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        return run.warn("NO_CONTEXT_ENTRY_FOUND", f"expected a context with '{name}', but it has none", position)
    if isinstance(value, list):
        run.charge(len(value))
        return [member(run, item, name, position) for item in value]
    if value is None:
        return run.warn("NO_CONTEXT_ENTRY_FOUND", f"expected a context with '{name}', but found null", position)
    found, result = property_of(value, name)
    if found:
        return result
    message = f"expected {type_of(value)} to have a property '{name}', but it has none"
    return run.warn("NO_PROPERTY_FOUND", message, position)


def property_of(value: FeelValue, name: str) -> tuple[bool, FeelValue]:
    """(True, value) of a property of a temporal value or range; (False, None) if there is none such."""
    if isinstance(value, FeelDate):
        read = _DATE.get(name)
        return (read is not None, read(value) if read else None)
    if isinstance(value, FeelTime):
        return _time_property(value, name, time_offset(value))
    if isinstance(value, FeelDateTime):
        read = _DATE.get(name)
        return (True, read(value.date)) if read else _time_property(value.time, name, value.offset_seconds)
    if isinstance(value, DayTimeDuration):
        read_days = _DAYS.get(name)
        return (read_days is not None, read_days(value) if read_days else None)
    if isinstance(value, YearMonthDuration) and name in ("years", "months"):
        return True, value.parts()[0 if name == "years" else 1]
    if isinstance(value, Range):
        read_range = _RANGE.get(name)
        return (read_range is not None, read_range(value) if read_range else None)
    return False, None


_DATE: dict[str, Callable[[FeelDate], FeelValue]] = {
    "year": lambda date: date.year,
    "month": lambda date: date.month,
    "day": lambda date: date.day,
    "weekday": lambda date: weekday(date.number),
}

_DAYS: dict[str, Callable[[DayTimeDuration], FeelValue]] = {
    "days": lambda duration: duration.parts()[0],
    "hours": lambda duration: duration.parts()[1],
    "minutes": lambda duration: duration.parts()[2],
    "seconds": lambda duration: _seconds(duration.parts()[3], duration.parts()[4]),
}

_RANGE: dict[str, Callable[[Range], FeelValue]] = {
    "start": lambda bounds: bounds.start,
    "end": lambda bounds: bounds.end,
    "start included": lambda bounds: bounds.start_included,
    "end included": lambda bounds: bounds.end_included,
}


def _time_property(time: FeelTime, name: str, offset: int | None) -> tuple[bool, FeelValue]:
    if name == "hour":
        return True, time.hour
    if name == "minute":
        return True, time.minute
    if name == "second":
        return True, _seconds(time.second, time.nano)
    if name == "time offset":
        return True, None if offset is None else DayTimeDuration(offset * 1_000_000_000)
    return (True, time.zone) if name == "timezone" else (False, None)


def _seconds(seconds: int, nanos: int) -> FeelValue:
    return ADD(seconds, DIVIDE(nanos, 1_000_000_000)) if nanos else seconds
