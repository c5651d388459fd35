"""Proleptic Gregorian calendar over all FEEL years (±999,999,999), where Python's own ends at 9999."""

MIN_YEAR, MAX_YEAR = -999_999_999, 999_999_999
DAY_SECONDS = 86_400
NANOS = 1_000_000_000
DAY_NANOS = DAY_SECONDS * NANOS

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether `year` has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01, negative before."""
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of a day number; the inverse of `day_number`."""
    era, of_era_day = divmod(day + 719_468, 146_097)
    of_era = (of_era_day - of_era_day // 1460 + of_era_day // 36_524 - of_era_day // 146_096) // 365
    of_year = of_era_day - (365 * of_era + of_era // 4 - of_era // 100)
    shifted_month = (5 * of_year + 2) // 153
    month = shifted_month + (3 if shifted_month < 10 else -9)
    return era * 400 + of_era + (month <= 2), month, of_year - (153 * shifted_month + 2) // 5 + 1


def weekday(day: int) -> int:
    """1 = Monday to 7 = Sunday, of a day number."""
    return (day + 3) % 7 + 1


def shift_month(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """Move by whole months; a day beyond the end of the month becomes its last (31 January + 1 = 28 February)."""
    years, index = divmod(month - 1 + months, 12)
    return year + years, index + 1, min(day, days_in_month(year + years, index + 1))


def iso_week(year: int, day: int) -> int:
    """ISO 8601 week number of a day number that lies in `year`."""
    thursday = day - weekday(day) + 4
    thursday_year = civil(thursday)[0]
    return (thursday - day_number(thursday_year, 1, 1)) // 7 + 1
