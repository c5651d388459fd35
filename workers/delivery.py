"""Sending what waits in the outbox, after the commit, at least once, each message under one key (docs/outgoing.md).

Channels: `mail` by SMTP, `sms` and `webhook` by HTTP. A failure is tried again after growing waits, and written at the
notification; after the last try it counts as failed. Whoever takes a notification holds it for a while, so that two
workers do not send it at the same moment.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, urlsplit

import httpx

from engine.public import masking
from engine.store.reference.notifications import NotificationRow
from engine.values import Values, dump
from engine.webhooks import sign
from workers import guarded_http
from workers.guarded_http import Blocked, TooMuch

if TYPE_CHECKING:
    from engine.service import Engine

Send: TypeAlias = Callable[[str, EmailMessage], None]
Deliver: TypeAlias = Callable[["Engine", NotificationRow, Send], None]
LEASE = timedelta(minutes=2)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))
_SECONDS = 15.0


class NotTaken(Exception):
    """The gateway did not take the message."""


def send_queued(engine: Engine, *, send: Send | None = None, limit: int = 20) -> int:
    """Send up to `limit` notifications that are due; how many were tried."""
    settings = engine.settings
    if not (settings.smtp_url or settings.sms_url or settings.notify_url):
        return 0
    tried = 0
    for notification in engine.queued_notifications(limit=limit):
        if engine.take_notification(notification.notification_key, lease=LEASE):
            _send_one(engine, notification, send or send_mail)
            tried += 1
    return tried


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
    """The mail of a notification: in the reader's language when it is known, else Chinese first, English below."""
    message = EmailMessage()
    is_english = notification.language.startswith("en") and bool(notification.title_en)
    message["From"] = sender
    message["To"] = notification.recipient
    message["Subject"] = notification.title_en if is_english else notification.title
    message["Message-ID"] = f"<{notification.notification_key}@servicelane>"
    first, second = notification.text, notification.text_en
    message.set_content(f"{second}\n\n{first}\n" if is_english else f"{first}\n\n{second}\n")
    return message


def sender_of(url: str) -> str:
    """The sender's address in the SMTP URL: `?from=`, else the user."""
    parts = urlsplit(url)
    named = [pair.removeprefix("from=") for pair in parts.query.split("&") if pair.startswith("from=")]
    return unquote(named[0]) if named else unquote(parts.username or "servicelane@localhost")


def text_for(notification: NotificationRow) -> str:
    """The text in the one language of the reader: Chinese unless he reads English."""
    is_english = notification.language.startswith("en") and bool(notification.text_en)
    return notification.text_en if is_english else notification.text


def _send_one(engine: Engine, notification: NotificationRow, send: Send) -> None:
    key = notification.notification_key
    try:
        _CHANNELS[notification.channel or "mail"](engine, engine.revealed(notification), send)
    except (OSError, smtplib.SMTPException, httpx.HTTPError, ValueError, NotTaken, Blocked, TooMuch) as error:
        told = masking.hidden(f"{type(error).__name__}: {error}")[:500]
        if notification.attempts < len(WAITS):
            engine.settle_notification(key, state="queued", error=told, again_in=WAITS[notification.attempts])
        else:
            engine.settle_notification(key, state="failed", error=told)
    else:
        engine.settle_notification(key, state="sent")


def _by_mail(engine: Engine, notification: NotificationRow, send: Send) -> None:
    url = engine.settings.smtp_url
    if not url:
        raise NotTaken("expected SMTP_URL to be set, but it is not")
    send(url, mail_of(notification, sender=sender_of(url)))


def _by_sms(engine: Engine, notification: NotificationRow, _send: Send) -> None:
    settings = engine.settings
    body: Values = {
        "to": notification.recipient, "text": text_for(notification), "template": notification.template,
        "key": str(notification.notification_key),
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {settings.sms_token}"} if settings.sms_token else {}
    _post(engine, settings.sms_url, "SMS_URL", notification, body, headers)


def _by_webhook(engine: Engine, notification: NotificationRow, _send: Send) -> None:
    settings = engine.settings
    body: Values = {
        "type": "notification", "key": str(notification.notification_key), "caseKey": str(notification.case_key),
        "to": notification.recipient, "template": notification.template, "title": notification.title,
        "titleEn": notification.title_en, "text": notification.text, "textEn": notification.text_en,
        "language": notification.language,
    }  # fmt: skip
    message_id, stamp = f"msg_{notification.notification_key}", int(engine.sign_in_clock().timestamp())
    headers = {"webhook-id": message_id, "webhook-timestamp": str(stamp)}
    if settings.notify_secret:
        headers["webhook-signature"] = sign(settings.notify_secret, message_id, stamp, dump(body).encode())
    _post(engine, settings.notify_url, "NOTIFY_URL", notification, body, headers)


def _post(
    engine: Engine, url: str | None, name: str, notification: NotificationRow, body: Values, more: Mapping[str, str]
) -> None:
    """One POST with the notification's key; the administrator chose the address, so any port will do."""
    if not url:
        raise NotTaken(f"expected {name} to be set, but it is not")
    headers = {
        "Content-Type": "application/json", "Idempotency-Key": f"notification-{notification.notification_key}", **more
    }  # fmt: skip
    allowed = engine.settings.http_allowed_networks
    port = urlsplit(url).port
    ports = (port,) if port else guarded_http.PORTS
    answer = guarded_http.fetch("POST", url, headers=headers, body=dump(body).encode(), allowed=allowed, ports=ports)
    if not 200 <= answer.status < 300:
        raise NotTaken(f"expected the gateway to take the message, but it said {answer.status}")


_CHANNELS: Mapping[str, Deliver] = {"mail": _by_mail, "sms": _by_sms, "webhook": _by_webhook}
