"""A clock may count by the calendar of a unit: its own, or that of the nearest unit above it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from engine.service import Engine
from engine.working_time import add_working_time

FRIDAY_EVENING = datetime(2026, 11, 20, 9, tzinfo=UTC)  # 17:00 in Shanghai
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
SAME_EVENING = datetime(2026, 11, 20, 11, tzinfo=UTC)


def two_hours_later(engine: Engine, calendar: str) -> datetime:
    return engine._read(lambda tx: add_working_time(tx, FRIDAY_EVENING, "PT2H", calendar))


def test_the_units_own_calendar_decides(engine: Engine) -> None:
    assert two_hours_later(engine, "unit:region_east") == MONDAY
    assert two_hours_later(engine, "unit:station_sh") == SAME_EVENING


def test_a_unit_without_calendar_keeps_that_of_the_nearest_unit_above_it(engine: Engine) -> None:
    with engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE unit SET calendar = NULL WHERE code = 'station_sh'"))
        connection.execute(text("UPDATE unit SET calendar = '' WHERE code = 'dealer_sh'"))

    assert two_hours_later(engine, "unit:station_sh") == MONDAY


def test_a_unit_that_does_not_exist_has_no_calendar(engine: Engine) -> None:
    with pytest.raises(LookupError, match="unit:nowhere"):
        two_hours_later(engine, "unit:nowhere")
