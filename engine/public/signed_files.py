"""One file by a signed address: for whoever holds it, until it expires, and for these bytes only.

The address is `<end of life, hex seconds>.<mac>.<document id>`; the mac is HMAC-SHA256 under the installation's secret
over id, hash of the bytes and end, cut to 192 bits. Nothing is kept of it. A wrong, old and unknown one are one answer.
"""

from __future__ import annotations

import base64
import hmac
import re
from datetime import UTC, datetime, timedelta

from engine import documents
from engine.actor import SYSTEM, Actor
from engine.documents import Document
from engine.errors import Invalid, NotFound
from engine.public.links import LinkGone
from engine.store.database import Tx

LIFE = timedelta(hours=1)
LONGEST_LIFE = timedelta(days=7)
_MAC_BYTES = 24
_SIGNED = re.compile(r"(?P<end>[0-9a-f]{8,10})\.(?P<mac>[A-Za-z0-9_-]{32})\.(?P<id>[A-Za-z0-9_.-]{1,64})\Z")


def sign(tx: Tx, secret: bytes, document_id: str, life: timedelta, *, actor: Actor) -> tuple[str, datetime]:
    """A signed address of a document that the actor reads, and when it ends. Raises NotFound, Invalid."""
    document, _ = documents.get(tx, document_id, actor=actor)
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise Invalid(f"expected a time to live of up to {LONGEST_LIFE.days} days, but found {life}")
    end = int((tx.now + life).timestamp())
    return f"{end:x}.{_mac(secret, document, end)}.{document_id}", datetime.fromtimestamp(end, UTC)


def opened(tx: Tx, secret: bytes, signed: str) -> tuple[Document, bytes]:
    """The document behind a signed address. Raises LinkGone."""
    parts = _SIGNED.match(signed)
    if parts is None:
        raise LinkGone
    try:
        document, content = documents.get(tx, parts["id"], actor=SYSTEM)
    except NotFound:
        raise LinkGone from None
    end = int(parts["end"], 16)
    if not hmac.compare_digest(_mac(secret, document, end), parts["mac"]) or end <= tx.now.timestamp():
        raise LinkGone
    return document, content


def _mac(secret: bytes, document: Document, end: int) -> str:
    told = f"file:{document.document_id}:{document.content_hash}:{end}"
    return base64.urlsafe_b64encode(hmac.digest(secret, told.encode(), "sha256")[:_MAC_BYTES]).decode()
