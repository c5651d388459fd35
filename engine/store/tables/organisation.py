"""The organisation: units as a tree, roles, people and machine clients, grants."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from engine.store.types import UNIT_PATH, Utc


class Unit(SQLModel, table=True):
    """A node of the tree hq → region → dealer → store | station.

    `path` is the ids from the root, `/1/4/17/`; a reach is a prefix, so both slashes matter ('/1/2' is not '/1/20').
    """

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint("path LIKE '/%/'", name="unit_path_form"),)

    unit_id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    parent_id: int | None = Field(default=None, foreign_key="unit.unit_id", index=True)
    path: str = Field(sa_column=Column(UNIT_PATH, nullable=False, unique=True))
    kind: str = Field(max_length=16)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    region_code: str = Field(default="", max_length=64)
    calendar: str | None = Field(default=None, max_length=64)
    is_closed: bool = False


class Role(SQLModel, table=True):
    """A role that lanes name (S1)."""

    __tablename__ = "role"

    code: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=100)
    name_en: str = Field(default="", max_length=100)


class User(SQLModel, table=True):
    """A person (`kind` 'user') or a machine client ('client'); `secret_hash` is argon2id of password or secret."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("kind IN ('user', 'client')", name="user_kind"),)

    username: str = Field(primary_key=True, max_length=256)
    kind: str = Field(default="user", max_length=8)
    display_name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=320)
    language: str = Field(default="zh-CN", max_length=8)
    time_zone: str = Field(default="Asia/Shanghai", max_length=64)
    secret_hash: str | None = Field(default=None, max_length=255)
    is_active: bool = True
    is_demo: bool = False
    created_at: datetime = Field(sa_column=Column(Utc, nullable=False))


class RoleGrant(SQLModel, table=True):
    """`username` holds `role` at a unit, and at all below it when `below`; between the two dates when they are set."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("role_grant_once", "username", "role", "unit_id", unique=True),)

    grant_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    username: str = Field(
        sa_column=Column(String(256), ForeignKey("user_account.username"), nullable=False, index=True)
    )
    role: str = Field(foreign_key="role.code", max_length=64)
    unit_id: int = Field(foreign_key="unit.unit_id", index=True)
    below: bool = False
    valid_from: datetime | None = Field(default=None, sa_column=Column(Utc))
    valid_until: datetime | None = Field(default=None, sa_column=Column(Utc))
