"""How often strangers may ask: counted by address and by contact, in windows of ten minutes, for all servers together.

Names are kept only as keyed hashes; windows age by the machine's clock, and old ones are forgotten.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.errors import Overloaded
from engine.public import links
from engine.store import public as rows
from engine.store.database import Tx

WINDOW = timedelta(minutes=10)
_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` requests of a kind in one window."""

    kind: str
    most: int


SUBMISSIONS = Limit("submission", 30)
CONTACTS = Limit("contact", 5)
MISSES = Limit("miss", 60)
WEBHOOKS = Limit("webhook", 6000)


def require_room(tx: Tx, limit: Limit, name: str, *, now: datetime) -> None:
    """Raise Overloaded when `name` has reached the limit in this window."""
    secret, begun = rows.secret(tx), _window(now)
    if secret is not None and rows.counted(tx, limit.kind, _hashed(secret, name), begun) >= limit.most:
        raise too_many(now)


def count(tx: Tx, limit: Limit, name: str, *, now: datetime) -> bool:
    """Count one more; False when that is beyond the limit."""
    begun, hashed = _window(now), _hashed(links.link_secret(tx), name)
    found = rows.count(tx, limit.kind, hashed, begun)
    if found == 1:
        rows.forget_counts(tx, begun - _KEPT)
    return found <= limit.most


def too_many(now: datetime) -> Overloaded:
    """What is raised when a limit is reached: when to come back, and nothing else."""
    left = _window(now) + WINDOW - now
    return Overloaded(
        "expected fewer requests from one place, but there were too many: try again later",
        retry_after_seconds=max(1, int(left.total_seconds()) + 1),
    )


def _window(now: datetime) -> datetime:
    seconds = int(now.timestamp()) // int(WINDOW.total_seconds()) * int(WINDOW.total_seconds())
    return datetime.fromtimestamp(seconds, UTC)


def _hashed(secret: bytes, name: str) -> str:
    return hmac.digest(secret, f"count:{name}".encode("utf-8", "replace"), "sha256").hex()
