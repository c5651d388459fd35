"""What codes are called: units, warehouses and working calendars, whose names are no secret."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select, union_all

from engine.store.database import Tx
from engine.store.schema import UNIT, table

_WAREHOUSE, _CALENDAR = table("warehouse"), table("working_calendar")
_NAMED = ((_CALENDAR, _CALENDAR.c.calendar_code), (_WAREHOUSE, _WAREHOUSE.c.warehouse_code), (UNIT, UNIT.c.code))
MOST = 500


def of_codes(tx: Tx, codes: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Code to its Chinese and its English name, for those of the first 500 `codes` that name something."""
    wanted = sorted(set(codes))[:MOST]
    if not wanted:
        return {}
    parts = (select(code.label("code"), kind.c.name, kind.c.name_en).where(code.in_(wanted)) for kind, code in _NAMED)
    return {code: (name, name_en or name) for code, name, name_en in tx.execute(union_all(*parts))}
