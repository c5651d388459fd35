"""A newer link for who holds one of before 0010: sent the way the last one went, or the way that is open now."""

from __future__ import annotations

import re

from engine.errors import Conflict
from engine.public import links, masking
from engine.settings import EngineSettings
from engine.store.database import Tx
from engine.store.reference import notifications
from engine.store.reference.notifications import NewNotification, NotificationRow

_SENT = frozenset({"mail", "sms", "webhook"})
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,19}\Z")


class NoWayToSend(Conflict):
    """The case never reached its customer by mail or phone, and has no address now: he has to ask for a link."""

    code = "no_way_to_send"

    def __init__(self) -> None:
        super().__init__("expected a case that reached its customer by mail or phone, but this one did not")


def renew(tx: Tx, settings: EngineSettings, token: str) -> None:
    """Send the newest message with a link once more. Raises LinkGone, NoWayToSend.

    Where none ever left, because no way to send was open then, the newest goes to its customer's address by one that
    is open now.
    """
    link = links.find(tx, token)
    told = [row for row in reversed(notifications.of_case(tx, link.case_key)) if _holds_link(row)]
    row = next((row for row in told if row.channel in _SENT), None)
    channel = row.channel if row is not None else ""
    if row is None:
        open_now = ((one, way) for one in told if (way := _way(settings, one.recipient)))
        row, channel = next(open_now, (None, ""))
    if row is None:
        raise NoWayToSend
    again = {name: getattr(row, name) for name in _KEPT}
    new = NewNotification(element_instance_key=tx.new_key(), state="queued", channel=channel, **again)
    notifications.add(tx, new)


def _holds_link(row: NotificationRow) -> bool:
    return row.audience == "customer" and (masking.holds_mask(row.text) or masking.holds_mask(row.text_en))


def _way(settings: EngineSettings, recipient: str) -> str:
    """The channel that reaches this address and is set up; empty for none, as for a postal address."""
    is_mail, is_phone = "@" in recipient and "\n" not in recipient, _PHONE.match(recipient) is not None
    if is_mail and settings.smtp_url:
        return "mail"
    if is_phone and settings.sms_url:
        return "sms"
    return "webhook" if (is_mail or is_phone) and settings.notify_url else ""


_KEPT = ("case_key", "audience", "template", "title", "title_en", "text", "text_en", "recipient", "language")
