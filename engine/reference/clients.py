"""Service accounts: machine clients with a secret of their own, shown once, and scopes narrower than their roles.

Whoever holds the secret acts as the client. So a client is made, rotated and changed only by an administrator who
could hand out each of its roles himself, and its secret is 256 random bits of ours, never a text somebody thought of.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from engine import passwords
from engine.access import Permission, require
from engine.actor import Actor, Scopes
from engine.errors import Conflict, FieldError, InvalidFields, NotFound
from engine.reference import people
from engine.reference.organisation import NewUser
from engine.reference.people import NewGrant
from engine.store.database import Tx
from engine.store.reference import changes
from engine.store.reference import clients as rows
from engine.store.reference.changes import NewChange
from engine.store.reference.clients import ClientFacts
from engine.store.reference.organisation import change_user
from engine.store.reference.people import GrantFacts
from engine.store.reference.people import grants as grants_of
from engine.store.signin import remove_tokens_of
from engine.values import Json, Values, dump

SECRET_PREFIX = "sls_"
_MOST_NAMES = 200
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class NewClient:
    """A service account to make: its id, what people call it, what it is for, what it may name."""

    client_id: str
    name: str
    purpose: str = ""
    scopes: Scopes = Scopes()


@dataclass(frozen=True, slots=True)
class IssuedSecret:
    """A service account and the only sight of its new secret."""

    client: ClientFacts
    secret: str


@dataclass(frozen=True, slots=True)
class FreshSecret:
    """A secret and its argon2id hash, made outside transactions: a hash takes 50 ms."""

    text: str
    hashed: str


def fresh_secret() -> FreshSecret:
    """256 random bits."""
    text = SECRET_PREFIX + secrets.token_urlsafe(32)
    return FreshSecret(text, passwords.hash_secret(text))


def client_json(client: ClientFacts) -> Values:
    """A service account as programs read it, and as its changes are noted."""
    return {
        "clientId": client.client_id, "name": client.name, "purpose": client.purpose, "isActive": client.is_active,
        "jobTypes": _names(client.scopes.job_types), "processIds": _names(client.scopes.process_ids),
        "messageNames": _names(client.scopes.message_names), "madeBy": client.made_by,
    }  # fmt: skip


def client_page(tx: Tx, client_id: str, *, actor: Actor) -> tuple[ClientFacts, tuple[GrantFacts, ...]]:
    """A service account with its grants in reach. Raises NotFound, Forbidden."""
    found = _seen(tx, client_id, actor)
    require(actor, Permission.MANAGE_USERS)
    return found, grants_of(tx, actor=actor, username=client_id)


def add_client(
    tx: Tx, new: NewClient, grants: tuple[NewGrant, ...], secret: FreshSecret, *, actor: Actor
) -> IssuedSecret:
    """A service account with its grants. Raises Forbidden, AlreadyExists, InvalidFields, NotFound."""
    require(actor, Permission.MANAGE_USERS)
    _check(new.purpose, new.scopes)
    account = NewUser(new.client_id, new.name, secret.hashed, kind="client", language="en")
    people.add_person(tx, account, grants, actor=actor)
    rows.add(tx, new.client_id, purpose=new.purpose, scopes=new.scopes, by=actor.name)
    made = _seen(tx, new.client_id, actor)
    _note(tx, None, client_json(made), actor)
    return IssuedSecret(made, secret.text)


def change_client(
    tx: Tx, client_id: str, *, name: str | None, purpose: str | None, scopes: Scopes | None, actor: Actor
) -> ClientFacts:
    """Write name, purpose and scopes; None keeps. Raises NotFound, Forbidden, InvalidFields."""
    before = _seen(tx, client_id, actor)
    wanted = scopes if scopes is not None else before.scopes
    purpose = before.purpose if purpose is None else purpose
    _check(purpose, wanted)
    people.require_as_own(tx, client_id, actor)
    if name is not None:
        people.change_person(tx, client_id, {"displayName": name}, actor=actor)
    rows.change(tx, client_id, purpose=purpose, scopes=wanted)
    after = _seen(tx, client_id, actor)
    if after != before:
        _note(tx, client_json(before), client_json(after), actor)
    return after


def rotate(tx: Tx, client_id: str, secret: FreshSecret, *, actor: Actor) -> IssuedSecret:
    """A new secret; the old one and every token made with it end now. Raises NotFound, Forbidden, Conflict."""
    before = _seen(tx, client_id, actor)
    people.require_as_own(tx, client_id, actor)
    if not before.is_active:
        raise Conflict(f"expected service account '{client_id}' to be active, but it was revoked")
    people.change_person(tx, client_id, {}, actor=actor, secret_hash=secret.hashed)
    remove_tokens_of(tx, client_id)
    rows.rotated(tx, client_id)
    _note(tx, client_json(before), {**client_json(before), "secret": "changed"}, actor)
    return IssuedSecret(replace(before, rotated_at=tx.now, revoked_at=None), secret.text)


def revoke(tx: Tx, client_id: str, *, actor: Actor) -> None:
    """The client can do nothing from now on; its history stays. Raises NotFound, Forbidden, Conflict."""
    before = _seen(tx, client_id, actor)
    people.require_as_own(tx, client_id, actor)
    if not before.is_active:
        raise Conflict(f"expected service account '{client_id}' to be active, but it was revoked")
    people.change_person(tx, client_id, {"isActive": False}, actor=actor)
    change_user(tx, client_id, secret_hash=None)  # let in again by mistake, it still has no secret
    remove_tokens_of(tx, client_id)
    rows.revoked(tx, client_id)
    _note(tx, client_json(before), client_json(_seen(tx, client_id, actor)), actor)


def _seen(tx: Tx, client_id: str, actor: Actor) -> ClientFacts:
    found = rows.client(tx, client_id, actor=actor)
    if found is None:
        raise NotFound("service account", client_id)
    return found


def _note(tx: Tx, before: Values | None, after: Values, actor: Actor) -> None:
    old = dump(before) if before is not None else None
    changes.note(tx, [NewChange("service_accounts", str(after["clientId"]), old, dump(after))], by=actor.name)


def _names(scope: tuple[str, ...] | None) -> list[Json] | None:
    return None if scope is None else list(scope)


def _check(purpose: str, scopes: Scopes) -> None:
    errors = []
    if len(purpose) > 500:
        errors.append(FieldError("purpose", "length", "expected at most 500 characters", "最多 500 个字符"))
    named = {
        "jobTypes": scopes.job_types, "processIds": scopes.process_ids, "messageNames": scopes.message_names,
    }  # fmt: skip
    for pointer, names in named.items():
        if names is not None and len(names) > _MOST_NAMES:
            errors.append(
                FieldError(pointer, "many", f"expected at most {_MOST_NAMES} names", f"最多 {_MOST_NAMES} 个")
            )
        for name in names or ():
            if not 1 <= len(name) <= _LONGEST or "*" in name[:-1] or name != name.strip():
                en = f"expected a name, or its beginning and one *, but found '{name[:80]}'"
                zh = f"应为名称，或名称开头加一个 *，实际为“{name[:80]}”"
                errors.append(FieldError(pointer, "name", en, zh))
    if errors:
        raise InvalidFields(errors)
