"""Sending what waits in the outbox: mail by SMTP, after the commit, at least once, under one Message-ID."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

from engine.store.reference.notifications import NotificationRow

if TYPE_CHECKING:
    from engine.service import Engine

Send: TypeAlias = Callable[[str, EmailMessage], None]
_SECONDS = 15.0


def send_queued(engine: Engine, *, send: Send | None = None, limit: int = 20) -> int:
    """Send up to `limit` queued notifications; a failure is written at the notification and shown there. How many."""
    url = engine.settings.smtp_url
    if not url:
        return 0
    waiting = engine.queued_notifications(limit=limit)
    for notification in waiting:
        _send_one(engine, url, notification, send or send_mail)
    return len(waiting)


def send_mail(url: str, message: EmailMessage) -> None:
    """Hand one mail to the server of `smtp[s]://user:password@host:port/?from=…`. Raises OSError, SMTPException."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    connect = smtplib.SMTP_SSL if is_tls else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or (465 if is_tls else 25), timeout=_SECONDS) as server:
        if not is_tls and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def mail_of(notification: NotificationRow, *, sender: str) -> EmailMessage:
    """The mail of a notification: Chinese first, English below."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = notification.recipient
    message["Subject"] = notification.title
    message["Message-ID"] = f"<{notification.notification_key}@servicelane>"
    message.set_content(f"{notification.text}\n\n{notification.text_en}\n")
    return message


def sender_of(url: str) -> str:
    """The sender's address in the SMTP URL: `?from=`, else the user."""
    parts = urlsplit(url)
    named = [pair.removeprefix("from=") for pair in parts.query.split("&") if pair.startswith("from=")]
    return unquote(named[0]) if named else unquote(parts.username or "servicelane@localhost")


def _send_one(engine: Engine, url: str, notification: NotificationRow, send: Send) -> None:
    try:
        send(url, mail_of(notification, sender=sender_of(url)))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        engine.settle_notification(
            notification.notification_key, state="failed", error=f"{type(error).__name__}: {error}"
        )
    else:
        engine.settle_notification(notification.notification_key, state="sent")
