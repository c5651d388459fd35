"""Groups as `/v2` names them: `role@unit`, the people who hold a role at a unit."""

from __future__ import annotations

from engine.access import Permission, require_at
from engine.actor import Actor, ActorKind
from engine.errors import AlreadyExists, NotFound
from engine.reference import people
from engine.reference.people import NewGrant
from engine.store import organisation as known
from engine.store.database import Tx
from engine.store.organisation import UnitRow
from engine.store.reference import organisation as rows


def join(tx: Tx, group_id: str, username: str, *, actor: Actor) -> None:
    """Grant the role at the unit. Raises NotFound, Forbidden, AlreadyExists when he holds it."""
    role, unit = _group(tx, group_id, actor)
    if rows.user_row(tx, username) is None:
        raise NotFound("user", username)
    if rows.grant_id(tx, username, role, unit.unit_id) is not None:
        raise AlreadyExists(f"expected '{username}' outside of group '{group_id}', but he is a member")
    people.give(tx, NewGrant(username, role, unit.code), actor=actor)


def leave(tx: Tx, group_id: str, username: str, *, actor: Actor) -> None:
    """Take the role at the unit back. Raises NotFound when he does not hold it, Forbidden."""
    role, unit = _group(tx, group_id, actor)
    found = rows.grant_id(tx, username, role, unit.unit_id)
    if found is None:
        raise NotFound("user", username)
    people.take_back(tx, found[0], actor=actor)


def _group(tx: Tx, group_id: str, actor: Actor) -> tuple[str, UnitRow]:
    role, _, code = group_id.partition("@")
    unit = known.unit_by_code(tx, code) if code else None
    is_seen = unit is not None and (actor.kind is ActorKind.SYSTEM or actor.holds_at(unit.path))
    if unit is None or not is_seen or role not in known.role_names(tx):
        raise NotFound("group", group_id)
    require_at(actor, Permission.MANAGE_USERS, unit.path)
    return role, unit
