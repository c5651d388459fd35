"""Queries of sign-in: accounts with their grants, sessions, attempts, tokens, the signing key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, insert, or_, select, update

from engine.actor import Actor, ActorKind, Grant, Scopes
from engine.store.database import Tx
from engine.store.prepared import Query
from engine.store.schema import ROLE_GRANT, UNIT, USER, table
from engine.store.types import Utc
from engine.values import load

SESSION = table("browser_session")
ATTEMPT = table("sign_in_attempt")
TOKEN = table("access_token")
SIGNING_KEY = table("signing_key")
SERVICE_ACCOUNT = table("service_account")
_SCOPES = ("job_types", "process_ids", "message_names")


@dataclass(frozen=True, slots=True)
class Account:
    """An active user or client with the grants that hold now. `secret_hash` is argon2id, None = cannot sign in."""

    actor: Actor
    email: str | None
    time_zone: str
    secret_hash: str | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser's session."""

    session_key: int
    username: str
    address: str
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A personal access token, without its secret."""

    token_key: int
    name: str
    created_at: datetime
    expires_at: datetime


def account(tx: Tx, username: str) -> Account | None:
    """The active account of that name, in one query."""
    rows = tx.look((_BY_NAME, {"username": username, "now": tx.now}))[0]
    return _account(rows) if rows else None


def account_of_session(tx: Tx, token_hash: str) -> tuple[Account, SessionRow] | None:
    """The account behind a session token, with the session, in one query; its age is for the caller to judge."""
    rows = tx.look((_BY_SESSION, {"token_hash": token_hash, "now": tx.now}))[0]
    if not rows:
        return None
    first = rows[0]
    session = SessionRow(first.session_key, first.username, first.address, first.started_at, first.seen_at)
    return _account(rows), session


def account_of_token(tx: Tx, token_hash: str, *, now: datetime) -> Account | None:
    """The account behind a personal access token that has not expired, in one query."""
    rows = tx.look((_BY_TOKEN, {"token_hash": token_hash, "token_now": now, "now": tx.now}))[0]
    return _account(rows) if rows else None


def demo_accounts(tx: Tx) -> list[tuple[str, str, str, str]]:
    """(username, display name, role code, secret hash) of active demo users, by name and grant.

    The oldest 80 accounts: those of the demo network, not the thousands that may have been generated beside it.
    """
    is_demo = (USER.c.is_demo, USER.c.is_active, USER.c.kind == "user", USER.c.secret_hash.is_not(None))
    oldest = select(USER.c.username).where(*is_demo).order_by(USER.c.created_at, USER.c.username).limit(80)
    statement = (
        select(USER.c.username, USER.c.display_name, ROLE_GRANT.c.role, USER.c.secret_hash)
        .join(ROLE_GRANT, ROLE_GRANT.c.username == USER.c.username)
        .where(USER.c.username.in_(oldest))
        .order_by(USER.c.username, ROLE_GRANT.c.grant_id)
    )
    return [(row.username, row.display_name, row.role, row.secret_hash) for row in tx.execute(statement)]


def add_session(tx: Tx, username: str, token_hash: str, address: str, *, now: datetime) -> SessionRow:
    """Write a session that begins now."""
    row = SessionRow(tx.new_key(), username, address[:64], now, now)
    tx.execute(
        insert(SESSION).values(
            session_key=row.session_key,
            token_hash=token_hash,
            username=username,
            address=row.address,
            started_at=row.started_at,
            seen_at=row.seen_at,
        )
    )
    return row


def touch_session(tx: Tx, session_key: int, *, now: datetime) -> None:
    """Note that the session was used now."""
    tx.execute(update(SESSION).where(SESSION.c.session_key == session_key).values(seen_at=now))


def sessions_of(tx: Tx, username: str) -> list[SessionRow]:
    """All sessions of a user, newest first."""
    columns = (SESSION.c.session_key, SESSION.c.username, SESSION.c.address, SESSION.c.started_at, SESSION.c.seen_at)
    found = select(*columns).where(SESSION.c.username == username).order_by(SESSION.c.session_key.desc())
    return [SessionRow(*row) for row in tx.execute(found)]


def remove_session(tx: Tx, token_hash: str) -> None:
    """Forget a session by its token."""
    tx.execute(delete(SESSION).where(SESSION.c.token_hash == token_hash))


def remove_sessions(tx: Tx, username: str, *, session_key: int | None = None, but_hash: str = "") -> int:
    """Forget one session of a user, or all but the one with `but_hash`; how many there were."""
    which: list[ColumnElement[bool]] = [SESSION.c.username == username, SESSION.c.token_hash != but_hash]
    if session_key is not None:
        which.append(SESSION.c.session_key == session_key)
    return int(tx.execute(delete(SESSION).where(*which)).rowcount)


def remove_sessions_before(tx: Tx, moment: datetime) -> None:
    """Forget sessions that began before `moment`."""
    tx.execute(delete(SESSION).where(SESSION.c.started_at < moment))


def add_attempt(tx: Tx, username: str, address: str, *, now: datetime) -> int:
    """Write an attempt of this account from this address; its key."""
    key = tx.new_key()
    named = (("account", username[:256]), ("address", address[:256]))
    tx.execute(
        insert(ATTEMPT),
        [{"attempt_key": key, "kind": kind, "name": name, "tried_at": now} for kind, name in named],
    )
    return key


def remove_attempt(tx: Tx, attempt_key: int) -> None:
    """The attempt succeeded: it does not count."""
    tx.execute(delete(ATTEMPT).where(ATTEMPT.c.attempt_key == attempt_key))


def remove_attempts_before(tx: Tx, moment: datetime) -> None:
    """Forget attempts from before `moment`."""
    tx.execute(delete(ATTEMPT).where(ATTEMPT.c.tried_at < moment))


def signing_secret(tx: Tx) -> bytes | None:
    """The secret that signs bearer tokens, when it was made already."""
    found: bytes | None = tx.execute(
        select(SIGNING_KEY.c.secret).where(SIGNING_KEY.c.purpose == "bearer")
    ).scalar_one_or_none()
    return found


def add_signing_secret(tx: Tx, secret: bytes) -> None:
    """Keep the secret; the primary key refuses a second one."""
    tx.execute(insert(SIGNING_KEY).values(purpose="bearer", secret=secret, made_at=tx.now))


def change_account(tx: Tx, username: str, changes: dict[str, str]) -> None:
    """Write `language`, `time_zone` or `secret_hash` of an account."""
    tx.execute(update(USER).where(USER.c.username == username).values(**changes))


def add_token(tx: Tx, username: str, token_hash: str, name: str, *, now: datetime, expires_at: datetime) -> TokenRow:
    """Write a personal access token."""
    row = TokenRow(tx.new_key(), name, now, expires_at)
    tx.execute(
        insert(TOKEN).values(
            token_key=row.token_key,
            token_hash=token_hash,
            username=username,
            name=name,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return row


def tokens_of(tx: Tx, username: str) -> list[TokenRow]:
    """All personal access tokens of a user, newest first."""
    columns = (TOKEN.c.token_key, TOKEN.c.name, TOKEN.c.created_at, TOKEN.c.expires_at)
    found = select(*columns).where(TOKEN.c.username == username).order_by(TOKEN.c.token_key.desc())
    return [TokenRow(*row) for row in tx.execute(found)]


def remove_token(tx: Tx, username: str, token_key: int) -> bool:
    """Forget a token of the user; whether it was there."""
    gone = tx.execute(delete(TOKEN).where(TOKEN.c.username == username, TOKEN.c.token_key == token_key))
    return bool(gone.rowcount)


def remove_tokens_of(tx: Tx, username: str) -> None:
    """Forget all personal access tokens of a user."""
    tx.execute(delete(TOKEN).where(TOKEN.c.username == username))


def scope_of(text: str | None) -> tuple[str, ...] | None:
    """A scope as it is stored."""
    names = load(text) if text is not None else None
    return tuple(str(name) for name in names) if isinstance(names, list) else None


def _accounts() -> Select[Any]:
    """Active accounts, a row for each grant that holds at the parameter `now`."""
    now = bindparam("now", type_=Utc)
    holds = and_(
        ROLE_GRANT.c.username == USER.c.username,
        or_(ROLE_GRANT.c.valid_from.is_(None), ROLE_GRANT.c.valid_from <= now),
        or_(ROLE_GRANT.c.valid_until.is_(None), ROLE_GRANT.c.valid_until > now),
    )
    return (
        select(
            USER.c.username,
            USER.c.kind,
            USER.c.display_name,
            USER.c.email,
            USER.c.language,
            USER.c.time_zone,
            USER.c.secret_hash,
            ROLE_GRANT.c.role,
            ROLE_GRANT.c.below,
            UNIT.c.code,
            UNIT.c.path,
            *(SERVICE_ACCOUNT.c[name] for name in _SCOPES),
        )
        .select_from(USER)
        .outerjoin(SERVICE_ACCOUNT, SERVICE_ACCOUNT.c.client_id == USER.c.username)
        .outerjoin(ROLE_GRANT, holds)
        .outerjoin(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id)
        .where(USER.c.is_active)
        .order_by(ROLE_GRANT.c.grant_id)
    )


# Made once: every request asks one of these, and building a statement costs more than running it.
_BY_NAME = Query(_accounts().where(USER.c.username == bindparam("username")))
_BY_SESSION = Query(
    _accounts()
    .add_columns(SESSION.c.session_key, SESSION.c.address, SESSION.c.started_at, SESSION.c.seen_at)
    .join(SESSION, SESSION.c.username == USER.c.username)
    .where(SESSION.c.token_hash == bindparam("token_hash"))
)
_BY_TOKEN = Query(
    _accounts()
    .join(TOKEN, TOKEN.c.username == USER.c.username)
    .where(TOKEN.c.token_hash == bindparam("token_hash"), TOKEN.c.expires_at > bindparam("token_now", type_=Utc))
)


def _account(rows: Sequence[Any]) -> Account:
    first = rows[0]
    grants = tuple(Grant(row.role, row.code, row.path, row.below) for row in rows if row.role is not None)
    scopes = Scopes(*(scope_of(getattr(first, name)) for name in _SCOPES))
    actor = Actor(
        first.username, ActorKind(first.kind), grants, first.display_name, first.language, scopes=scopes
    )  # fmt: skip
    return Account(actor, first.email, first.time_zone, first.secret_hash)
