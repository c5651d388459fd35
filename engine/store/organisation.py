"""Reading units, roles and who may hold a task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from engine.store.database import Tx
from engine.store.schema import ROLE, ROLE_GRANT, UNIT, USER


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as tasks and cases refer to it."""

    unit_id: int
    code: str
    path: str
    kind: str
    name: str
    name_en: str
    calendar: str | None
    is_closed: bool


_UNIT = (
    UNIT.c.unit_id,
    UNIT.c.code,
    UNIT.c.path,
    UNIT.c.kind,
    UNIT.c.name,
    UNIT.c.name_en,
    UNIT.c.calendar,
    UNIT.c.is_closed,
)


def unit_by_code(tx: Tx, code: str) -> UnitRow | None:
    """The unit of that code, closed or not."""
    row = tx.execute(select(*_UNIT).where(UNIT.c.code == code)).one_or_none()
    return UnitRow(*row) if row else None


def unit_by_path(tx: Tx, path: str) -> UnitRow | None:
    """The unit at that path."""
    row = tx.execute(select(*_UNIT).where(UNIT.c.path == path)).one_or_none()
    return UnitRow(*row) if row else None


def root_unit(tx: Tx) -> UnitRow | None:
    """The unit without parent: headquarters."""
    row = tx.execute(select(*_UNIT).where(UNIT.c.parent_id.is_(None)).order_by(UNIT.c.unit_id).limit(1)).one_or_none()
    return UnitRow(*row) if row else None


def role_names(tx: Tx) -> dict[str, tuple[str, ...]]:
    """Every role code with its display names, Chinese and English."""
    rows = tx.execute(select(ROLE.c.code, ROLE.c.name, ROLE.c.name_en)).all()
    return {row.code: (row.name, row.name_en) for row in rows}


def reaches(tx: Tx, username: str, unit_path: str, roles: Collection[str] = ()) -> bool:
    """Whether an active user holds one of `roles` (any, when empty) now with reach to `unit_path`."""
    query = (
        select(UNIT.c.path, ROLE_GRANT.c.below)
        .join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id)
        .join(USER, USER.c.username == ROLE_GRANT.c.username)
        .where(
            ROLE_GRANT.c.username == username,
            USER.c.is_active.is_(True),
            or_(ROLE_GRANT.c.valid_from.is_(None), ROLE_GRANT.c.valid_from <= tx.now),
            or_(ROLE_GRANT.c.valid_until.is_(None), ROLE_GRANT.c.valid_until > tx.now),
        )
    )
    if roles:
        query = query.where(ROLE_GRANT.c.role.in_(roles))
    grants = tx.execute(query).all()
    return any(unit_path.startswith(row.path) if row.below else unit_path == row.path for row in grants)


def user_exists(tx: Tx, username: str) -> bool:
    """Whether there is an active user of that name."""
    query = select(USER.c.username).where(USER.c.username == username, USER.c.is_active.is_(True))
    return tx.execute(query).one_or_none() is not None
