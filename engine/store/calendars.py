"""Reading working calendars."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from engine.store.database import Tx
from engine.store.schema import table

_CALENDAR = table("working_calendar")


def get(tx: Tx, code: str) -> Row[*tuple[Any, ...]] | None:
    """One calendar."""
    return tx.execute(select(_CALENDAR).where(_CALENDAR.c.calendar_code == code)).one_or_none()


def codes(tx: Tx) -> frozenset[str]:
    """The codes of all calendars."""
    return frozenset(tx.execute(select(_CALENDAR.c.calendar_code)).scalars())
