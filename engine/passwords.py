"""Passwords and client secrets: argon2id, at most four at once, and no difference between wrong and unknown."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import FieldError, InvalidFields, Overloaded

MIN_LENGTH = 8
MAX_LENGTH = 200
_AT_ONCE = 4
_PATIENCE_SECONDS = 10.0
# 19 MiB and three passes take about 50 ms here; more memory would let a flood of sign-ins starve the machine.
_hasher = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(_AT_ONCE)


def hash_secret(secret: str) -> str:
    """The argon2id text of a password or client secret. Raises Overloaded when too many are being made."""
    with _turn():
        return _hasher.hash(secret)


def is_secret(secret: str, secret_hash: str | None) -> bool:
    """Whether `secret` is the one behind `secret_hash`; None (no such account) costs the same time and is False.

    Raises Overloaded when four others are being checked and none ends within ten seconds.
    """
    with _turn():
        try:
            return _hasher.verify(secret_hash or _nobody(), secret[: MAX_LENGTH + 1]) and secret_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def checked_password(password: str) -> str:
    """`password` when it may become one: 8 to 200 characters. Raises InvalidFields."""
    if MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return password
    raise InvalidFields(
        [
            FieldError(
                pointer="/newPassword",
                code="length",
                en=f"expected {MIN_LENGTH} to {MAX_LENGTH} characters, but found {len(password)}",
                zh=f"应为 {MIN_LENGTH} 至 {MAX_LENGTH} 个字符，实际为 {len(password)} 个",
            )
        ]
    )


def digest(secret: str) -> str:
    """SHA-256 in hex, at rest, of 256 random bits (session ids, tokens); too fast for passwords."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe())


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=_PATIENCE_SECONDS):
        raise Overloaded("expected a free turn to check a password, but too many wait", retry_after_seconds=5)
    try:
        yield
    finally:
        _turns.release()
