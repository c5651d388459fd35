"""A backup as one file: a ZIP archive of parts and a manifest that says what each part must be.

It is written under another name and gets its own when it is whole, so that a file of that name is always a backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from engine.errors import AlreadyExists, Invalid

FORMAT = 1
_MANIFEST = "manifest.json"
_PIECE = 1 << 20


class DamagedBackup(Invalid):
    """The file is no backup of ours, or not all of it is as it was written."""

    code = "damaged_backup"


@dataclass(slots=True)
class Part:
    """One part: its SHA-256 in hex, its bytes, its rows (0 for a whole database), the columns of its rows."""

    sha256: str
    size_bytes: int
    row_count: int = 0
    columns: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Manifest:
    """What the backup holds. `database` is `sqlite` or `postgresql`, `revision` that of its schema."""

    database: str
    revision: str
    made_at: str
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Takes the parts of a backup that is being made."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive, self.manifest = archive, manifest

    def add(self, name: str, pieces: Iterable[bytes | memoryview], *, columns: Iterable[str] = ()) -> None:
        """Write one part. Text parts have a row a line; `row_count` counts lines."""
        digest, size, rows = hashlib.sha256(), 0, 0
        with self._archive.open(name, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
                rows += bytes(piece).count(b"\n") if name.endswith(".rows") else 0
        self.manifest.parts[name] = Part(digest.hexdigest(), size, rows, list(columns))


@contextmanager
def writing(path: Path, *, database: str, revision: str, made_at: datetime) -> Iterator[Writer]:
    """A backup at `path`, there and whole when the block ends well. Raises AlreadyExists: nothing is overwritten."""
    if path.exists():
        raise AlreadyExists(f"expected no file at {path}, but there is one: a backup overwrites nothing")
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        with zipfile.ZipFile(partial, "x", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            writer = Writer(archive, Manifest(database, revision, made_at.isoformat()))
            yield writer
            archive.writestr(_MANIFEST, json.dumps(asdict(writer.manifest), indent=1))
        _keep(partial)
        os.link(partial, path)
    except FileExistsError:
        raise AlreadyExists(f"expected no file at {path}, but there is one: a backup overwrites nothing") from None
    finally:
        partial.unlink(missing_ok=True)


def _keep(path: Path) -> None:
    """Make the disk keep the file before it gets its name."""
    with path.open("rb") as written:
        os.fsync(written.fileno())


class Reader:
    """Gives the parts of a backup, and notices when one is not what the manifest says."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.manifest = _manifest(archive)

    def pieces(self, name: str, *, told: Callable[[int], None] = lambda _size: None) -> Iterator[bytes]:
        """The bytes of one part. Raises DamagedBackup at its end when they are not those that were written."""
        digest = hashlib.sha256()
        try:
            with self._archive.open(name) as stored:
                while piece := stored.read(_PIECE):
                    digest.update(piece)
                    told(len(piece))
                    yield piece
        except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise DamagedBackup(f"expected part '{name}' to be whole, but {error}") from error
        if digest.hexdigest() != self.manifest.parts[name].sha256:
            raise DamagedBackup(f"expected part '{name}' as it was written, but its checksum differs")


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """The backup at `path`. Raises DamagedBackup."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise DamagedBackup(f"expected a backup at {path}, but {error}") from error
    with archive:
        yield Reader(archive)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        told = json.loads(archive.read(_MANIFEST))
        parts = {name: Part(**part) for name, part in told.pop("parts").items()}
        manifest = Manifest(**told, parts=parts)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise DamagedBackup(f"expected the manifest of a backup, but {error}") from error
    if manifest.format != FORMAT:
        raise DamagedBackup(f"expected a backup of format {FORMAT}, but found {manifest.format}")
    return manifest
