"""Where a date lies in its year, month and week, and what now is (F24, F26)."""

from datetime import datetime

from engine.feel.builtins.registry import builtin
from engine.feel.calendar_math import day_number, days_in_month, iso_week, weekday
from engine.feel.scope import Run
from engine.feel.temporal import FeelDate, FeelDateTime, from_python

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _local_now(run: Run) -> datetime:
    return run.environment.now.astimezone(run.environment.zone)


@builtin("now")
def now(run: Run) -> FeelDateTime:
    """The instant of the step, in the process zone."""
    return from_python(_local_now(run))


@builtin("today")
def today(run: Run) -> FeelDate:
    """The day of the step, in the process zone."""
    return from_python(_local_now(run)).date


def _date(value: FeelDate | FeelDateTime) -> FeelDate:
    return value.date if isinstance(value, FeelDateTime) else value


@builtin("day of year", "date: date")
@builtin("day of year", "date: date and time")
def day_of_year(run: Run, value: FeelDate | FeelDateTime) -> int:
    """1 to 366."""
    date = _date(value)
    return date.number - day_number(date.year, 1, 1) + 1


@builtin("day of week", "date: date")
@builtin("day of week", "date: date and time")
def day_of_week(run: Run, value: FeelDate | FeelDateTime) -> str:
    """`Monday` to `Sunday`."""
    return _DAYS[weekday(_date(value).number) - 1]


@builtin("month of year", "date: date")
@builtin("month of year", "date: date and time")
def month_of_year(run: Run, value: FeelDate | FeelDateTime) -> str:
    """`January` to `December`."""
    return _MONTHS[_date(value).month - 1]


@builtin("week of year", "date: date")
@builtin("week of year", "date: date and time")
def week_of_year(run: Run, value: FeelDate | FeelDateTime) -> int:
    """The ISO 8601 week, 1 to 53."""
    date = _date(value)
    return iso_week(date.year, date.number)


@builtin("last day of month", "date: date")
@builtin("last day of month", "date: date and time")
def last_day_of_month(run: Run, value: FeelDate | FeelDateTime) -> FeelDate:
    """The last date of the same month."""
    date = _date(value)
    return FeelDate(date.year, date.month, days_in_month(date.year, date.month))
