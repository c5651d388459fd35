"""The history: unchangeable, chained by case. And the answers kept for idempotent requests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from engine.store.types import UNIT_PATH, Packed, Utc


class Event(SQLModel, table=True):
    """One line of history. Its hashed text is these columns and what `body` adds to them (see `store.event_form`).

    The text begins with the place in the chain and the previous hash; `hash` is its SHA-256. Values stand in `vault`;
    the text holds a digest over their salted SHA-256 only, so that `vault` may one day be emptied without breaking the
    proof; SQLite keeps long ones compressed. Triggers refuse every other change and every deletion. No index but the
    key: history is read by case.
    """

    __tablename__ = "event"

    case_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    case_seq: int = Field(primary_key=True)
    event_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(Utc, nullable=False))
    event_type: str = Field(max_length=40)
    actor: str = Field(max_length=256)
    element_id: str | None = Field(default=None, max_length=256)
    element_instance_key: int | None = Field(default=None, sa_column=Column(BigInteger))
    unit_path: str | None = Field(default=None, sa_column=Column(UNIT_PATH))
    operation_id: str = Field(max_length=40)
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    vault: str | None = Field(default=None, sa_column=Column(Packed))


class IdempotentAnswer(SQLModel, table=True):
    """The answer to a request that carried an Idempotency-Key, written with its effect; forgotten after 24 h."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (Index("idempotent_answer_age", "answered_at"),)

    caller: str = Field(primary_key=True, max_length=256)
    request_key: str = Field(primary_key=True, max_length=255)
    fingerprint: str = Field(max_length=64)
    status: int
    body: str = Field(sa_column=Column(Text, nullable=False))
    answered_at: datetime = Field(sa_column=Column(Utc, nullable=False))
