"""Units as receivers of parts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.store.database import Tx
from engine.store.schema import UNIT

_COLUMNS = (UNIT.c.code, UNIT.c.path, UNIT.c.kind, UNIT.c.name, UNIT.c.name_en, UNIT.c.region_code)


@dataclass(frozen=True, slots=True)
class ReceiverRow:
    """An open unit that parts are sent to; `region_code` is empty at headquarters."""

    unit_code: str
    unit_path: str
    kind: str
    name: str
    name_en: str
    region_code: str


def receiver(tx: Tx, *, code: str | None = None, path: str | None = None) -> ReceiverRow | None:
    """The open unit of that code, or at that path."""
    where = UNIT.c.code == code if code is not None else UNIT.c.path == path
    row = tx.execute(select(*_COLUMNS).where(where, UNIT.c.is_closed.is_(False))).one_or_none()
    return ReceiverRow(*row) if row else None
