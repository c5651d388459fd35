"""Reading working calendars."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from engine.store.database import Tx
from engine.store.schema import UNIT, table

_CALENDAR = table("working_calendar")


def get(tx: Tx, code: str) -> Row[*tuple[Any, ...]] | None:
    """One calendar."""
    return tx.execute(select(_CALENDAR).where(_CALENDAR.c.calendar_code == code)).one_or_none()


def code_of_unit(tx: Tx, unit_code: str) -> str | None:
    """The calendar that a unit keeps, else that of the nearest unit above it; None when none of them names one."""
    above = UNIT.alias("above")
    query = (
        select(above.c.calendar)
        .select_from(UNIT.join(above, UNIT.c.path.startswith(above.c.path)))
        .where(UNIT.c.code == unit_code, above.c.calendar.is_not(None), above.c.calendar != "")
        .order_by(above.c.path.desc())
        .limit(1)
    )
    return tx.execute(query).scalar_one_or_none()


def codes(tx: Tx) -> frozenset[str]:
    """The codes of all calendars."""
    return frozenset(tx.execute(select(_CALENDAR.c.calendar_code)).scalars())
