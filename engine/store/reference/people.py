"""Users and grants as administrators see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, true, update

from engine.actor import Actor, ActorKind
from engine.store.database import Tx
from engine.store.schema import ROLE_GRANT, TASK, UNIT, USER
from engine.store.scope import reach_condition


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """An account without its secret."""

    username: str
    kind: str
    display_name: str
    email: str | None
    language: str
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A role at a unit, and when it holds; None = without bound."""

    grant_id: int
    username: str
    display_name: str
    role: str
    unit_code: str
    unit_name: str
    unit_name_en: str
    unit_path: str
    below: bool
    valid_from: datetime | None
    valid_until: datetime | None


_PERSON = tuple(USER.c[name] for name in PersonFacts.__dataclass_fields__)
_GRANT = (
    ROLE_GRANT.c.grant_id, ROLE_GRANT.c.username, USER.c.display_name, ROLE_GRANT.c.role, UNIT.c.code, UNIT.c.name,
    UNIT.c.name_en, UNIT.c.path, ROLE_GRANT.c.below, ROLE_GRANT.c.valid_from, ROLE_GRANT.c.valid_until,
)  # fmt: skip
_GRANTED = ROLE_GRANT.join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id).join(
    USER, USER.c.username == ROLE_GRANT.c.username
)


def people(
    tx: Tx, *, actor: Actor, text: str = "", with_inactive: bool = True, skip: int = 0, limit: int = 50
) -> tuple[tuple[PersonFacts, ...], int]:
    """Accounts with a grant in the actor's reach, and how many; whoever stands at the root sees those without any."""
    where = [_near(actor)]
    if not with_inactive:
        where.append(USER.c.is_active.is_(True))
    for word in text.split()[:6]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        where.append(or_(*(USER.c[name].ilike(pattern, escape="\\") for name in ("username", "display_name", "email"))))
    total: int = tx.execute(select(func.count()).select_from(USER).where(*where)).scalar_one()
    rows = tx.execute(select(*_PERSON).where(*where).order_by(USER.c.username).offset(skip).limit(limit))
    return tuple(PersonFacts(*row) for row in rows), total


def person(tx: Tx, username: str, *, actor: Actor) -> PersonFacts | None:
    """One account, as `people` would list it."""
    row = tx.execute(select(*_PERSON).where(USER.c.username == username, _near(actor))).one_or_none()
    return PersonFacts(*row) if row else None


def grants(
    tx: Tx, *, actor: Actor, username: str = "", unit: str = "", skip: int = 0, limit: int = 500
) -> tuple[GrantFacts, ...]:
    """Grants at units in the actor's reach: of one user, at one unit, or all."""
    query = select(*_GRANT).select_from(_GRANTED).where(reach_condition(UNIT.c.path, actor))
    if username:
        query = query.where(ROLE_GRANT.c.username == username)
    if unit:
        query = query.where(UNIT.c.code == unit)
    ordered = query.order_by(UNIT.c.path, ROLE_GRANT.c.role, ROLE_GRANT.c.username)
    return tuple(GrantFacts(*row) for row in tx.execute(ordered.offset(skip).limit(limit)))


def grant(tx: Tx, grant_id: int, *, actor: Actor) -> GrantFacts | None:
    """One grant at a unit in reach."""
    query = select(*_GRANT).select_from(_GRANTED).where(ROLE_GRANT.c.grant_id == grant_id)
    row = tx.execute(query.where(reach_condition(UNIT.c.path, actor))).one_or_none()
    return GrantFacts(*row) if row else None


def unreached(tx: Tx, username: str, *, actor: Actor) -> bool:
    """Whether the user also holds a role at a unit out of the actor's reach."""
    query = select(ROLE_GRANT.c.grant_id).select_from(_GRANTED)
    query = query.where(ROLE_GRANT.c.username == username, ~reach_condition(UNIT.c.path, actor))
    return tx.execute(query.limit(1)).first() is not None


def add_grant(tx: Tx, **columns: Any) -> int:
    """A new grant; its id."""
    grant_id = tx.new_key()
    tx.execute(insert(ROLE_GRANT).values(grant_id=grant_id, **columns))
    return grant_id


def change_grant(tx: Tx, grant_id: int, **columns: Any) -> None:
    """Widen, narrow or bound a grant."""
    tx.execute(update(ROLE_GRANT).where(ROLE_GRANT.c.grant_id == grant_id).values(**columns))


def remove_grant(tx: Tx, grant_id: int) -> None:
    """Take a grant back."""
    tx.execute(delete(ROLE_GRANT).where(ROLE_GRANT.c.grant_id == grant_id))


def open_tasks_of(tx: Tx, username: str) -> list[int]:
    """The keys of the open tasks that a user holds."""
    query = select(TASK.c.task_key).where(TASK.c.assignee == username, TASK.c.state == "open")
    return list(tx.execute(query.order_by(TASK.c.task_key)).scalars())


def _near(actor: Actor) -> Any:
    if actor.kind is ActorKind.SYSTEM or any(one.unit_path.count("/") == 2 and one.below for one in actor.grants):
        return true()
    granted = select(ROLE_GRANT.c.username).select_from(_GRANTED).where(reach_condition(UNIT.c.path, actor))
    return USER.c.username.in_(granted)
