"""Column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

# Paths are compared as byte ranges; a language's collation would ignore the slashes.
UNIT_PATH = String(255).with_variant(String(255, collation="C"), "postgresql")


class Utc(TypeDecorator[datetime]):
    """A moment: aware on both sides, stored in UTC with microseconds; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; SQLite has no zones, so it gets the bare UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware moment, but found {value.isoformat()} without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored moment, aware, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Packed(TypeDecorator[str]):
    """A text that SQLite keeps compressed when it is long; PostgreSQL compresses long ones itself.

    Texts of before are read as they stand.
    """

    impl = Text
    cache_ok = True
    worth_it = 200
    """Characters from which a text is compressed."""

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | bytes | None:
        """The text, or on SQLite its compressed bytes where these are fewer."""
        if value is None or dialect.name != "sqlite" or len(value) < self.worth_it:
            return value
        plain = value.encode()
        packed = zlib.compress(plain)
        return packed if len(packed) < len(plain) else value

    def process_result_value(self, value: str | bytes | None, dialect: Dialect) -> str | None:
        """The text; of damaged bytes another one, so that whoever checks it finds it altered."""
        if not isinstance(value, bytes):
            return value
        try:
            return zlib.decompress(value).decode()
        except (zlib.error, UnicodeDecodeError):
            return value.decode(errors="replace")
