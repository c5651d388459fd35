"""Writing units, roles, users and grants."""

from __future__ import annotations

from sqlalchemy import Row, delete, func, insert, select, update

from engine.store.database import Tx
from engine.store.schema import ROLE_GRANT, UNIT, USER


def add_unit(tx: Tx, *, code: str, parent_path: str, parent_id: int | None, **columns: object) -> int:
    """A new unit below its parent; its path ends with its own id."""
    unit_id: int = (tx.execute(select(func.max(UNIT.c.unit_id))).scalar_one() or 0) + 1
    path = f"{parent_path or '/'}{unit_id}/"
    tx.execute(insert(UNIT).values(unit_id=unit_id, code=code, parent_id=parent_id, path=path, **columns))
    return unit_id


def change_unit(tx: Tx, code: str, **columns: object) -> None:
    """Write the named columns of a unit; its place in the tree stays."""
    tx.execute(update(UNIT).where(UNIT.c.code == code).values(**columns))


def unit_and_parent(tx: Tx, code: str) -> Row[str, str | None, str, str, str, str, str | None] | None:
    """(code, parent code, kind, name, name_en, region_code, calendar) of a unit."""
    parent = UNIT.alias("parent")
    query = (
        select(
            UNIT.c.code, parent.c.code, UNIT.c.kind, UNIT.c.name, UNIT.c.name_en, UNIT.c.region_code, UNIT.c.calendar
        )
        .outerjoin(parent, parent.c.unit_id == UNIT.c.parent_id)
        .where(UNIT.c.code == code)
    )
    return tx.execute(query).one_or_none()


def add_user(tx: Tx, *, username: str, **columns: object) -> None:
    """A new person or machine client."""
    tx.execute(insert(USER).values(username=username, created_at=tx.now, is_active=True, **columns))


def change_user(tx: Tx, username: str, **columns: object) -> None:
    """Write the named columns of a user."""
    tx.execute(update(USER).where(USER.c.username == username).values(**columns))


def user_row(tx: Tx, username: str) -> Row[str, str, str, str | None, str, bool] | None:
    """(username, kind, display_name, email, language, is_demo) of a user, active or not."""
    columns = (USER.c.username, USER.c.kind, USER.c.display_name, USER.c.email, USER.c.language, USER.c.is_demo)
    return tx.execute(select(*columns).where(USER.c.username == username)).one_or_none()


def has_demo_users(tx: Tx) -> bool:
    """Whether an active user still has the demo password."""
    query = select(USER.c.username).where(USER.c.is_demo.is_(True), USER.c.is_active.is_(True)).limit(1)
    return tx.execute(query).one_or_none() is not None


def grant_id(tx: Tx, username: str, role: str, unit_id: int) -> tuple[int, bool] | None:
    """(id, below) of a grant."""
    query = select(ROLE_GRANT.c.grant_id, ROLE_GRANT.c.below).where(
        ROLE_GRANT.c.username == username, ROLE_GRANT.c.role == role, ROLE_GRANT.c.unit_id == unit_id
    )
    row = tx.execute(query).one_or_none()
    return (row.grant_id, row.below) if row else None


def add_grant(tx: Tx, *, username: str, role: str, unit_id: int, below: bool) -> None:
    """`username` holds `role` at the unit from now on."""
    values = {"username": username, "role": role, "unit_id": unit_id, "below": below}
    tx.execute(insert(ROLE_GRANT).values(grant_id=tx.new_key(), **values))


def change_grant(tx: Tx, found: int, *, below: bool) -> None:
    """Widen or narrow a grant."""
    tx.execute(update(ROLE_GRANT).where(ROLE_GRANT.c.grant_id == found).values(below=below))


def remove_grant(tx: Tx, username: str, role: str, unit_id: int) -> bool:
    """Take a grant back; False when there was none."""
    result = tx.execute(
        delete(ROLE_GRANT).where(
            ROLE_GRANT.c.username == username, ROLE_GRANT.c.role == role, ROLE_GRANT.c.unit_id == unit_id
        )
    )
    return result.rowcount == 1
