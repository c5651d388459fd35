"""Documents as operations of the Engine."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine import documents
from engine.actor import Actor
from engine.documents import Document, NewDocument
from engine.public import links, signed_files
from engine.service.transaction import Once, Transactions
from engine.store import public


class Documents(Transactions):
    """Files of cases."""

    def add_document(self, new: NewDocument, *, actor: Actor, once: Once[Document] | None = None) -> Document:
        """Keep a file; see `engine.documents.add`."""
        return self._write(lambda tx: documents.add(tx, new, actor=actor), once=once)

    def get_document(
        self, document_id: str, *, actor: Actor, content_hash: str | None = None
    ) -> tuple[Document, bytes]:
        """A document with its bytes."""
        return self._read(lambda tx: documents.get(tx, document_id, actor=actor, content_hash=content_hash))

    def delete_document(self, document_id: str, *, actor: Actor, once: Once[None] | None = None) -> None:
        """Forget a document."""
        return self._write(lambda tx: documents.remove(tx, document_id, actor=actor), once=once)

    def sign_document(self, document_id: str, life: timedelta, *, actor: Actor) -> tuple[str, datetime]:
        """A signed address of a document the actor reads, and when it ends. Raises NotFound, Invalid."""
        secret = self._files_secret()
        return self._read(lambda tx: signed_files.sign(tx, secret, document_id, life, actor=actor))

    def signed_document(self, signed: str) -> tuple[Document, bytes]:
        """What a signed address leads to, whoever asks. Raises LinkGone."""
        secret = self._files_secret()
        return self._read(lambda tx: signed_files.opened(tx, secret, signed))

    def _files_secret(self) -> bytes:
        return self._read(public.secret) or self._write(links.link_secret)
