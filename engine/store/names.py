"""What codes are called: units, warehouses, working calendars and people, whose names are no secret to staff."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select, union_all

from engine.store.database import Tx
from engine.store.schema import UNIT, table

_WAREHOUSE, _CALENDAR, _USER = table("warehouse"), table("working_calendar"), table("user_account")
# The last one wins where two have the same code.
_NAMED = (
    (_USER.c.username, _USER.c.display_name, _USER.c.display_name),
    (_CALENDAR.c.calendar_code, _CALENDAR.c.name, _CALENDAR.c.name_en),
    (_WAREHOUSE.c.warehouse_code, _WAREHOUSE.c.name, _WAREHOUSE.c.name_en),
    (UNIT.c.code, UNIT.c.name, UNIT.c.name_en),
)
MOST = 500


def of_codes(tx: Tx, codes: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Code to its Chinese and its English name, for those of the first 500 `codes` that name something."""
    wanted = sorted(set(codes))[:MOST]
    if not wanted:
        return {}
    parts = (select(code.label("code"), name, name_en).where(code.in_(wanted)) for code, name, name_en in _NAMED)
    return {code: (name, name_en or name) for code, name, name_en in tx.execute(union_all(*parts))}
