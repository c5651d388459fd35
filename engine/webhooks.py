"""Signatures of webhooks by the Standard Webhooks rules: HMAC-SHA256 over `id.timestamp.body`, base64.

The sender signs with one secret; the receiver takes any of several, so that one can replace another. The same id on
every try lets the receiver ignore what it has seen.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
_MOST_SIGNATURES = 5


@dataclass(frozen=True, slots=True)
class Signed:
    """The headers of a webhook that carry its signature."""

    message_id: str
    timestamp: str
    signatures: str

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Signed:
        """What the headers say; empty texts for what is missing."""
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        return cls(*(headers.get(name, "") for name in names))


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature `v1,…` of a message. Raises ValueError when the secret is not `whsec_` and base64."""
    return "v1," + base64.b64encode(_mac(secret, message_id, timestamp, body)).decode()


def is_genuine(secrets: Sequence[str], signed: Signed, body: bytes, *, now: datetime) -> bool:
    """Whether one of `secrets` signed exactly this body, not more than five minutes from now."""
    if not signed.timestamp.isdecimal() or len(signed.timestamp) > 12:
        return False
    if not 1 <= len(signed.message_id) <= 190 or "." in signed.message_id or not signed.message_id.isprintable():
        return False
    timestamp = int(signed.timestamp)
    if abs(now.timestamp() - timestamp) > TOLERANCE.total_seconds():
        return False
    wanted = [sign(secret, signed.message_id, timestamp, body) for secret in secrets]
    given = signed.signatures.split(" ")[:_MOST_SIGNATURES]
    # No early end: how long it takes says nothing of how much was right.
    hits = [hmac.compare_digest(one.encode(), other.encode("utf-8", "replace")) for one in wanted for other in given]
    return any(hits)


def _mac(secret: str, message_id: str, timestamp: int, body: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("expected a secret of whsec_ and base64, but found another form") from None
    return hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
