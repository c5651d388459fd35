"""What people without an account see and send, as operations of the Engine."""

from __future__ import annotations

from datetime import timedelta

from engine.clock import Clock
from engine.documents import Document
from engine.public import files, intake, links, replying, throttling, tracking
from engine.public.intake import Intake, Received
from engine.public.links import LinkGone, NewLink
from engine.public.throttling import Limit
from engine.public.tracking import Tracking
from engine.service.base import Base
from engine.store import public as rows
from engine.store.database import Tx
from engine.values import Values


class PublicOperations(Base):
    """Operations without an actor: a token, or nothing, is all that is brought."""

    sign_in_clock: Clock

    def link_token(self, case_key: int, element_instance_key: int, kind: str, life: timedelta) -> tuple[NewLink, str]:
        """A link with its token, not written yet: the same for the same element instance, however often asked."""
        new = NewLink(case_key, element_instance_key, kind, self.clock() + life)
        secret = self._read(rows.secret) or self._write(links.link_secret)
        return new, links.token_of(secret, new)

    def tracking(self, token: str) -> Tracking:
        """The case behind a token. Raises LinkGone."""
        return self._read(lambda tx: tracking.tracking(tx, self.world, token))

    def reply(self, token: str, message: str, values: Values, *, request_id: str) -> None:
        """Send a public message to the case behind a token. Raises LinkGone, NotFound, NoLongerOpen, InvalidFields."""
        self._write(lambda tx: replying.reply(tx, self.world, token, message, values, request_id=request_id))

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
            actor = links.holder_of(links.find(tx, token))
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
