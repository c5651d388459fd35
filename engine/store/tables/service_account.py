"""Service accounts: what a machine client may touch beyond its grants, and who looked after its secret."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Text
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class ServiceAccount(SQLModel, table=True):
    """A machine client (`user_account` of kind 'client') that an administrator made.

    `job_types`, `process_ids` and `message_names` are JSON lists of texts, `x.acme.*` for all that begin so; null = no
    narrower than the client's roles. The secret is nowhere; its argon2id hash stands in `user_account`.
    """

    __tablename__ = "service_account"

    client_id: str = Field(sa_column=Column(String(256), ForeignKey("user_account.username"), primary_key=True))
    purpose: str = Field(default="", max_length=500)
    job_types: str | None = Field(default=None, sa_column=Column(Text))
    process_ids: str | None = Field(default=None, sa_column=Column(Text))
    message_names: str | None = Field(default=None, sa_column=Column(Text))
    made_by: str = Field(max_length=256)
    made_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    rotated_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(Utc))
