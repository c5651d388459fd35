"""Pictures are read from the first byte to the last part: a script that begins like one is none."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

from engine.pictures import is_sound

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3Nw"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJD"
    "AAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBH"
    "AEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAA"
    "AADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBv"
    "AGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWG"
    "kJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKT/wAARCAAHAAkDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAQF/8QAGxAAAQUBAQAAAAAAAAAAAAAAAAECAxES"
    "BCL/xAAVAQEBAAAAAAAAAAAAAAAAAAAAAf/EABYRAQEBAAAAAAAAAAAAAAAAAAABEf/aAAwDAQACEQMRAD8AwXywrz4bHT6T1lCcALbr"
    "/9k="
)
WEBP = base64.b64decode(
    "UklGRjACAABXRUJQVlA4WAoAAAAwAAAACAAABgAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3Nw"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJD"
    "AAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBH"
    "AEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAA"
    "AADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBv"
    "AGcAbABlACAASQBuAGMALgAgADIAMAAxADZBTFBIEwAAAAEPMP8REUIgkES2v9gOEf0PGgAAVlA4ICYAAABwAQCdASoJAAcABABoJbAC"
    "7AFAAAD+78n//bCGn3zhdcitXgAAAA=="
)
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
HEIC = (
    struct.pack(">I4s4sI", 16, b"ftyp", b"heic", 0) + struct.pack(">I4s", 8, b"meta") + struct.pack(">I4s", 8, b"mdat")
)


def a_png(
    *, width: int = 3, height: int = 2, lines: bytes | None = None, interlaced: int = 0, end: bytes = b"IEND"
) -> bytes:
    """A grey PNG; `lines` are its unpacked bytes."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    body = lines if lines is not None else (b"\0" + b"x" * width) * height
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(body)) + part(end, b"")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", a_png()),
        ("image/png", a_png(width=1, height=1, lines=b"\0x", interlaced=1)),
        ("image/jpeg", JPEG),
        ("image/jpeg", JPEG + b"a trailer, as some phones add it"),
        ("image/gif", GIF),
        ("image/webp", WEBP),
        ("image/heic", HEIC),
        ("application/pdf", b"what is no picture is not looked into"),
    ],
)
def test_a_picture_is_sound(kind: str, content: bytes) -> None:
    assert is_sound(kind, content)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", a_png()[:-4]),
        ("image/png", a_png().replace(b"IDAT", b"IDAX")),
        ("image/png", a_png(lines=b"\0xxx")),
        ("image/png", a_png(lines=b"\0xxx" * 500)),
        ("image/png", a_png(width=0)),
        ("image/png", a_png(width=100_000, height=100_000, lines=b"\0")),
        ("image/png", a_png(end=b"tEXt")),
        ("image/png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
        ("image/jpeg", b"\xff\xd8\xff<script>alert(1)</script>"),
        ("image/jpeg", b"\xff\xd8\xff\xd9"),
        ("image/jpeg", b"\xff\xd8" + b"\xff" * 50),
        ("image/jpeg", JPEG[: len(JPEG) // 2]),
        ("image/gif", b"GIF89a/*" + b"<script>" * 9),
        ("image/gif", GIF[:-1]),
        ("image/webp", WEBP[:-9]),
        ("image/webp", b"RIFF\x04\x00\x00\x00WEBP"),
        ("image/heic", HEIC[:-8]),
        ("image/heic", b"\0\0\0\x18ftypheic" + b"<script>" * 3),
        ("image/jpeg", b""),
    ],
)
def test_what_only_begins_like_a_picture_is_not(kind: str, content: bytes) -> None:
    assert not is_sound(kind, content)


def test_a_picture_that_unpacks_to_more_than_it_says_is_left_early() -> None:
    bomb = a_png(width=10, height=10, lines=b"\0" * 50_000_000)

    assert len(bomb) < 100_000
    assert not is_sound("image/png", bomb)
