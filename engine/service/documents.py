"""Documents as operations of the Engine."""

from __future__ import annotations

from engine import documents
from engine.actor import Actor
from engine.documents import Document, NewDocument
from engine.service.transaction import Once, Transactions


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
