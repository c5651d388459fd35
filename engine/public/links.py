"""Links: a token nobody can guess, kept only as its hash, good for one case until it expires.

The token is HMAC-SHA256 over case and element instance under a secret of the installation, cut to 192 bits: a job that
runs twice gives the same link, and who reads the database without the secret's row cannot make one.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import passwords
from engine.actor import Actor, ActorKind
from engine.errors import NotFound
from engine.store import public as rows
from engine.store.database import Tx
from engine.store.public import LinkRow

LIFE = timedelta(days=90)
LONGEST_LIFE = timedelta(days=730)
_TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}\Z")


class LinkGone(NotFound):
    """No such link: never made, of another installation, or expired. All three are the same answer."""

    def __init__(self) -> None:
        super().__init__("link", "given")


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to be made: for which case and passage of which element, what for, until when."""

    case_key: int
    element_instance_key: int
    kind: str
    expires_at: datetime


def link_secret(tx: Tx) -> bytes:
    """The secret behind all tokens; made now if there is none."""
    known = rows.secret(tx)
    if known is None:
        known = secrets.token_bytes(32)
        rows.add_secret(tx, known)
    return known


def token_of(secret: bytes, new: NewLink) -> str:
    """The token of a link: 32 characters of base64url."""
    mac = hmac.digest(secret, f"link:{new.case_key}:{new.element_instance_key}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac[:_TOKEN_BYTES]).decode()


def add(tx: Tx, new: NewLink, token: str) -> None:
    """Write the link, in the transaction that completes its job."""
    rows.add_link(
        tx, token_hash=passwords.digest(token), case_key=new.case_key,
        element_instance_key=new.element_instance_key, kind=new.kind, expires_at=new.expires_at,
    )  # fmt: skip


def find(tx: Tx, token: str) -> LinkRow:
    """The link of a token. Raises LinkGone."""
    link = rows.find_link(tx, passwords.digest(token)) if _TOKEN.match(token) else None
    if link is None:
        raise LinkGone
    return link


def holder_of(link: LinkRow) -> Actor:
    """Who acts through a link, as histories name him: whoever holds it, nobody in particular."""
    return stranger(f"consumer:{link.link_key}")


def stranger(name: str) -> Actor:
    """An actor without account; the operations of this package decide what he may do, not his grants."""
    return Actor(name=name, kind=ActorKind.SYSTEM, display_name="客户 / customer")
