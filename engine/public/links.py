"""Links: a token nobody can guess, kept only as its hash, good for one case until it expires.

The token is HMAC-SHA256 over case and element instance under a secret of the installation, cut to 192 bits: a job that
runs twice gives the same link, and who reads the database without the secret's row cannot make one. No case, message
or history holds a token: they hold a mask (`engine.public.masking`), and the token is made when a message leaves.
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
from engine.errors import Conflict, NotFound
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


class OldLink(Conflict):
    """The link was made when cases still showed it to whoever read them: it follows its case and does nothing else."""

    code = "old_link"

    def __init__(self) -> None:
        super().__init__("expected the newest link that was sent, but this one is older and only shows the case")


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
    return token(secret, new.case_key, new.element_instance_key)


def token(secret: bytes, case_key: int, reference: int) -> str:
    """The token of the link that stands under `reference` (an element instance, or a printed letter)."""
    mac = hmac.digest(secret, f"link2:{case_key}:{reference}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac[:_TOKEN_BYTES]).decode()


def add(tx: Tx, new: NewLink, token: str) -> None:
    """Write the link, in the transaction that completes its job."""
    rows.add_link(
        tx, token_hash=passwords.digest(token), case_key=new.case_key,
        element_instance_key=new.element_instance_key, kind=new.kind, expires_at=new.expires_at,
    )  # fmt: skip


def find(tx: Tx, token: str) -> LinkRow:
    """The link of a token; one of before 0010 only follows its case (`may_act` is false). Raises LinkGone."""
    link = rows.find_link(tx, passwords.digest(token)) if _TOKEN.match(token) else None
    if link is None:
        raise LinkGone
    return link


def find_acting(tx: Tx, token: str) -> LinkRow:
    """The link of a token by which its holder may act. Raises LinkGone, OldLink."""
    link = find(tx, token)
    if not link.may_act:
        raise OldLink
    return link


def holder_of(link: LinkRow) -> Actor:
    """Who acts through a link, as histories name him: whoever holds it, and that it came on paper if it did."""
    return stranger(f"consumer:{link.link_key}:letter" if link.printed_by else f"consumer:{link.link_key}")


def stranger(name: str) -> Actor:
    """An actor without account; the operations of this package decide what he may do, not his grants."""
    return Actor(name=name, kind=ActorKind.SYSTEM, display_name="客户 / customer")
