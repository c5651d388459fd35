"""Service accounts as administrators see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, true, update

from engine.actor import Actor, ActorKind, Scopes
from engine.store.database import Tx
from engine.store.schema import ROLE_GRANT, UNIT, USER, table
from engine.store.scope import reach_condition
from engine.store.signin import scope_of
from engine.values import Json, dump

_ACCOUNT = table("service_account")
_SCOPES = ("job_types", "process_ids", "message_names")
_COLUMNS = (
    _ACCOUNT.c.client_id, USER.c.display_name, _ACCOUNT.c.purpose, USER.c.is_active,
    *(_ACCOUNT.c[name] for name in _SCOPES),
    _ACCOUNT.c.made_by, _ACCOUNT.c.made_at, _ACCOUNT.c.rotated_at, _ACCOUNT.c.revoked_at,
)  # fmt: skip
_JOINED = _ACCOUNT.join(USER, USER.c.username == _ACCOUNT.c.client_id)


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A service account without its secret; `revoked_at` None = it may sign in."""

    client_id: str
    name: str
    purpose: str
    is_active: bool
    scopes: Scopes
    made_by: str
    made_at: datetime
    rotated_at: datetime
    revoked_at: datetime | None


def clients(
    tx: Tx, *, actor: Actor, text: str = "", skip: int = 0, limit: int = 50
) -> tuple[tuple[ClientFacts, ...], int]:
    """Service accounts with a grant in the actor's reach, and how many; the root sees those without any."""
    where = [_near(actor)]
    for word in text.split()[:6]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        searched = (_ACCOUNT.c.client_id, USER.c.display_name, _ACCOUNT.c.purpose)
        where.append(or_(*(column.ilike(pattern, escape="\\") for column in searched)))
    total: int = tx.execute(select(func.count()).select_from(_JOINED).where(*where)).scalar_one()
    query = select(*_COLUMNS).select_from(_JOINED).where(*where).order_by(_ACCOUNT.c.client_id)
    return tuple(_facts(row) for row in tx.execute(query.offset(skip).limit(limit))), total


def client(tx: Tx, client_id: str, *, actor: Actor) -> ClientFacts | None:
    """One service account, as `clients` would list it; locked for whoever writes."""
    query = select(*_COLUMNS).select_from(_JOINED).where(_ACCOUNT.c.client_id == client_id, _near(actor))
    row = tx.execute(query).one_or_none()
    return _facts(row) if row else None


def add(tx: Tx, client_id: str, *, purpose: str, scopes: Scopes, by: str) -> None:
    """The account behind it stands in `user_account` already."""
    tx.execute(
        insert(_ACCOUNT).values(
            client_id=client_id, purpose=purpose, made_by=by, made_at=tx.now, rotated_at=tx.now, **_stored(scopes)
        )
    )


def change(tx: Tx, client_id: str, *, purpose: str, scopes: Scopes) -> None:
    """What it is for and may name."""
    tx.execute(update(_ACCOUNT).where(_ACCOUNT.c.client_id == client_id).values(purpose=purpose, **_stored(scopes)))


def rotated(tx: Tx, client_id: str) -> None:
    """It has a new secret since now, and is not revoked."""
    tx.execute(update(_ACCOUNT).where(_ACCOUNT.c.client_id == client_id).values(rotated_at=tx.now, revoked_at=None))


def revoked(tx: Tx, client_id: str) -> None:
    """It is over since now."""
    tx.execute(update(_ACCOUNT).where(_ACCOUNT.c.client_id == client_id).values(revoked_at=tx.now))


def _stored(scopes: Scopes) -> dict[str, str | None]:
    return {name: None if (names := getattr(scopes, name)) is None else dump(_list(names)) for name in _SCOPES}


def _list(names: tuple[str, ...]) -> list[Json]:
    return list(names)


def _facts(row: Any) -> ClientFacts:
    scopes = Scopes(*(scope_of(getattr(row, name)) for name in _SCOPES))
    return ClientFacts(
        row.client_id, row.display_name, row.purpose, row.is_active, scopes, row.made_by, row.made_at, row.rotated_at,
        row.revoked_at,
    )  # fmt: skip


def _near(actor: Actor) -> ColumnElement[bool]:
    if actor.kind is ActorKind.SYSTEM or any(one.is_at_root and one.below for one in actor.grants):
        return true()
    granted = select(ROLE_GRANT.c.username).select_from(ROLE_GRANT.join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id))
    return _ACCOUNT.c.client_id.in_(granted.where(reach_condition(UNIT.c.path, actor)))
