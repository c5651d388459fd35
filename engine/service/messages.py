"""Messages and signals."""

from __future__ import annotations

from engine import messages
from engine.actor import Actor
from engine.messages import Publication, Published
from engine.service.base import Base
from engine.service.transaction import Once
from engine.values import Values


class MessageOperations(Base):
    """Operations on messages and signals."""

    def publish_message(
        self, publication: Publication, *, actor: Actor, once: Once[Published] | None = None
    ) -> Published:
        """Store a message with every correlation it causes. Raises Forbidden, Invalid."""
        return self._write(lambda tx: messages.publish_message(tx, self.world, publication, actor=actor), once=once)

    def correlate_message(
        self, publication: Publication, *, actor: Actor, once: Once[Published] | None = None
    ) -> Published:
        """Bring a message to who waits for it now. Raises NotFound when nobody does, Forbidden, Invalid."""
        return self._write(lambda tx: messages.correlate_message(tx, self.world, publication, actor=actor), once=once)

    def broadcast_signal(self, name: str, variables: Values, *, actor: Actor, once: Once[int] | None = None) -> int:
        """Give a signal to every listener of this moment; a key. Raises Forbidden, Invalid."""
        return self._write(
            lambda tx: messages.broadcast_signal(tx, self.world, name, variables, actor=actor), once=once
        )
