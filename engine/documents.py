"""Documents: photos, signatures, attachments. Kinds are judged by their bytes, not by what the uploader says."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from engine import pictures
from engine.actor import Actor
from engine.errors import AlreadyExists, Conflict, Forbidden, Invalid, NotFound, TooLarge
from engine.store import documents as rows
from engine.store import views
from engine.store.database import Tx
from engine.store.documents import DocumentRow
from engine.values import Json, Values, dump, load

MAX_BYTES = 10 * 1024 * 1024
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z")
# Kinds that a browser shows or saves without running anything. What is not here is refused: HTML, SVG, programs.
_BY_CONTENT: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-",),
    "application/zip": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
}
_BOXES = {"image/webp": (b"WEBP", 8), "image/heic": (b"ftyp", 4), "video/mp4": (b"ftyp", 4), "audio/mp4": (b"ftyp", 4)}
_PLAIN = frozenset({"text/plain", "text/csv", "application/json"})
_ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "video/mp4": ("mp4", "m4v", "mov"),
    "audio/mp4": ("m4a", "mp4"),
    "application/pdf": ("pdf",),
    "application/zip": ("zip",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "text/plain": ("txt", "text", "log", "md", "csv", "json"),
    "text/csv": ("csv", "txt"),
    "application/json": ("json", "txt"),
}
# Control and format characters (line breaks, the sign that writes the end of a name backwards), lone surrogates.
_HIDING = frozenset({"Cc", "Cf", "Cs"})
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|svg|script|\?xml)", re.IGNORECASE)


class UnknownKind(Invalid):
    """The kind of file is not among those that may be kept."""

    code = "unsupported_media_type"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file to be kept. `document_id` None = made here. `properties` are the uploader's own."""

    content: bytes
    file_name: str
    content_type: str = "application/octet-stream"
    document_id: str | None = None
    case_key: int | None = None
    process_id: str | None = None
    expires_at: datetime | None = None
    properties: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A kept file without its bytes. `content_hash` is SHA-256 in hex."""

    document_id: str
    content_hash: str
    content_type: str
    file_name: str
    size_bytes: int
    expires_at: datetime | None
    process_id: str | None
    case_key: int | None
    properties: Values
    is_sound: bool = True
    """Whether a picture could be read as one when it was kept; forms take no other."""


def add(tx: Tx, new: NewDocument, *, actor: Actor) -> Document:
    """Keep a file, at the case it names or at the actor's home unit.

    Raises TooLarge above 10 MiB, UnknownKind, AlreadyExists for a taken id, NotFound for a case he does not see.
    """
    content_type = _kind(new)
    if new.document_id is not None and not _ID.match(new.document_id):
        raise Invalid("expected a document id of at most 64 letters, digits, '_', '-' and '.', but found another")
    document_id = new.document_id or secrets.token_hex(16)
    if rows.is_taken(tx, document_id):
        raise AlreadyExists(f"expected a free document id, but '{document_id}' is taken")
    if new.case_key is not None and not views.sees_case(tx, new.case_key, actor):
        raise NotFound("process instance", new.case_key)
    is_sound = pictures.is_sound(content_type, new.content)
    said: Json = {"process_id": new.process_id, "properties": new.properties, "is_sound": is_sound}
    row = DocumentRow(
        document_id=document_id,
        case_key=new.case_key,
        unit_path=actor.home.unit_path if actor.home else "/",
        file_name=_file_name(new.file_name, content_type),
        content_type=content_type,
        size_bytes=len(new.content),
        content_hash=hashlib.sha256(new.content).hexdigest(),
        metadata=dump(said),
        added_at=tx.now,
        added_by=actor.name,
        expires_at=new.expires_at,
    )
    rows.add(tx, row, new.content)
    return _document(row)


def get(tx: Tx, document_id: str, *, actor: Actor, content_hash: str | None = None) -> tuple[Document, bytes]:
    """A document with its bytes. Raises NotFound, and Invalid when `content_hash` is not its."""
    found = rows.find_with_content(tx, document_id, actor)
    if found is None:
        raise NotFound("document", document_id)
    row, content = found
    if content_hash is not None and content_hash.lower() != row.content_hash:
        raise Invalid(f"expected the content hash of document '{document_id}', but found another")
    return _document(row), content


def remove(tx: Tx, document_id: str, *, actor: Actor) -> None:
    """Forget a document: one's own, or of a case whose own unit one reaches.

    Raises NotFound, Forbidden, and Conflict when a case refers to it and the actor is no admin.
    """
    row = rows.find(tx, document_id, actor)
    if row is None:
        raise NotFound("document", document_id)
    if row.added_by != actor.name and row.case_key is not None and not views.owns_case(tx, row.case_key, actor):
        raise Forbidden("remove_document", reason="expected a document of yours, but somebody else added it")
    if not _rules_all(actor) and rows.is_referred_to(tx, document_id):
        raise Conflict(f"expected document '{document_id}' to be free, but a case refers to it")
    rows.remove(tx, document_id)


def _rules_all(actor: Actor) -> bool:
    """Whether he is an administrator at headquarters: a dealer's own does not take away what proves his claims."""
    return any(grant.role == "admin" and grant.is_at_root for grant in actor.grants)


def _kind(new: NewDocument) -> str:
    """The media type to keep, when the bytes bear it out."""
    if len(new.content) > MAX_BYTES:
        raise TooLarge(f"expected a document of at most {MAX_BYTES} bytes, but found {len(new.content)}")
    said = new.content_type.split(";")[0].strip().lower()
    known = next((kind for kind, heads in _BY_CONTENT.items() if new.content.startswith(heads)), None)
    if said in _BY_CONTENT and new.content.startswith(_BY_CONTENT[said]):
        return said
    if said in _BOXES:
        mark, at = _BOXES[said]
        if new.content[at : at + len(mark)] == mark:
            return said
    elif said in _PLAIN and _is_text(new.content):
        return said
    elif said in ("", "application/octet-stream"):
        if known is not None:
            return known
        if _is_text(new.content):
            return "text/plain"
    raise UnknownKind(
        f"expected a picture (JPEG, PNG, GIF, WebP, HEIC), PDF, text, office file or MP4, "
        f"but found '{said[:60]}' with content that is not one"
    )


def _is_text(content: bytes) -> bool:
    if b"\0" in content or _MARKUP.match(content):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _file_name(name: str, content_type: str) -> str:
    """The last part of a name, without signs that hide its end, and ending as its kind does: no page, no program."""
    last = re.split(r"[\\/]", name)[-1].strip()
    shown = "".join("_" if unicodedata.category(sign) in _HIDING else sign for sign in last)[:400] or "file"
    stem, dot, ending = shown.rpartition(".")
    endings = _ENDINGS.get(content_type, ())
    is_fitting = not dot or not stem or not endings or ending.lower() in endings
    return shown if is_fitting else f"{shown[:390]}.{endings[0]}"


def _document(row: DocumentRow) -> Document:
    said = load(row.metadata)
    assert isinstance(said, dict)
    process_id, properties = said.get("process_id"), said.get("properties")
    return Document(
        document_id=row.document_id,
        content_hash=row.content_hash,
        content_type=row.content_type,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
        expires_at=row.expires_at,
        process_id=process_id if isinstance(process_id, str) else None,
        case_key=row.case_key,
        properties=properties if isinstance(properties, dict) else {},
        is_sound=rows.is_sound(row.metadata),
    )
