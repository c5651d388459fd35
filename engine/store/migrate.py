"""Bringing a database to the schema of this version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine.errors import ServicelaneError
from engine.store.database import Database

_SCRIPTS = Path(__file__).with_name("migrations")


class NewerDatabase(ServicelaneError):
    """The database was migrated by a later version of Servicelane."""

    code = "newer_database"


class UnreachableDatabase(ServicelaneError):
    """Nothing answers at the database's address, or it refuses us."""

    code = "unreachable_database"


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction. Raises NewerDatabase, UnreachableDatabase."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    try:
        _upgrade(database, config, known)
    except OperationalError as error:
        where = database.url.render_as_string(hide_password=True)
        raise UnreachableDatabase(f"expected a database at {where}, but {error.orig}") from error


def _upgrade(database: Database, config: Config, known: set[str]) -> None:
    with database.sql.begin() as connection:
        if not database.is_sqlite:
            # Processes that start together migrate one after the other; SQLite's BEGIN IMMEDIATE does the same.
            connection.execute(text("SELECT pg_advisory_xact_lock(7330)"))
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise NewerDatabase(f"expected a database of this version or older, but found revision '{current}'")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
