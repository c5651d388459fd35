"""Files that people hand in during a scenario: small ones made here, or those beside the scenario."""

from __future__ import annotations

import base64
from pathlib import Path

from engine.actor import Actor
from engine.documents import NewDocument
from engine.service import Engine

PREFIX = "file:"
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# One grey pixel: quantisation, frame, two tables of one code each, and a scan of two bits.
_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000"
    f"ffdb004300{'01' * 64}ffc0000b080001000101011100"
    f"ffc4001400{'01' + '00' * 15}00ffc4001410{'01' + '00' * 15}00ffda0008010100003f003fffd9"
)
_SCRIPT = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
_FALSE_JPEG = b"\xff\xd8\xff<script>alert(1)</script>"
_MADE: dict[str, tuple[bytes, str]] = {
    "png": (_PNG, "image/png"),
    "jpg": (_JPEG, "image/jpeg"),
    "jpeg": (_JPEG, "image/jpeg"),
    "pdf": (b"%PDF-1.4\n%%EOF\n", "application/pdf"),
    "txt": (b"text\n", "text/plain"),
    "csv": (b"a,b\n", "text/csv"),
    "zip": (b"PK\x05\x06" + bytes(18), "application/zip"),
    "svg": (_SCRIPT, "image/svg+xml"),
    "html": (b"<!doctype html><script>alert(1)</script>", "text/html"),
}
_ANY = (b"content\n", "application/octet-stream")


def content_of(name: str) -> tuple[bytes, str]:
    """The bytes and kind of a small file with that name; `script.jpg` is a script that claims to be a photo."""
    stem, _, ending = Path(name).name.rpartition(".")
    made, content_type = _MADE.get(ending.lower(), _ANY)
    return (_FALSE_JPEG if stem == "script" and content_type == "image/jpeg" else made), content_type


class Materials:
    """Uploads `file:NAME`; each name once for each person."""

    def __init__(self, engine: Engine, folder: Path | None) -> None:
        self._engine, self._folder = engine, folder

    def uploaded(self, text: str, *, by: Actor) -> str:
        """The id of a document with the file's bytes. Raises Invalid for kinds that may not be kept."""
        name = text.removeprefix(PREFIX).strip()
        made, content_type = content_of(name)
        given = self._beside(name)
        new = NewDocument(given if given is not None else made, Path(name).name, content_type)
        return self._engine.add_document(new, actor=by).document_id

    def _beside(self, name: str) -> bytes | None:
        if self._folder is None:
            return None
        path = (self._folder / name).resolve()
        is_inside = path.is_relative_to(self._folder.resolve())
        return path.read_bytes() if is_inside and path.is_file() else None
