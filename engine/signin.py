"""Who is asking: sessions, bearer tokens. Password checks lie outside transactions, see `service.signin`.

Sessions, attempts and tokens age by the machine's clock (`now`), not by the settable one of cases: who moves that clock
must neither sign everybody out nor revive a session that has ended. Grants hold by the clock of cases (`tx.now`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt

from engine import passwords, signin_blocks
from engine.actor import Actor, ActorKind
from engine.clock import time_zones
from engine.errors import FieldError, InvalidFields, NotFound, Unauthenticated
from engine.signin_blocks import Attempt
from engine.store import signin as rows
from engine.store.database import Tx
from engine.store.signin import Account, SessionRow, TokenRow

SESSION_LIFE = timedelta(hours=8)
SESSION_IDLE = timedelta(minutes=30)
TOKEN_LIFE = timedelta(hours=1)
PERSONAL_TOKEN_PREFIX = "slt_"
PERSONAL_TOKEN_LIFE = timedelta(days=365)
LANGUAGES = ("zh-CN", "en")
_ALGORITHM = "HS256"
_ISSUER = "servicelane"
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser: its actor, the secret of its cookie, and the token its forms carry against forgery."""

    actor: Actor
    token: str
    session_key: int
    is_stale: bool = False
    """Whether its last use was noted more than a minute ago."""

    @property
    def csrf_token(self) -> str:
        """What an unsafe request must bring besides the cookie; derived from the secret, stored nowhere."""
        mac = hmac.new(self.token.encode(), b"csrf", hashlib.sha256).digest()
        return base64.urlsafe_b64encode(mac).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Bearer:
    """An access token of ours: a JWT and how long it holds."""

    access_token: str
    expires_in_seconds: int


def open_session(
    tx: Tx, account: Account, attempt: Attempt, *, address: str, replaces: str | None, now: datetime
) -> Session:
    """A session with a new id, in place of `replaces`; the attempt does not count, and what is outdated goes."""
    token = secrets.token_urlsafe(32)
    signin_blocks.succeed(tx, attempt, now=now)
    signin_blocks.forget(tx, now=now)
    rows.remove_sessions_before(tx, now - SESSION_LIFE)
    if replaces:
        rows.remove_session(tx, passwords.digest(replaces))
    session = rows.add_session(tx, account.actor.name, passwords.digest(token), address, now=now)
    return Session(account.actor, token, session.session_key)


def session_of(tx: Tx, token: str, *, now: datetime) -> Session:
    """The session of a cookie. Raises Unauthenticated when unknown, eight hours old or idle for thirty minutes."""
    found = rows.account_of_session(tx, passwords.digest(token))
    if found is None or not _is_alive(found[1], now):
        raise Unauthenticated("expected a session that is alive, but it has ended or was never there")
    account, session = found
    return Session(account.actor, token, session.session_key, now - session.seen_at >= _NOTED_EVERY)


def live_sessions(tx: Tx, *, actor: Actor, now: datetime) -> tuple[SessionRow, ...]:
    """The actor's own sessions that are alive, newest first."""
    return tuple(session for session in rows.sessions_of(tx, actor.name) if _is_alive(session, now))


def end_session(tx: Tx, session_key: int, *, actor: Actor) -> None:
    """End one of the actor's own sessions. Raises NotFound."""
    if not rows.remove_sessions(tx, actor.name, session_key=session_key):
        raise NotFound("session", session_key)


def signing_secret(tx: Tx) -> bytes:
    """The secret that signs our tokens; made now if there is none."""
    known = rows.signing_secret(tx)
    if known is None:
        known = secrets.token_bytes(32)
        rows.add_signing_secret(tx, known)
    return known


def bearer_for(account: Account, secret: bytes, *, audience: str | None, now: datetime) -> Bearer:
    """A JWT naming the account. It dies with the account's secret: a changed password ends every token made before."""
    claims = {
        "iss": _ISSUER,
        "sub": account.actor.name,
        "iat": now,
        "exp": now + TOKEN_LIFE,
        "ver": _secret_version(account),
        **({"aud": audience} if audience else {}),
    }
    return Bearer(jwt.encode(claims, secret, algorithm=_ALGORITHM), int(TOKEN_LIFE.total_seconds()))


def account_of_bearer(tx: Tx, token: str, secret: bytes, *, now: datetime) -> Account:
    """The account a JWT of ours names, with the grants of this moment. Raises Unauthenticated."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            issuer=_ISSUER,
            options={
                "require": ["exp", "iat", "sub", "ver"],
                "verify_aud": False,
                "verify_exp": False,
                "verify_iat": False,
            },
        )
        expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
    except (jwt.PyJWTError, ValueError, OverflowError):
        raise Unauthenticated("expected a token of this server, but it is malformed or signed by another") from None
    account = rows.account(tx, str(claims["sub"]))
    if account is None or expires_at <= now or claims["ver"] != _secret_version(account):
        raise Unauthenticated("expected a token that is still good, but it has ended")
    return account


def account_of_personal_token(tx: Tx, token: str, *, now: datetime) -> Account:
    """The account behind a personal access token. Raises Unauthenticated."""
    account = rows.account_of_token(tx, passwords.digest(token), now=now)
    if account is None:
        raise Unauthenticated("expected a token that is still good, but it has ended")
    return account


def add_personal_token(tx: Tx, name: str, *, actor: Actor, now: datetime) -> tuple[str, TokenRow]:
    """A new token for the actor, good for a year, and the only sight of its secret."""
    token = PERSONAL_TOKEN_PREFIX + secrets.token_urlsafe(32)
    ends = now + PERSONAL_TOKEN_LIFE
    return token, rows.add_token(tx, actor.name, passwords.digest(token), name, now=now, expires_at=ends)


def remove_personal_token(tx: Tx, token_key: int, *, actor: Actor) -> None:
    """End one of the actor's own tokens. Raises NotFound."""
    if not rows.remove_token(tx, actor.name, token_key):
        raise NotFound("token", token_key)


def change_settings(tx: Tx, *, actor: Actor, language: str | None, time_zone: str | None) -> Account:
    """Write the actor's language and time zone (None keeps). Raises InvalidFields."""
    errors = []
    if language is not None and language not in LANGUAGES:
        errors.append(_one_of("/language", LANGUAGES, language))
    if time_zone is not None and time_zone not in time_zones():
        errors.append(_one_of("/timeZone", ("an IANA zone such as Asia/Shanghai",), time_zone))
    if errors:
        raise InvalidFields(errors)
    changes = {"language": language, "time_zone": time_zone}
    if any(changes.values()):
        rows.change_account(tx, actor.name, {name: value for name, value in changes.items() if value})
    return own_account(tx, actor)


def own_account(tx: Tx, actor: Actor) -> Account:
    """The actor's account as it stands. Raises NotFound when it was closed meanwhile."""
    account = rows.account(tx, actor.name)
    if account is None:
        raise NotFound("user", actor.name)
    return account


def _secret_version(account: Account) -> str:
    return passwords.digest(account.secret_hash or "")[:16]


def _is_alive(session: SessionRow, now: datetime) -> bool:
    return now - session.started_at < SESSION_LIFE and now - session.seen_at < SESSION_IDLE


def _one_of(pointer: str, known: tuple[str, ...], found: str) -> FieldError:
    names = ", ".join(known)
    return FieldError(pointer, "choice", f"expected {names}, but found '{found}'", f"应为 {names}，实际为“{found}”")


def is_person(actor: Actor) -> bool:
    """Whether a person stands behind the actor, so that browsers' sessions make sense."""
    return actor.kind is ActorKind.USER
