"""Bringing a database to the schema of this version.

Alembic is loaded when there is something to do: most starts find the newest schema and need not wait for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from engine.errors import AlreadyExists, ServicelaneError
from engine.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).with_name("migrations")
_NAMED = re.compile(r'^(down_)?revision = "(\w+)"$', re.MULTILINE)
_EMPTY_AT_FIRST = frozenset(f"000{number}" for number in range(2, 8))
_MADE_BY_0002 = "credit_account"


class NewerDatabase(ServicelaneError):
    """The database was migrated by a later version of Servicelane."""

    code = "newer_database"


class UnreachableDatabase(ServicelaneError):
    """Nothing answers at the database's address, or it refuses us."""

    code = "unreachable_database"


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction. Raises NewerDatabase, UnreachableDatabase."""
    try:
        if revision_of(database) == newest_revision():
            return
        _upgrade(database, *_scripts())
    except OperationalError as error:
        where = database.url.render_as_string(hide_password=True)
        raise UnreachableDatabase(f"expected a database at {where}, but {error.orig}") from error


def revision_of(database: Database) -> str | None:
    """The revision of the database's schema; None when it has none of ours."""
    with database.sql.connect().execution_options(servicelane_reads=True) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def newest_revision() -> str | None:
    """The revision of this version's schema, read from the migrations without running them; None if they fork."""
    known: set[str] = set()
    followed: set[str] = set()
    for path in (_SCRIPTS / "versions").glob("*.py"):
        for down, revision in _NAMED.findall(path.read_text()):
            (followed if down else known).add(revision)
    newest = known - followed
    return newest.pop() if len(newest) == 1 else None


@contextmanager
def migrated_to(database: Database, revision: str) -> Iterator[Connection]:
    """A transaction on an empty database in which the schema of `revision` has just been made.

    Raises AlreadyExists when the database has tables, NewerDatabase for a revision this version does not know.
    """
    from alembic import command

    config, known = _scripts()
    if revision not in known:
        raise NewerDatabase(f"expected a backup of this version or older, but found revision '{revision}'")
    with database.sql.begin() as connection:
        if inspect(connection).get_table_names():
            where = database.url.render_as_string(hide_password=True)
            raise AlreadyExists(
                f"expected an empty database at {where}, but it has tables: a restore overwrites nothing"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        yield connection


def _scripts() -> tuple[Config, set[str]]:
    """Alembic's configuration, and the revisions this version knows."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config, {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _upgrade(database: Database, config: Config, known: set[str]) -> None:
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    with database.sql.begin() as connection:
        if not database.is_sqlite:
            # Processes that start together migrate one after the other; SQLite's BEGIN IMMEDIATE does the same.
            connection.execute(text("SELECT pg_advisory_xact_lock(7330)"))
        current = _as_of_now(connection, MigrationContext.configure(connection).get_current_revision())
        if current is not None and current not in known:
            raise NewerDatabase(f"expected a database of this version or older, but found revision '{current}'")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _as_of_now(connection: Connection, revision: str | None) -> str | None:
    """The revision in today's count. The first landing numbered up to 0007, and only 0001 made anything."""
    if revision not in _EMPTY_AT_FIRST or inspect(connection).has_table(_MADE_BY_0002):
        return revision
    connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    return "0001"
