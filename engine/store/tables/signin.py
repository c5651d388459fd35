"""Sign-in: sessions of browsers, failed attempts, personal access tokens, and the key that signs our bearer tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class BrowserSession(SQLModel, table=True):
    """A signed-in browser. `token_hash` is SHA-256 (hex) of the 256-bit secret in its cookie; the secret is nowhere."""

    __tablename__ = "browser_session"
    __table_args__ = (Index("browser_session_age", "started_at"),)

    session_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    token_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    username: str = Field(
        sa_column=Column(String(256), ForeignKey("user_account.username"), nullable=False, index=True)
    )
    address: str = Field(max_length=64)
    started_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    seen_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class SignInAttempt(SQLModel, table=True):
    """A try to sign in that has not succeeded: one row for the account, one for the address. Forgotten after a day."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        CheckConstraint("kind IN ('account', 'address')", name="attempt_kind"),
        Index("sign_in_attempt_name", "kind", "name", "tried_at"),
        Index("sign_in_attempt_age", "tried_at"),
    )

    attempt_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str = Field(primary_key=True, max_length=8)
    name: str = Field(max_length=256)
    tried_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class SignInPlace(SQLModel, table=True):
    """An account at an address: wrong passwords in a row, until when the next must wait, and when one was right.

    Names that no account has stand here too, like all others; a place that never got in is forgotten after a day.
    """

    __tablename__ = "sign_in_place"
    __table_args__ = (Index("sign_in_place_age", "failed_at"),)

    username: str = Field(primary_key=True, max_length=256)
    address: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    failed_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    blocked_until: datetime | None = Field(default=None, sa_column=Column(Utc))
    succeeded_at: datetime | None = Field(default=None, sa_column=Column(Utc))


class AccessToken(SQLModel, table=True):
    """A personal access token, shown once: `slt_` and 256 bits; here only its SHA-256 (hex)."""

    __tablename__ = "access_token"

    token_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    token_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    username: str = Field(
        sa_column=Column(String(256), ForeignKey("user_account.username"), nullable=False, index=True)
    )
    name: str = Field(max_length=100)
    created_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    expires_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class SigningKey(SQLModel, table=True):
    """The one secret that signs bearer tokens (HS256, 256 bits); made when the first token is asked for."""

    __tablename__ = "signing_key"
    __table_args__ = (CheckConstraint("purpose IN ('bearer')", name="signing_purpose"),)

    purpose: str = Field(primary_key=True, max_length=16)
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=Column(Utc, nullable=False))
