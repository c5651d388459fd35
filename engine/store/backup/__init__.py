"""Backup and restore of the whole database, on SQLite and PostgreSQL, while the servers run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from engine.errors import Invalid
from engine.store.backup import archive, postgres_rows, sqlite_file
from engine.store.backup.archive import DamagedBackup, Manifest
from engine.store.backup.sqlite_file import Told
from engine.store.database import Database
from engine.store.migrate import UnreachableDatabase, migrated_to, revision_of


def _silent(_done: int, _total: int) -> None: ...


def back_up(database: Database, path: Path, *, made_at: datetime, told: Told = _silent) -> Manifest:
    """Write all of the database, as of one moment, to a new file at `path`.

    Raises AlreadyExists, NotFound (no SQLite file), Invalid (no schema of ours), UnreachableDatabase.
    """
    kind = database.url.get_backend_name()
    try:
        revision = revision_of(database) if not database.is_sqlite or _file_of(database).exists() else None
        if revision is None:
            raise Invalid(f"expected a database of Servicelane at {_where(database)}, but found none")
        with archive.writing(path, database=kind, revision=revision, made_at=made_at) as writer:
            if database.is_sqlite:
                sqlite_file.copy_out(_file_of(database), writer, told=told)
            else:
                with database.sql.connect() as connection:
                    postgres_rows.copy_out(connection, writer, told=told)
            return writer.manifest
    except OperationalError as error:
        raise UnreachableDatabase(f"expected a database at {_where(database)}, but {error.orig}") from error


def restore(database: Database, path: Path, *, told: Told = _silent) -> Manifest:
    """Put the backup at `path` into an empty database, all of it or nothing, with the schema it had.

    Raises DamagedBackup, AlreadyExists (the database has tables), Invalid (it is of the other kind), NewerDatabase.
    """
    kind = database.url.get_backend_name()
    with archive.reading(path) as reader:
        manifest = reader.manifest
        if manifest.database != kind:
            raise Invalid(f"expected a backup of a {kind} database, but this one is of {manifest.database}")
        try:
            if database.is_sqlite:
                sqlite_file.put_in(_file_of(database), reader, told=told)
            else:
                with migrated_to(database, manifest.revision) as connection:
                    postgres_rows.put_in(connection, reader, told=told)
        except OperationalError as error:
            raise UnreachableDatabase(f"expected a database at {_where(database)}, but {error.orig}") from error
        return manifest


def _file_of(database: Database) -> Path:
    name = database.url.database
    if not name or name == ":memory:":
        raise Invalid("expected a database in a file, but this one is in memory")
    return Path(name)


def _where(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)


__all__ = ["DamagedBackup", "Manifest", "back_up", "restore"]
