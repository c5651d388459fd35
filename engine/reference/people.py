"""Users and grants as administrators of units change them; every change noted, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.access import Permission, require, require_at
from engine.actor import Actor, ActorKind
from engine.errors import AlreadyExists, FieldError, Forbidden, InvalidFields, NotFound
from engine.reference import columns
from engine.reference.columns import WrongCell
from engine.reference.organisation import NewUser, add_user
from engine.reference.rights import holds_at_root
from engine.store import organisation as known
from engine.store.database import Tx
from engine.store.reference import changes, people
from engine.store.reference import organisation as rows
from engine.store.reference.changes import NewChange
from engine.store.reference.people import GrantFacts, PersonFacts
from engine.values import Values, dump

# What an administrator of a dealer may hand out: never a role that decides about his own claims.
LOCAL_ROLES = frozenset({"dealer", "store", "station", "technician", "admin"})


@dataclass(frozen=True, slots=True)
class NewGrant:
    """`username` holds `role` at a unit, with `below` at all under it, between two moments (None = without bound)."""

    username: str
    role: str
    unit: str
    below: bool = False
    valid_from: datetime | None = None
    valid_until: datetime | None = None


def person_json(person: PersonFacts) -> Values:
    """An account as programs read it, and as its changes are noted."""
    return {
        "username": person.username, "kind": person.kind, "displayName": person.display_name, "email": person.email,
        "language": person.language, "isActive": person.is_active,
    }  # fmt: skip


def grant_json(grant: GrantFacts) -> Values:
    """A grant as programs read it, and as its changes are noted."""
    return {
        "username": grant.username, "role": grant.role, "unit": grant.unit_code, "below": grant.below,
        "validFrom": grant.valid_from.isoformat() if grant.valid_from else None,
        "validUntil": grant.valid_until.isoformat() if grant.valid_until else None,
    }  # fmt: skip


def person_page(tx: Tx, username: str, *, actor: Actor) -> tuple[PersonFacts, tuple[GrantFacts, ...]]:
    """An account with its grants in reach. Raises NotFound, Forbidden."""
    found = _seen(tx, username, actor)
    require(actor, Permission.MANAGE_USERS)
    return found, people.grants(tx, actor=actor, username=username)


def add_person(tx: Tx, new: NewUser, grants: tuple[NewGrant, ...], *, actor: Actor) -> PersonFacts:
    """A new account with its first grants; below headquarters it needs one. Raises AlreadyExists, InvalidFields."""
    require(actor, Permission.MANAGE_USERS)
    _check({"username": new.username, "displayName": new.display_name, "email": new.email, "language": new.language})
    if not grants and not holds_at_root(actor, "admin"):
        told = "expected a role at one of your units", "请至少授予一个本单位的角色"
        raise InvalidFields([FieldError("grants", "required", *told)])
    if rows.user_row(tx, new.username) is not None:
        raise AlreadyExists(f"expected a free user name, but '{new.username}' exists")
    add_user(tx, new)
    for grant in grants:
        give(tx, grant, actor=actor)
    made = _seen(tx, new.username, actor)
    changes.note(tx, [NewChange("users", made.username, None, dump(person_json(made)))], by=actor.name)
    return made


def change_person(
    tx: Tx, username: str, values: Values, *, actor: Actor, secret_hash: str | None = None
) -> PersonFacts:
    """Write displayName, email, language, isActive of an account, perhaps a new password.

    Raises NotFound; Forbidden for one's own activity and for an account that also belongs elsewhere; InvalidFields.
    """
    before = _mine(tx, username, actor)
    if secret_hash is not None and username != actor.name:
        require_as_own(tx, username, actor)  # whoever sets a password can act as that user
    if values.get("isActive") is False and username == actor.name:
        raise Forbidden("deactivate", reason="expected another account than your own")
    wanted = {"displayName": before.display_name, "email": before.email, "language": before.language, **values}
    _check({"username": username, **wanted})
    names = {"displayName": "display_name", "email": "email", "language": "language", "isActive": "is_active"}
    written = {column: values[name] for name, column in names.items() if name in values}
    if "email" in written:
        written["email"] = written["email"] or None
    if secret_hash is not None:
        written |= {"secret_hash": secret_hash, "is_demo": False}
    if written:
        rows.change_user(tx, username, **written)
    after = _seen(tx, username, actor)
    if person_json(after) != person_json(before) or secret_hash is not None:
        told = {**person_json(after), **({"password": "changed"} if secret_hash is not None else {})}
        changes.note(tx, [NewChange("users", username, dump(person_json(before)), dump(told))], by=actor.name)
    return after


def require_as_own(tx: Tx, username: str, actor: Actor) -> None:
    """Raise Forbidden unless the actor administers all units of an account and could hand out each of its roles."""
    _mine(tx, username, actor)
    for grant in people.grants(tx, actor=actor, username=username):
        _require_role(grant.role, actor)


def give(tx: Tx, new: NewGrant, *, actor: Actor) -> GrantFacts:
    """Grant a role at a unit that the actor administers, or change when and how far it holds.

    Raises NotFound, InvalidFields; Forbidden for roles that only headquarters hands out.
    """
    unit = known.unit_by_code(tx, new.unit)
    if unit is None or not (actor.kind is ActorKind.SYSTEM or actor.holds_at(unit.path)):
        raise NotFound("unit", new.unit)
    require_at(actor, Permission.MANAGE_USERS, unit.path)
    _check_grant(tx, new, actor)
    _require_no_more_than_own(tx, new, unit.path, actor)
    found = rows.grant_id(tx, new.username, new.role, unit.unit_id)
    if found is not None and new.username == actor.name and new.role == "admin":
        raise Forbidden("grant_role", reason="expected another grant than the one by which you administer")
    bounds = {"below": new.below, "valid_from": new.valid_from, "valid_until": new.valid_until}
    before = people.grant(tx, found[0], actor=actor) if found else None
    if found is not None:
        people.change_grant(tx, found[0], **bounds)
    key = found[0] if found else people.add_grant(
        tx, username=new.username, role=new.role, unit_id=unit.unit_id, **bounds
    )  # fmt: skip
    made = people.grant(tx, key, actor=actor)
    assert made is not None, "it was written a moment ago"
    if before is None or grant_json(before) != grant_json(made):
        old = dump(grant_json(before)) if before is not None else None
        changes.note(tx, [NewChange("grants", str(key), old, dump(grant_json(made)))], by=actor.name)
    return made


def take_back(tx: Tx, grant_id: int, *, actor: Actor) -> None:
    """End a grant now. Raises NotFound, Forbidden."""
    found = people.grant(tx, grant_id, actor=actor)
    if found is None:
        raise NotFound("grant", grant_id)
    require_at(actor, Permission.MANAGE_USERS, found.unit_path)
    _require_role(found.role, actor)
    if found.username == actor.name and found.role == "admin":
        raise Forbidden("take_back", reason="expected another grant than the one by which you administer")
    people.remove_grant(tx, grant_id)
    changes.note(tx, [NewChange("grants", str(grant_id), dump(grant_json(found)), None)], by=actor.name)


def _seen(tx: Tx, username: str, actor: Actor) -> PersonFacts:
    found = people.person(tx, username, actor=actor)
    if found is None:
        raise NotFound("user", username)
    return found


def _mine(tx: Tx, username: str, actor: Actor) -> PersonFacts:
    found = _seen(tx, username, actor)
    require(actor, Permission.MANAGE_USERS)
    for grant in people.grants(tx, actor=actor, username=username):
        require_at(actor, Permission.MANAGE_USERS, grant.unit_path)
    if people.unreached(tx, username, actor=actor):
        raise Forbidden("manage_users", reason="expected a user of your units only, but he holds roles elsewhere too")
    return found


def _require_role(role: str, actor: Actor) -> None:
    if role not in LOCAL_ROLES and not holds_at_root(actor, "admin"):
        raise Forbidden("grant_role", reason=f"expected headquarters to hand out the role '{role}'")


def _require_no_more_than_own(tx: Tx, new: NewGrant, unit_path: str, actor: Actor) -> None:
    """Nobody hands out more than he has: not below his unit's reach, and no administration that outlasts his own."""
    if actor.kind is ActorKind.SYSTEM:
        return
    own = [grant for grant in people.grants(tx, actor=actor, username=actor.name) if grant.role == "admin"]
    for grant in own:
        reaches = unit_path.startswith(grant.unit_path) if grant.below else unit_path == grant.unit_path
        goes_below = grant.below or not new.below
        ends = grant.valid_until
        lasts = new.role != "admin" or ends is None or (new.valid_until is not None and new.valid_until <= ends)
        if reaches and goes_below and lasts:
            return
    raise Forbidden("grant_role", reason="expected a grant that reaches and lasts no further than your own")


def _check_grant(tx: Tx, new: NewGrant, actor: Actor) -> None:
    if rows.user_row(tx, new.username) is None:
        raise NotFound("user", new.username)
    _seen_or_new(tx, new, actor)
    if new.role not in known.role_names(tx):
        raise InvalidFields([FieldError("role", "role", "expected a known role", "没有这个角色")])
    _require_role(new.role, actor)
    if new.valid_from is not None and new.valid_until is not None and new.valid_until <= new.valid_from:
        told = "expected an end after the beginning", "结束时间应晚于开始时间"
        raise InvalidFields([FieldError("validUntil", "order", *told)])


def _seen_or_new(tx: Tx, new: NewGrant, actor: Actor) -> None:
    """A user of other units only is not there for this administrator; one without any grant is just being made."""
    if people.person(tx, new.username, actor=actor) is None and people.unreached(tx, new.username, actor=actor):
        raise NotFound("user", new.username)


def _check(wanted: Values) -> None:
    errors = []
    for name, parse in (("username", columns.code), ("displayName", columns.text)):
        value = wanted.get(name)
        try:
            if not isinstance(value, str) or not value.strip():
                raise WrongCell("expected a value", "不能为空")
            parse(value)
        except WrongCell as wrong:
            errors.append(FieldError(name, "cell", wrong.reason.en, wrong.reason.zh))
    if wanted.get("language") not in ("zh-CN", "en"):
        errors.append(FieldError("language", "language", "expected zh-CN or en", "应为 zh-CN 或 en"))
    email = wanted.get("email")
    if email and (not isinstance(email, str) or "@" not in email or len(email) > 320):
        errors.append(FieldError("email", "email", "expected an e-mail address", "电子邮箱格式不正确"))
    if errors:
        raise InvalidFields(errors)
