"""Timer texts: T2 to T7."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.feel import parse_temporal, parse_timer_cycle, parse_timer_date, parse_timer_duration
from engine.feel.cron import Cron
from engine.feel.timing import Cycle

PARIS = ZoneInfo("Europe/Paris")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00"),
        ("2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00"),
        ("2026-03-01T10:00:00", "2026-03-01T09:00:00"),
        ("2026-07-01T10:00:00", "2026-07-01T08:00:00"),
        ("2026-03-01", "2026-02-28T23:00:00"),
        ("2026-03-01T10:00:00@Asia/Shanghai", "2026-03-01T02:00:00"),
        ("2026-03-01T10:00:00[Asia/Shanghai]", "2026-03-01T02:00:00"),
        ("2026-03-01T10:00:00+08:00[Asia/Shanghai]", "2026-03-01T02:00:00"),
        ("2026-03-01T10:00:00Z[UTC]", "2026-03-01T10:00:00"),
        # clocks go forward at 02:00 on 29 March 2026: the first later moment that exists
        ("2026-03-29T02:30:00", "2026-03-29T01:00:00"),
        # clocks go back at 03:00 on 25 October 2026: the first of the two
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00"),
        ("2026-10-25T02:30:00@Europe/Paris", "2026-10-25T00:30:00"),
    ],
)
def test_a_date_without_zone_is_local_to_the_process(text: str, expected: str) -> None:
    assert parse_timer_date(text, zone=PARIS) == utc(expected)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-02-30", "2026-03-01T10:00:00[No/Where]", "99999-01-01", "10:00:00", 5, None]
)
def test_what_is_no_date_is_none(text: object) -> None:
    assert parse_timer_date(text, zone=UTC) is None


def test_feel_dates_are_timer_dates_too() -> None:
    assert parse_timer_date(parse_temporal("2026-03-01T10:00:00"), zone=PARIS) == utc("2026-03-01T09:00:00")


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("PT1H", "2026-03-01T10:00:00", "2026-03-01T11:00:00"),
        ("P1D", "2026-03-28T12:00:00", "2026-03-29T12:00:00"),
        ("P1W", "2026-03-01T10:00:00", "2026-03-08T10:00:00"),
        ("P1M", "2026-01-31T10:00:00", "2026-02-28T10:00:00"),
        ("P1M", "2026-03-01T10:00:00", "2026-04-01T09:00:00"),
        ("P1Y2M3DT4H5M6.5S", "2026-01-01T00:00:00", "2027-03-04T04:05:06.500000"),
        ("-PT1H", "2026-03-01T10:00:00", "2026-03-01T09:00:00"),
        ("PT0S", "2026-03-01T10:00:00", "2026-03-01T10:00:00"),
    ],
)
def test_months_follow_the_calendar_and_days_have_24_hours(text: str, start: str, expected: str) -> None:
    duration = parse_timer_duration(text)

    assert duration is not None
    assert duration.after(utc(start), zone=PARIS) == utc(expected)


@pytest.mark.parametrize("text", ["", "P", "PT", "1H", "P1H", "PT1D", "P1.5D", "R/PT1H", 5, None, "P999999999Y9"])
def test_what_is_no_duration_is_none(text: object) -> None:
    assert parse_timer_duration(text) is None


def test_an_endless_long_duration_stops_at_the_last_year() -> None:
    duration = parse_timer_duration("P99999Y")

    assert duration is not None
    assert duration.after(utc("2026-01-01"), zone=UTC).year == 9999


@pytest.mark.parametrize(
    ("text", "entry", "first", "second"),
    [
        ("R/PT1H", "2026-01-01T00:00:00", "2026-01-01T01:00:00", "2026-01-01T02:00:00"),
        ("R3/P1D", "2026-01-01T00:00:00", "2026-01-02T00:00:00", "2026-01-03T00:00:00"),
        ("R2/2026-01-05T00:00:00Z/PT1H", "2026-01-01T00:00:00", "2026-01-05T00:00:00", "2026-01-05T01:00:00"),
        ("R/2025-12-31T00:30:00Z/PT1H", "2026-01-01T00:00:00", "2026-01-01T00:30:00", "2026-01-01T01:30:00"),
        ("R/2025-11-30T00:00:00Z/P1M", "2026-01-01T00:00:00", "2026-01-30T00:00:00", "2026-02-28T00:00:00"),
    ],
)
def test_a_cycle_counts_from_its_start_without_drift(text: str, entry: str, first: str, second: str) -> None:
    cycle = parse_timer_cycle(text)

    assert isinstance(cycle, Cycle)
    due = cycle.first_after(utc(entry), zone=UTC)
    assert due == utc(first)
    assert cycle.next_after(due, zone=UTC) == utc(second)


def test_a_cycle_of_zero_repetitions_is_never_due() -> None:
    cycle = parse_timer_cycle("R0/PT1H")

    assert isinstance(cycle, Cycle)
    assert cycle.first_after(utc("2026-01-01"), zone=UTC) is None


@pytest.mark.parametrize(
    ("text", "is_too_often"),
    [
        ("R/PT59S", True),
        ("R/PT1M", False),
        ("R5/PT1S", False),
        ("* * * * * *", True),
        ("0 * * * * *", False),
        ("0,30 * * * * *", True),
        ("R/P1M", False),
    ],
)
def test_more_than_once_a_minute_is_too_often(text: str, is_too_often: bool) -> None:
    cycle = parse_timer_cycle(text)

    assert cycle is not None
    assert cycle.is_too_often is is_too_often


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("0 0 9-17 * * MON-FRI", "2026-03-06T17:30:00", "2026-03-09T09:00:00"),
        ("0 */15 * * * *", "2026-03-01T10:07:00", "2026-03-01T10:15:00"),
        ("0 */15 * * * *", "2026-03-01T10:15:00", "2026-03-01T10:30:00"),
        ("30 5/20 * * * ?", "2026-03-01T10:07:00", "2026-03-01T10:25:30"),
        ("0 0 0 L * *", "2026-02-10T00:00:00", "2026-02-28T00:00:00"),
        ("0 0 0 L-3 * *", "2026-02-10T00:00:00", "2026-02-25T00:00:00"),
        ("0 0 0 LW * *", "2026-02-10T00:00:00", "2026-02-27T00:00:00"),
        ("0 0 0 1W * *", "2026-07-31T12:00:00", "2026-08-03T00:00:00"),
        ("0 0 0 15W * *", "2026-02-10T00:00:00", "2026-02-16T00:00:00"),
        ("0 0 0 ? * 5L", "2026-02-10T00:00:00", "2026-02-27T00:00:00"),
        ("0 0 0 ? * FRI#2", "2026-02-01T00:00:00", "2026-02-13T00:00:00"),
        ("0 0 0 ? * MON#5", "2026-02-01T00:00:00", "2026-03-30T00:00:00"),
        ("0 0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00"),
        ("0 0 0 * JAN,JUL SUN", "2026-02-01T00:00:00", "2026-07-05T00:00:00"),
        ("0 0 0 * * 0", "2026-03-02T00:00:00", "2026-03-08T00:00:00"),
        ("0 0 0 * * 7", "2026-03-02T00:00:00", "2026-03-08T00:00:00"),
        ("0 0 0 * * SAT-SUN", "2026-03-02T00:00:00", "2026-03-07T00:00:00"),
        ("@yearly", "2026-03-01T00:00:00", "2027-01-01T00:00:00"),
        ("@monthly", "2026-03-01T00:00:00", "2026-04-01T00:00:00"),
        ("@weekly", "2026-03-02T00:00:00", "2026-03-08T00:00:00"),
        ("@daily", "2026-03-01T00:00:00", "2026-03-02T00:00:00"),
        ("@hourly", "2026-03-01T00:10:00", "2026-03-01T01:00:00"),
    ],
)
def test_cron_is_due_next_when_its_fields_say(text: str, after: str, expected: str) -> None:
    cron = parse_timer_cycle(text)

    assert isinstance(cron, Cron)
    assert cron.next_after(utc(after), zone=UTC) == utc(expected)


@pytest.mark.parametrize(
    ("text", "after", "due"),
    [
        # 02:30 does not exist on 29 March: fires at 03:00 local, and the next day again at 02:30
        ("0 30 2 * * *", "2026-03-28T02:00:00", ["2026-03-29T01:00:00", "2026-03-30T00:30:00"]),
        # 02:30 occurs twice on 25 October: fires once
        ("0 30 2 * * *", "2026-10-24T12:00:00", ["2026-10-25T00:30:00", "2026-10-26T01:30:00"]),
        ("0 0 9 * * *", "2026-03-28T12:00:00", ["2026-03-29T07:00:00", "2026-03-30T07:00:00"]),
    ],
)
def test_cron_follows_the_clocks_of_the_process_zone(text: str, after: str, due: list[str]) -> None:
    cron = parse_timer_cycle(text)
    moment: datetime | None = utc(after)

    assert isinstance(cron, Cron)
    for expected in due:
        assert moment is not None
        moment = cron.next_after(moment, zone=PARIS)
        assert moment == utc(expected)


def test_a_cron_that_never_comes_is_never_due() -> None:
    cron = parse_timer_cycle("0 0 0 30 2 *")

    assert isinstance(cron, Cron)
    assert cron.next_after(utc("2026-01-01"), zone=UTC) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "* * * * *", "60 * * * * *", "0 0 24 * * *", "0 0 0 0 * *", "0 0 0 32 * *", "0 0 0 * 13 *", "0 0 0 * * 8"]
    + ["R/", "R/x", "R-1/PT1H", "R/PT0S", "R/-PT1H", "R/x/PT1H", "R/2026-01-01/", "5-1 * * * * *", "*/0 * * * * *"],
)
def test_what_is_no_cycle_is_none(text: str) -> None:
    assert parse_timer_cycle(text) is None
