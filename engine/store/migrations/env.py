"""Alembic's entry: migrates the connection it is given, or the database of DATABASE_URL."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from engine.store.database import Database
from engine.store.tables import metadata
from engine.store.types import UNIT_PATH, Utc


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(item, Utc):
        return "Utc()"
    if kind == "type" and item is UNIT_PATH:
        return "UNIT_PATH"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, render_item=_render, render_as_batch=False,
        transaction_per_migration=False,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    database = Database(os.environ.get("DATABASE_URL", "sqlite:///:memory:"))
    with database.sql.connect() as own:
        _migrate(own)
        own.commit()
