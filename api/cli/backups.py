"""`servicelane backup` and `servicelane restore`."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from api.cli.opening import database_url
from api.cli.progress import Progress
from engine.clock import system_clock
from engine.store.backup import back_up, restore
from engine.store.database import Database
from engine.store.migrate import upgrade


def run_backup(chosen: argparse.Namespace) -> int:
    """Copy the database as it is: unlike other commands this one does not migrate it first."""
    path, progress = Path(chosen.file), Progress("backup", 1)
    with closing(Database(database_url(chosen))) as database:
        manifest = back_up(database, path, made_at=system_clock(), told=progress.at)
    progress.done()
    size = sum(part.size_bytes for part in manifest.parts.values())
    print(f"{path}: {size} bytes of data in {path.stat().st_size}, schema {manifest.revision}, {manifest.made_at}")
    return 0


def run_restore(chosen: argparse.Namespace) -> int:
    """Put the backup into an empty database and bring that to this version's schema."""
    progress = Progress("restore", 1)
    with closing(Database(database_url(chosen))) as database:
        manifest = restore(database, Path(chosen.file), told=progress.at)
        progress.done()
        upgrade(database)
        where = database.url.render_as_string(hide_password=True)
    print(f"{where}: as it was at {manifest.made_at}; look at it with `servicelane doctor`")
    return 0
