"""What a case tells people: the outbox, shown on the case page and sent from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, Text
from sqlmodel import Field, SQLModel

from engine.store.types import Utc


class Notification(SQLModel, table=True):
    """One message to a customer or to a role at a unit, written once for each element instance, by the step itself.

    States: `shown` (no way to send it, or not meant to leave), `queued` (waits to be sent), `sent`, `failed`.
    `channel` is the way it leaves by: mail, sms, webhook, letter, or empty for the case page only. `due_at` is when a
    queued one is tried next: whoever takes it moves that on, so that two workers never send it at the same moment.
    """

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint("audience IN ('customer', 'role')", name="notification_audience"),
        CheckConstraint("state IN ('shown', 'queued', 'sent', 'failed')", name="notification_state"),
        Index("notification_case", "case_key", "notification_key"),
        Index("notification_once", "element_instance_key", unique=True),
        Index("notification_role", "role", "unit_code", "notification_key"),
        Index("notification_due", "state", "due_at"),
    )

    notification_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    element_instance_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    audience: str = Field(max_length=10)
    recipient: str = Field(default="", max_length=320)
    role: str = Field(default="", max_length=64)
    unit_code: str = Field(default="", sa_column=Column(String(64), nullable=False))
    template: str = Field(max_length=100)
    title: str = Field(max_length=200)
    title_en: str = Field(default="", max_length=200)
    text: str = Field(sa_column=Column(Text, nullable=False))
    text_en: str = Field(default="", sa_column=Column(Text, nullable=False))
    state: str = Field(default="shown", max_length=8)
    channel: str = Field(default="", sa_column=Column(String(10), nullable=False, server_default=""))
    language: str = Field(default="", sa_column=Column(String(10), nullable=False, server_default=""))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    due_at: datetime | None = Field(default=None, sa_column=Column(Utc))
    error: str | None = Field(default=None, sa_column=Column(Text))
    created_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(Utc))
