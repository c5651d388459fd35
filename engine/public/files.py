"""Files that strangers bring: pictures and PDF by their bytes, few, and forgotten after a day unless they are sent."""

from __future__ import annotations

from datetime import timedelta

from engine import documents
from engine.actor import Actor
from engine.documents import Document, NewDocument, UnknownKind
from engine.errors import Conflict
from engine.store import public as rows
from engine.store.database import Tx

MOST_FILES = 10
_KEPT = timedelta(days=1)


class TooManyFiles(Conflict):
    """One stranger brings more files than a request needs."""

    code = "too_many_files"

    def __init__(self) -> None:
        super().__init__(f"expected at most {MOST_FILES} files, but found more")


def add(tx: Tx, content: bytes, file_name: str, content_type: str, *, actor: Actor) -> Document:
    """Keep a file until its form is sent. Raises UnknownKind, TooLarge, TooManyFiles."""
    if rows.count_files(tx, actor.name) >= MOST_FILES:
        raise TooManyFiles
    new = NewDocument(content=content, file_name=file_name, content_type=content_type, expires_at=tx.now + _KEPT)
    document = documents.add(tx, new, actor=actor)
    if not document.content_type.startswith("image/") and document.content_type != "application/pdf":
        raise UnknownKind(f"expected a picture or PDF, but found '{document.content_type}'")
    return document
