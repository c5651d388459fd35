"""Stored answers of requests that carried an Idempotency-Key (API 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select

from engine.store.database import Tx
from engine.store.tables.history import IdempotentAnswer

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was answered: HTTP status and body text; `fingerprint` is SHA-256 of method, path and body of the request."""

    fingerprint: str
    status: int
    body: str


def find(tx: Tx, caller: str, request_key: str) -> StoredAnswer | None:
    """The answer given to this caller under this key in the last 24 hours, if any."""
    row = tx.execute(
        select(IdempotentAnswer.fingerprint, IdempotentAnswer.status, IdempotentAnswer.body).where(
            IdempotentAnswer.caller == caller,
            IdempotentAnswer.request_key == request_key,
            IdempotentAnswer.answered_at > tx.now - KEPT_FOR,
        )
    ).one_or_none()
    return StoredAnswer(row.fingerprint, row.status, row.body) if row else None


def keep(tx: Tx, caller: str, request_key: str, answer: StoredAnswer) -> None:
    """Store the answer; the primary key makes a racing twin fail, so that its effect is rolled back."""
    tx.execute(
        delete(IdempotentAnswer).where(
            IdempotentAnswer.caller == caller,
            IdempotentAnswer.request_key == request_key,
            IdempotentAnswer.answered_at <= tx.now - KEPT_FOR,
        )
    )
    tx.execute(
        insert(IdempotentAnswer).values(
            caller=caller,
            request_key=request_key,
            fingerprint=answer.fingerprint,
            status=answer.status,
            body=answer.body,
            answered_at=tx.now,
        )
    )


def forget_old(tx: Tx) -> int:
    """Drop answers older than 24 hours; how many there were."""
    return tx.execute(delete(IdempotentAnswer).where(IdempotentAnswer.answered_at <= tx.now - KEPT_FOR)).rowcount
