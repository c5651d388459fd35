"""What people without an account see and send, as operations of the Engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.actor import Actor
from engine.clock import Clock
from engine.documents import Document
from engine.public import files, intake, letters, links, masking, renewing, replying, throttling, tracking
from engine.public.intake import Intake, Received
from engine.public.links import LinkGone, NewLink
from engine.public.throttling import Limit
from engine.public.tracking import Tracking
from engine.service.base import Base
from engine.store import public as rows
from engine.store.database import Tx
from engine.store.reference import notifications
from engine.store.reference.notifications import NotificationRow
from engine.values import Values
from engine.views import CaseHead


class PublicOperations(Base):
    """Operations without an actor: a token, or nothing, is all that is brought."""

    sign_in_clock: Clock

    def link_token(self, case_key: int, element_instance_key: int, kind: str, life: timedelta) -> tuple[NewLink, str]:
        """A link with its token, not written yet: the same for the same element instance, however often asked."""
        new = NewLink(case_key, element_instance_key, kind, self.clock() + life)
        secret = self._read(rows.secret) or self._write(links.link_secret)
        return new, links.token_of(secret, new)

    def revealed(self, notification: NotificationRow) -> NotificationRow:
        """A message as it leaves for its customer: readable links in place of their masks. Nothing keeps it."""
        return self._read(lambda tx: self._revealed(tx, notification))

    def masked(self, text: str) -> str:
        """`text` with masks for the tokens that cases of before 0010 hold."""
        return self._read(lambda tx: masking.without_tokens(tx, text)) if masking.may_hold_token(text) else text

    def customer_mail(self, *, limit: int = 50) -> tuple[NotificationRow, ...]:
        """The last messages to customers as they get them: the mailbox of demos, for nobody else."""
        return self._read(lambda tx: tuple(self._revealed(tx, row) for row in notifications.latest(tx, limit=limit)))

    def letter(self, case_key: int, notification_key: int, *, actor: Actor) -> tuple[CaseHead, NotificationRow]:
        """What a customer was told, to print, with masked links. Raises NotFound."""
        return self._read(lambda tx: letters.read(tx, case_key, notification_key, actor=actor))

    def hand_over_letter(
        self, case_key: int, notification_key: int, *, actor: Actor
    ) -> tuple[CaseHead, NotificationRow]:
        """The same with readable links, noted in the history. Raises NotFound, Forbidden, ReachedOtherwise."""
        return self._write(lambda tx: letters.hand_over(tx, self.world, case_key, notification_key, actor=actor))

    def _revealed(self, tx: Tx, notification: NotificationRow) -> NotificationRow:
        if notification.audience != "customer":
            return notification
        case_key, base = notification.case_key, self.world.settings.public_url
        text, text_en = (
            masking.revealed(tx, text, case_key=case_key, base=base)
            for text in (notification.text, notification.text_en)
        )
        return replace(notification, text=text, text_en=text_en)

    def tracking(self, token: str) -> Tracking:
        """The case behind a token. Raises LinkGone."""
        return self._read(lambda tx: tracking.tracking(tx, self.world, token))

    def reply(self, token: str, message: str, values: Values, *, request_id: str) -> None:
        """Send a public message to the case behind a token. Raises LinkGone, NotFound, NoLongerOpen, InvalidFields."""
        self._write(lambda tx: replying.reply(tx, self.world, token, message, values, request_id=request_id))

    def renew_link(self, token: str) -> None:
        """Send whoever holds an older link a new one, to the address the case has. Raises LinkGone, NoWayToSend."""
        self._write(lambda tx: renewing.renew(tx, self.world.settings, token))

    def intakes(self) -> tuple[Intake, ...]:
        """What may be started without an account."""
        return self._read(lambda tx: intake.intakes(tx, self.world))

    def intake(self, message: str) -> Intake:
        """One of them. Raises NotFound."""
        return self._read(lambda tx: intake.intake(tx, self.world, message))

    def receive(self, message: str, values: Values, *, channel: str, request_id: str, source: str = "") -> Received:
        """Start what the message starts. Raises NotFound, Invalid, InvalidFields."""
        return self._write(
            lambda tx: intake.receive(
                tx, self.world, message, values, channel=channel, request_id=request_id, source=source
            )
        )

    def add_link_file(self, token: str, content: bytes, file_name: str, content_type: str) -> Document:
        """Keep a file for a reply through a link. Raises LinkGone, UnknownKind, TooLarge, TooManyFiles."""

        def add(tx: Tx) -> Document:
            actor = links.holder_of(links.find_acting(tx, token))
            return files.add(tx, content, file_name, content_type, actor=actor)

        return self._write(add)

    def add_intake_file(
        self, channel: str, request_id: str, content: bytes, file_name: str, content_type: str
    ) -> Document:
        """Keep a file for a request that has not been sent yet. Raises UnknownKind, TooLarge, TooManyFiles."""
        actor = links.stranger(intake.bringer(channel, request_id))
        return self._write(lambda tx: files.add(tx, content, file_name, content_type, actor=actor))

    def require_room(self, limit: Limit, name: str) -> None:
        """Raise Overloaded when `name` has asked too often."""
        now = self.sign_in_clock()
        self._read(lambda tx: throttling.require_room(tx, limit, name, now=now))

    def count_request(self, limit: Limit, name: str) -> None:
        """Count one request of `name`. Raises Overloaded beyond the limit; the count stands all the same."""
        now = self.sign_in_clock()
        if not self._write(lambda tx: throttling.count(tx, limit, name, now=now)):
            raise throttling.too_many(now)


__all__ = ["LinkGone", "PublicOperations"]
