"""Copying a SQLite database while others write to it, and putting a copy in place."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from engine.errors import AlreadyExists, NotFound
from engine.store.backup.archive import DamagedBackup, Reader, Writer

PART = "servicelane.db"
_PAGES = 2_000
_PIECE = 1 << 20
Told = Callable[[int, int], None]
"""(done, of how many)"""


def copy_out(path: Path, writer: Writer, *, told: Told) -> None:
    """Copy the database as it stands at this moment; writers go on meanwhile. Raises NotFound."""
    if not path.exists():
        raise NotFound("database", str(path))
    with tempfile.TemporaryDirectory(prefix="servicelane-backup-") as folder:
        copy = Path(folder) / PART
        with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(copy)) as target:
            source.isolation_level = None
            # A read that stays open holds one moment: without it the copy would begin anew at every commit of others.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=_PAGES, progress=lambda _status, left, total: told(total - left, total))
        writer.add(PART, _pieces(copy))


def put_in(path: Path, reader: Reader, *, told: Told) -> None:
    """Put the copy at `path`, where no database may be. Raises AlreadyExists, DamagedBackup."""
    if path.exists():
        raise AlreadyExists(f"expected no database at {path}, but there is one: a restore overwrites nothing")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.restoring-{os.getpid()}")
    total, done = reader.manifest.parts[PART].size_bytes, 0
    try:
        with part.open("xb") as out:
            for piece in reader.pieces(PART):
                out.write(piece)
                done += len(piece)
                told(done, total)
            out.flush()
            os.fsync(out.fileno())
        _require_sound(part)
        os.link(part, path)
    except FileExistsError:
        raise AlreadyExists(f"expected no database at {path}, but there is one: a restore overwrites nothing") from None
    finally:
        for ending in ("", "-wal", "-shm"):
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _require_sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise DamagedBackup(f"expected a sound database in the backup, but it says: {said}")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stored:
        while piece := stored.read(_PIECE):
            yield piece
