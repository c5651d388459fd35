"""A newer link for who holds one of before 0010: sent the way the last one went, to the address the case has."""

from __future__ import annotations

from engine.errors import Conflict
from engine.public import links, masking
from engine.store.database import Tx
from engine.store.reference import notifications
from engine.store.reference.notifications import NewNotification

_SENT = frozenset({"mail", "sms", "webhook"})


class NoWayToSend(Conflict):
    """The case never reached its customer by mail or phone: he has to ask for a link."""

    code = "no_way_to_send"

    def __init__(self) -> None:
        super().__init__("expected a case that reached its customer by mail or phone, but this one did not")


def renew(tx: Tx, token: str) -> None:
    """Send the newest message with a link once more. Raises LinkGone, NoWayToSend."""
    link = links.find(tx, token)
    for row in reversed(notifications.of_case(tx, link.case_key)):
        holds = masking.holds_mask(row.text) or masking.holds_mask(row.text_en)
        if row.audience == "customer" and row.channel in _SENT and holds:
            again = {name: getattr(row, name) for name in _KEPT}
            new = NewNotification(element_instance_key=tx.new_key(), state="queued", **again)
            notifications.add(tx, new)
            return
    raise NoWayToSend


_KEPT = (
    "case_key", "audience", "template", "title", "title_en", "text", "text_en", "recipient", "channel", "language",
)  # fmt: skip
