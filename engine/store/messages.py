"""Subscriptions, messages and their correlations."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import CASE, MESSAGE, MESSAGE_CORRELATION, START_SUBSCRIPTION, SUBSCRIPTION
from engine.store.scope import reach_condition

REMEMBERED_FOR = timedelta(hours=24)


def lock_lane(tx: Tx, name: str, correlation_key: str) -> None:
    """Let no one publish and subscribe the same name and key at the same moment, until the commit.

    Without it a message and a subscription, each committed unseen by the other, would miss each other for ever.
    Always taken after the case locks. SQLite has one writer anyway.
    """
    if not tx.is_sqlite:
        lane = zlib.crc32(f"{name}\0{correlation_key}".encode())
        tx.execute(text("SELECT pg_advisory_xact_lock(7331, :lane)"), {"lane": lane - 2**31})


def waiting(
    tx: Tx, kind: str, name: str, *, actor: Actor, correlation_key: str | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Open subscriptions of active cases in the actor's reach with their `root_case_key`, oldest first.

    `correlation_key` None = any key. A message never reaches further than who sends it.
    """
    query = (
        select(SUBSCRIPTION, CASE.c.root_case_key)
        .join(CASE, CASE.c.case_key == SUBSCRIPTION.c.case_key)
        .where(SUBSCRIPTION.c.kind == kind, SUBSCRIPTION.c.name == name, CASE.c.state == "active")
        .where(reach_condition(CASE.c.unit_path, actor))
        .order_by(SUBSCRIPTION.c.opened_at, SUBSCRIPTION.c.subscription_key)
    )
    if correlation_key is not None:
        query = query.where(SUBSCRIPTION.c.correlation_key == correlation_key)
    return tx.execute(query).all()


def is_open(tx: Tx, subscription_key: int) -> bool:
    """Whether the subscription still waits."""
    query = select(SUBSCRIPTION.c.subscription_key).where(SUBSCRIPTION.c.subscription_key == subscription_key)
    return tx.execute(query).one_or_none() is not None


def add(tx: Tx, row: dict[str, object]) -> None:
    """Store a published message."""
    tx.execute(insert(MESSAGE).values(**row))


def get(tx: Tx, message_key: int) -> Row[*tuple[Any, ...]] | None:
    """A stored message."""
    return tx.execute(select(MESSAGE).where(MESSAGE.c.message_key == message_key)).one_or_none()


def remembered(tx: Tx, name: str, correlation_key: str, message_id: str) -> Row[*tuple[Any, ...]] | None:
    """The earlier message with that id, while it is remembered (C7)."""
    same = (MESSAGE.c.name == name, MESSAGE.c.correlation_key == correlation_key, MESSAGE.c.message_id == message_id)
    tx.execute(delete(MESSAGE).where(*same, MESSAGE.c.remembered_until <= tx.now))
    return tx.execute(select(MESSAGE).where(*same)).one_or_none()


def buffered(tx: Tx, name: str, correlation_key: str, process_id: str) -> Row[*tuple[Any, ...]] | None:
    """The oldest message of that name and key that still lives and that the process has not taken (C5)."""
    taken = select(MESSAGE_CORRELATION.c.message_key).where(MESSAGE_CORRELATION.c.process_id == process_id)
    query = (
        select(MESSAGE)
        .where(
            MESSAGE.c.name == name,
            MESSAGE.c.correlation_key == correlation_key,
            MESSAGE.c.expires_at > tx.now,
            MESSAGE.c.message_key.not_in(taken),
        )
        .order_by(MESSAGE.c.message_key)
        .limit(1)
    )
    return tx.execute(query).one_or_none()


def buffered_starts(tx: Tx, process_id: str, correlation_key: str) -> Row[*tuple[Any, ...]] | None:
    """The oldest living message with that key that could start a case of the process and has not (C9)."""
    taken = select(MESSAGE_CORRELATION.c.message_key).where(MESSAGE_CORRELATION.c.process_id == process_id)
    query = (
        select(MESSAGE, START_SUBSCRIPTION.c.element_id, START_SUBSCRIPTION.c.definition_key)
        .join(START_SUBSCRIPTION, START_SUBSCRIPTION.c.name == MESSAGE.c.name)
        .where(
            START_SUBSCRIPTION.c.kind == "message",
            START_SUBSCRIPTION.c.process_id == process_id,
            MESSAGE.c.correlation_key == correlation_key,
            MESSAGE.c.expires_at > tx.now,
            MESSAGE.c.message_key.not_in(taken),
        )
        .order_by(MESSAGE.c.message_key)
        .limit(1)
    )
    return tx.execute(query).one_or_none()


def mark_taken(tx: Tx, message_key: int, process_id: str, case_key: int) -> None:
    """Record that the process took the message: no other case of it will (C4)."""
    tx.execute(insert(MESSAGE_CORRELATION).values(message_key=message_key, process_id=process_id, case_key=case_key))


def taken_by(tx: Tx, message_key: int) -> dict[str, int]:
    """Which process took the message with which case."""
    query = select(MESSAGE_CORRELATION).where(MESSAGE_CORRELATION.c.message_key == message_key)
    return {row.process_id: row.case_key for row in tx.execute(query)}


def forget(tx: Tx, limit: int) -> int:
    """Drop up to `limit` messages nobody needs to remember; how many."""
    old = select(MESSAGE.c.message_key).where(MESSAGE.c.remembered_until <= tx.now, MESSAGE.c.expires_at <= tx.now)
    keys = list(tx.execute(old.limit(limit)).scalars())
    if keys:
        tx.execute(delete(MESSAGE_CORRELATION).where(MESSAGE_CORRELATION.c.message_key.in_(keys)))
        tx.execute(delete(MESSAGE).where(MESSAGE.c.message_key.in_(keys)))
    return len(keys)


def waiting_count(tx: Tx) -> int:
    """How many subscriptions are open."""
    return int(tx.execute(select(func.count()).select_from(SUBSCRIPTION)).scalar_one())
