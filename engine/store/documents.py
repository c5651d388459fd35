"""Queries of documents: files kept in the database, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, insert, or_, select

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import CASE_VARIABLE, DOCUMENT
from engine.store.scope import reach_condition, visible_case_keys
from engine.store.search.comparing import holds_word
from engine.values import load


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its bytes. `metadata` is the JSON text of what the uploader said of it."""

    document_id: str
    case_key: int | None
    unit_path: str
    file_name: str
    content_type: str
    size_bytes: int
    content_hash: str
    metadata: str
    added_at: datetime
    added_by: str
    expires_at: datetime | None


_COLUMNS = (
    *(DOCUMENT.c.document_id, DOCUMENT.c.case_key, DOCUMENT.c.unit_path, DOCUMENT.c.file_name),
    *(DOCUMENT.c.content_type, DOCUMENT.c.size_bytes, DOCUMENT.c.content_hash, DOCUMENT.c.metadata_json),
    *(DOCUMENT.c.added_at, DOCUMENT.c.added_by, DOCUMENT.c.expires_at),
)


def add(tx: Tx, row: DocumentRow, content: bytes) -> None:
    """Write a document; the primary key refuses an id that is taken."""
    tx.execute(
        insert(DOCUMENT).values(
            document_id=row.document_id,
            case_key=row.case_key,
            unit_path=row.unit_path,
            file_name=row.file_name,
            content_type=row.content_type,
            size_bytes=row.size_bytes,
            content_hash=row.content_hash,
            metadata_json=row.metadata,
            added_at=row.added_at,
            added_by=row.added_by,
            expires_at=row.expires_at,
            content=content,
        )
    )


def is_taken(tx: Tx, document_id: str) -> bool:
    """Whether the id belongs to a document, visible or not."""
    found = tx.execute(select(DOCUMENT.c.document_id).where(DOCUMENT.c.document_id == document_id))
    return found.first() is not None


def find(tx: Tx, document_id: str, actor: Actor) -> DocumentRow | None:
    """The document, if the actor sees it: of a case he sees, from a unit in his reach, or his own."""
    row = tx.execute(select(*_COLUMNS).where(*_seen(tx, document_id, actor))).one_or_none()
    return DocumentRow(*row) if row else None


def find_with_content(tx: Tx, document_id: str, actor: Actor) -> tuple[DocumentRow, bytes] | None:
    """The same with its bytes."""
    row = tx.execute(select(*_COLUMNS, DOCUMENT.c.content).where(*_seen(tx, document_id, actor))).one_or_none()
    if row is None:
        return None
    *facts, content = row
    return DocumentRow(*facts), bytes(content)


def is_referred_to(tx: Tx, document_id: str) -> bool:
    """Whether a live variable of any case names the document."""
    named = holds_word(tx, CASE_VARIABLE.c.value, f'"{document_id}"')
    return bool(tx.execute(select(exists().where(named))).scalar_one())


def remove(tx: Tx, document_id: str) -> None:
    """Forget a document and its bytes."""
    tx.execute(delete(DOCUMENT).where(DOCUMENT.c.document_id == document_id))


def _seen(tx: Tx, document_id: str, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    visible = or_(
        DOCUMENT.c.added_by == actor.name,
        DOCUMENT.c.case_key.in_(visible_case_keys(actor)),
        DOCUMENT.c.case_key.is_(None) & reach_condition(DOCUMENT.c.unit_path, actor),
    )
    alive = or_(DOCUMENT.c.expires_at.is_(None), DOCUMENT.c.expires_at > tx.now)
    return DOCUMENT.c.document_id == document_id, alive, visible


def usable(tx: Tx, ids: Sequence[str], *, by: str, case_key: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Of these documents, those a person may hand in with a case: his own, or the case's already."""
    facts = (DOCUMENT.c.file_name, DOCUMENT.c.content_type, DOCUMENT.c.size_bytes, DOCUMENT.c.metadata_json)
    query = select(DOCUMENT.c.document_id, *facts).where(
        DOCUMENT.c.document_id.in_(ids),
        or_(DOCUMENT.c.case_key == case_key, and_(DOCUMENT.c.added_by == by, DOCUMENT.c.case_key.is_(None))),
    )
    return tx.execute(query).all()


def is_sound(metadata: str) -> bool:
    """Whether a kept file is what it claims to be, from what was written down when it was kept."""
    said = load(metadata)
    return not isinstance(said, dict) or said.get("is_sound") is not False
