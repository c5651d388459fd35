"""The outbox of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, or_, select, update

from engine.store.database import Tx
from engine.store.schema import table

_NOTIFICATION = table("notification")


@dataclass(frozen=True, slots=True)
class NewNotification:
    """What to tell whom: a customer (`audience` 'customer', `recipient`) or a role at a unit ('role')."""

    case_key: int
    element_instance_key: int
    audience: str
    template: str
    title: str
    title_en: str
    text: str
    text_en: str
    recipient: str = ""
    role: str = ""
    unit_code: str = ""
    state: str = "shown"
    channel: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """A notification as the case page shows it."""

    notification_key: int
    case_key: int
    audience: str
    recipient: str
    role: str
    unit_code: str
    template: str
    title: str
    title_en: str
    text: str
    text_en: str
    state: str
    error: str | None
    created_at: datetime
    sent_at: datetime | None
    channel: str
    language: str
    attempts: int


_COLUMNS = tuple(_NOTIFICATION.c[name] for name in NotificationRow.__dataclass_fields__)


def add(tx: Tx, notification: NewNotification) -> int:
    """Write it; the unique element instance makes a handler that runs twice tell it once."""
    columns = {name: getattr(notification, name) for name in NewNotification.__dataclass_fields__}
    notification_key = tx.new_key()
    tx.execute(insert(_NOTIFICATION).values(notification_key=notification_key, created_at=tx.now, **columns))
    return notification_key


def of_case(tx: Tx, case_key: int) -> tuple[NotificationRow, ...]:
    """What the case told, oldest first."""
    query = select(*_COLUMNS).where(_NOTIFICATION.c.case_key == case_key)
    return tuple(NotificationRow(*row) for row in tx.execute(query.order_by(_NOTIFICATION.c.notification_key)))


def get(tx: Tx, notification_key: int) -> NotificationRow | None:
    """One notification."""
    row = tx.execute(select(*_COLUMNS).where(_NOTIFICATION.c.notification_key == notification_key)).one_or_none()
    return NotificationRow(*row) if row else None


def latest(tx: Tx, *, limit: int) -> tuple[NotificationRow, ...]:
    """What customers were told, newest first."""
    query = select(*_COLUMNS).where(_NOTIFICATION.c.audience == "customer")
    newest = query.order_by(_NOTIFICATION.c.notification_key.desc()).limit(limit)
    return tuple(NotificationRow(*row) for row in tx.execute(newest))


def queued(tx: Tx, *, limit: int) -> tuple[NotificationRow, ...]:
    """Notifications that wait to be sent and whose time has come, oldest first."""
    query = (
        select(*_COLUMNS)
        .where(_NOTIFICATION.c.state == "queued", _is_due(tx))
        .order_by(_NOTIFICATION.c.notification_key)
        .limit(limit)
    )
    return tuple(NotificationRow(*row) for row in tx.execute(query))


def take(tx: Tx, notification_key: int, *, lease: timedelta) -> bool:
    """Take a queued notification to be sent now; False when somebody else has. Unsettled, it is due after `lease`."""
    taken = tx.execute(
        update(_NOTIFICATION)
        .where(_NOTIFICATION.c.notification_key == notification_key, _NOTIFICATION.c.state == "queued", _is_due(tx))
        .values(due_at=tx.now + lease, attempts=_NOTIFICATION.c.attempts + 1)
    )
    return taken.rowcount == 1


def settle(
    tx: Tx, notification_key: int, *, state: str, error: str | None = None, due_at: datetime | None = None
) -> None:
    """Write how sending ended: 'sent', 'failed' with the reason, or 'queued' to be tried again at `due_at`."""
    sent_at = tx.now if state == "sent" else None
    values = {"state": state, "error": error, "sent_at": sent_at, "due_at": due_at}
    tx.execute(update(_NOTIFICATION).where(_NOTIFICATION.c.notification_key == notification_key).values(**values))


def _is_due(tx: Tx) -> ColumnElement[bool]:
    return or_(_NOTIFICATION.c.due_at.is_(None), _NOTIFICATION.c.due_at <= tx.now)
