"""Reading units, roles and who may hold a task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

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
    return bool(_holding(tx, unit_path, roles, username=username))


def holders(tx: Tx, unit_path: str, roles: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Name and display name of the active users who hold one of `roles` now with reach to `unit_path`, by name."""
    return tuple(sorted(_holding(tx, unit_path, roles)))


def _holding(
    tx: Tx, unit_path: str, roles: Collection[str], *, username: str | None = None
) -> frozenset[tuple[str, str]]:
    """Reaching is being at the unit, or above it with reach below: at one of the beginnings of its path."""
    steps = unit_path.strip("/").split("/")
    above = [f"/{'/'.join(steps[:count])}/" for count in range(1, len(steps))]
    query = (
        select(USER.c.username, USER.c.display_name)
        .join(ROLE_GRANT, ROLE_GRANT.c.username == USER.c.username)
        .join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id)
        .where(
            USER.c.is_active.is_(True),
            or_(UNIT.c.path == unit_path, and_(UNIT.c.path.in_(above), ROLE_GRANT.c.below.is_(True))),
            or_(ROLE_GRANT.c.valid_from.is_(None), ROLE_GRANT.c.valid_from <= tx.now),
            or_(ROLE_GRANT.c.valid_until.is_(None), ROLE_GRANT.c.valid_until > tx.now),
        )
    )
    if username is not None:
        query = query.where(USER.c.username == username)
    if roles:
        query = query.where(ROLE_GRANT.c.role.in_(roles))
    return frozenset((name, shown or name) for name, shown in tx.execute(query))


def user_exists(tx: Tx, username: str) -> bool:
    """Whether there is an active user of that name."""
    query = select(USER.c.username).where(USER.c.username == username, USER.c.is_active.is_(True))
    return tx.execute(query).one_or_none() is not None
