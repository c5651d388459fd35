"""Stored answers of requests that carried an Idempotency-Key (API 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select

from engine.store.database import Tx
from engine.store.schema import IDEMPOTENT_ANSWER

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was answered: HTTP status and body; `fingerprint` is SHA-256 of method, path and body of the request."""

    fingerprint: str
    status: int
    body: str


def find(tx: Tx, caller: str, request_key: str) -> StoredAnswer | None:
    """The answer given to this caller under this key in the last 24 hours, if any."""
    row = tx.execute(
        select(IDEMPOTENT_ANSWER.c.fingerprint, IDEMPOTENT_ANSWER.c.status, IDEMPOTENT_ANSWER.c.body).where(
            IDEMPOTENT_ANSWER.c.caller == caller,
            IDEMPOTENT_ANSWER.c.request_key == request_key,
            IDEMPOTENT_ANSWER.c.answered_at > tx.now - KEPT_FOR,
        )
    ).one_or_none()
    return StoredAnswer(row.fingerprint, row.status, row.body) if row else None


def keep(tx: Tx, caller: str, request_key: str, answer: StoredAnswer) -> None:
    """Store the answer; the primary key makes a racing twin fail, so that its effect is rolled back."""
    tx.execute(
        delete(IDEMPOTENT_ANSWER).where(
            IDEMPOTENT_ANSWER.c.caller == caller,
            IDEMPOTENT_ANSWER.c.request_key == request_key,
            IDEMPOTENT_ANSWER.c.answered_at <= tx.now - KEPT_FOR,
        )
    )
    tx.execute(
        insert(IDEMPOTENT_ANSWER).values(
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
    return tx.execute(delete(IDEMPOTENT_ANSWER).where(IDEMPOTENT_ANSWER.c.answered_at <= tx.now - KEPT_FOR)).rowcount
