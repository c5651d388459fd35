"""Bringing a database to the schema of this version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.store.database import Database

_SCRIPTS = Path(__file__).with_name("migrations")


class NewerDatabase(Exception):
    """The database was migrated by a later version of Servicelane."""


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction. Raises NewerDatabase."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    with database.sql.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise NewerDatabase(f"expected a database of this version or older, but found revision '{current}'")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
