"""Public links of cases: pages without sign-in that people reach by a token nobody can guess."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class LinkSecret(SQLModel, table=True):
    """The one secret (256 bits) from which tokens of links are derived; made when the first link is asked for."""

    __tablename__ = "link_secret"

    purpose: str = Field(primary_key=True, max_length=16)
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class PublicLink(SQLModel, table=True):
    """A link to one case, made once for each element instance. `token_hash` is SHA-256 (hex) of its token.

    `kind` says what for (`case`, `survey`, or what the model says); after `expires_at` the link is as if never made.
    `old_hash` is that of a token which cases before 0010 held for everybody to read: it follows the case, no more.
    A link on paper stands under the key of its notification, with `printed_by`: who printed it first.
    """

    __tablename__ = "public_link"
    __table_args__ = (Index("public_link_case", "case_key"), Index("public_link_age", "expires_at"))

    link_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    token_hash: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    old_hash: str | None = Field(default=None, sa_column=Column(String(64), unique=True))
    printed_by: str | None = Field(default=None, sa_column=Column(String(256)))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    kind: str = Field(max_length=20)
    created_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    expires_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class PublicCount(SQLModel, table=True):
    """How often somebody asked in the window that began at `since`: `name_hash` is an address or a contact, hashed."""

    __tablename__ = "public_count"
    __table_args__ = (Index("public_count_age", "since"),)

    kind: str = Field(primary_key=True, max_length=16)
    name_hash: str = Field(primary_key=True, max_length=64)
    since: datetime = Field(sa_column=Column(Utc, primary_key=True))
    count: int
