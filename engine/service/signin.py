"""Sign-in as operations of the Engine. Passwords are checked between transactions: a hash takes 50 ms of one core."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass

from engine import passwords, signin, signin_blocks
from engine.actor import Actor
from engine.clock import Clock, system_clock
from engine.errors import Unauthenticated
from engine.service.transaction import Transactions
from engine.signin import Bearer, Session
from engine.signin_blocks import Attempt
from engine.store import signin as rows
from engine.store.database import Database
from engine.store.signin import Account, SessionRow, TokenRow
from engine.store.signin_places import Place

DEMO_PASSWORD = "demo"
_REMEMBERED_SECONDS = 60.0
_REMEMBERED_AT_MOST = 10_000
_STRIPES = 64


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo user as the sign-in page offers him: `roles` are role codes in the order of his grants."""

    username: str
    display_name: str
    roles: tuple[str, ...]


class _Remembered:
    """Basic credentials found right within the last minute: a keyed hash of them → the secret hash they matched."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[str, float]] = {}
        self._turns = tuple(threading.Lock() for _ in range(_STRIPES))

    def mark(self, name: str, secret: str) -> bytes:
        """The keyed hash under which these credentials are remembered."""
        text = f"{len(name)}:{name}:{secret}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, "sha256")

    def turn(self, mark: bytes) -> threading.Lock:
        """The lock that lets one of several equal first requests do the check for all."""
        return self._turns[mark[0] % _STRIPES]

    def holds(self, mark: bytes, secret_hash: str | None) -> bool:
        """Whether these credentials matched `secret_hash` a short while ago; a changed password ends it at once."""
        known = self._known.get(mark)
        return known is not None and known[0] == secret_hash and known[1] > time.monotonic()

    def keep(self, mark: bytes, secret_hash: str) -> None:
        """Remember a match for a minute."""
        if len(self._known) >= _REMEMBERED_AT_MOST:
            self._known.clear()
        self._known[mark] = (secret_hash, time.monotonic() + _REMEMBERED_SECONDS)


class SignIns(Transactions):
    """Who is asking. Every failure is Unauthenticated with one text; too many within a minute are Overloaded."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self.sign_in_clock: Clock = system_clock
        self._remembered = _Remembered()
        self._bearer_secret: bytes | None = None
        self._demo: tuple[DemoAccount, ...] | None = None

    def sign_in(self, username: str, password: str, *, address: str, replaces: str | None = None) -> Session:
        """A new session for the person; `replaces` is the token of a session to end (the browser's old one)."""
        attempt, account = self._proven(username, password, address)
        now = self.sign_in_clock()
        if account is None or not signin.is_person(account.actor):
            raise _wrong()
        return self._write(
            lambda tx: signin.open_session(tx, account, attempt, address=address, replaces=replaces, now=now)
        )

    def session(self, token: str) -> Session:
        """The session of a cookie, with the grants of this moment."""
        now = self.sign_in_clock()
        found = self._read(lambda tx: signin.session_of(tx, token, now=now))
        if found.is_stale:
            self._write(lambda tx: rows.touch_session(tx, found.session_key, now=now))
        return found

    def actor_of_session(self, token: str) -> Actor:
        """The actor of a cookie."""
        return self.session(token).actor

    def sign_out(self, token: str) -> None:
        """End the session of a cookie; an unknown one is no error."""
        self._write(lambda tx: rows.remove_session(tx, passwords.digest(token)))

    def sessions(self, *, actor: Actor) -> tuple[SessionRow, ...]:
        """The actor's own live sessions, newest first."""
        now = self.sign_in_clock()
        return self._read(lambda tx: signin.live_sessions(tx, actor=actor, now=now))

    def end_session(self, session_key: int, *, actor: Actor) -> None:
        """End one of the actor's own sessions."""
        self._write(lambda tx: signin.end_session(tx, session_key, actor=actor))

    def actor_of_basic(self, name: str, secret: str, *, address: str) -> Actor:
        """The actor of Basic credentials: checked once a minute, his grants read each time."""
        mark = self._remembered.mark(name, secret)
        account = self._read(lambda tx: rows.account(tx, name))
        if account is not None and self._remembered.holds(mark, account.secret_hash):
            return account.actor
        with self._remembered.turn(mark):
            if account is not None and self._remembered.holds(mark, account.secret_hash):
                return account.actor
            attempt, proven = self._proven(name, secret, address)
            if proven is None or proven.secret_hash is None:
                raise _wrong()
            self._remembered.keep(mark, proven.secret_hash)
        self._succeed(attempt)
        return proven.actor

    def issue_token(self, client_id: str, client_secret: str, *, address: str, audience: str | None = None) -> Bearer:
        """A bearer token for a client or user that proves its secret."""
        attempt, account = self._proven(client_id, client_secret, address)
        if account is None:
            raise _wrong()
        self._succeed(attempt)
        return signin.bearer_for(account, self._signing_secret(), audience=audience, now=self.sign_in_clock())

    def actor_of_bearer(self, token: str) -> Actor:
        """The actor of a bearer token: a JWT of ours or a personal access token."""
        now = self.sign_in_clock()
        if token.startswith(signin.PERSONAL_TOKEN_PREFIX):
            return self._read(lambda tx: signin.account_of_personal_token(tx, token, now=now)).actor
        secret = self._signing_secret()
        return self._read(lambda tx: signin.account_of_bearer(tx, token, secret, now=now)).actor

    def own_account(self, *, actor: Actor) -> Account:
        """The actor's account: e-mail, time zone, grants."""
        return self._read(lambda tx: signin.own_account(tx, actor))

    def change_own_settings(
        self, *, actor: Actor, language: str | None = None, time_zone: str | None = None
    ) -> Account:
        """Change the actor's language ('zh-CN', 'en') and time zone (IANA name); None keeps."""
        return self._write(lambda tx: signin.change_settings(tx, actor=actor, language=language, time_zone=time_zone))

    def change_own_password(
        self, old: str, new: str, *, actor: Actor, address: str, keeps_session: str | None = None
    ) -> None:
        """Change the actor's password; all his sessions end but the one with this token. Raises Unauthenticated."""
        attempt, account = self._proven(actor.name, old, address)
        if account is None:
            raise _wrong()
        changes = {"secret_hash": passwords.hash_secret(passwords.checked_password(new))}
        self._write(lambda tx: rows.change_account(tx, actor.name, changes))
        kept = passwords.digest(keeps_session) if keeps_session else ""
        self._write(lambda tx: rows.remove_sessions(tx, actor.name, but_hash=kept))
        self._succeed(attempt)

    def personal_tokens(self, *, actor: Actor) -> tuple[TokenRow, ...]:
        """The actor's own access tokens, newest first."""
        return self._read(lambda tx: tuple(rows.tokens_of(tx, actor.name)))

    def add_personal_token(self, name: str, *, actor: Actor) -> tuple[str, TokenRow]:
        """A new access token of the actor: its text, shown this once, and its row."""
        now = self.sign_in_clock()
        return self._write(lambda tx: signin.add_personal_token(tx, name, actor=actor, now=now))

    def remove_personal_token(self, token_key: int, *, actor: Actor) -> None:
        """End one of the actor's own access tokens."""
        self._write(lambda tx: signin.remove_personal_token(tx, token_key, actor=actor))

    def demo_accounts(self) -> tuple[DemoAccount, ...]:
        """The demo users while they have the demo password, for the sign-in page; found once and kept in memory."""
        if self._demo is None:
            self._demo = _with_demo_password(self._read(rows.demo_accounts))
        return self._demo

    def forget_demo_accounts(self) -> None:
        """Look again next time: the demo network was just loaded or removed."""
        self._demo = None

    def _proven(self, name: str, secret: str, address: str) -> tuple[Attempt, Account | None]:
        """The counted attempt and, if the secret is right, the account. Unknown names cost the same time."""
        now = self.sign_in_clock()
        attempt = self._write(lambda tx: signin_blocks.begin(tx, name, address, now=now))
        account = self._read(lambda tx: rows.account(tx, name))
        is_right = passwords.is_secret(secret, account.secret_hash if account else None)
        return attempt, account if is_right else None

    def sign_in_blocks(self, username: str, *, actor: Actor) -> tuple[Place, ...]:
        """Where passwords of an account were wrong, and until when it has to wait there. Raises Forbidden, NotFound."""
        return self._read(lambda tx: signin_blocks.blocks_of(tx, username, actor=actor))

    def release_sign_in(self, username: str, *, actor: Actor) -> int:
        """Let an account sign in again at once; how many addresses that frees. Raises Forbidden, NotFound."""
        return self._write(lambda tx: signin_blocks.release(tx, username, actor=actor))

    def _succeed(self, attempt: Attempt) -> None:
        now = self.sign_in_clock()
        self._write(lambda tx: signin_blocks.succeed(tx, attempt, now=now))

    def _signing_secret(self) -> bytes:
        if self._bearer_secret is None:
            self._bearer_secret = self._write(signin.signing_secret)
        return self._bearer_secret


def _wrong() -> Unauthenticated:
    return Unauthenticated("expected a known name with its secret, but they do not match")


def _with_demo_password(found: list[tuple[str, str, str, str]]) -> tuple[DemoAccount, ...]:
    """Demo users share one hash when the loader made it once; each different hash is checked once."""
    right = {secret for secret in {row[3] for row in found} if passwords.is_secret(DEMO_PASSWORD, secret)}
    accounts: dict[str, DemoAccount] = {}
    for username, display_name, role, secret in found:
        if secret in right:
            known = accounts.get(username, DemoAccount(username, display_name, ()))
            accounts[username] = DemoAccount(username, display_name, (*known.roles, role))
    return tuple(accounts.values())
