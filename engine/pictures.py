"""Whether a file that claims to be a picture can be read as one, from its first byte to its last part. Pure.

A script with the first bytes of a picture is refused here: headers, parts and checksums must follow one another.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from types import MappingProxyType

MAX_SIDE = 20_000
MAX_PIXELS = 60_000_000
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PIECE = 65_536


class NotAPicture(Exception):
    """The bytes are not what they claim to be."""


def is_sound(content_type: str, content: bytes) -> bool:
    """Whether the content can be read as that kind of picture; true for kinds that are no picture."""
    check = _CHECKS.get(content_type)
    try:
        if check is not None:
            check(content)
    except (NotAPicture, struct.error, IndexError, zlib.error):
        return False
    return True


def _check_png(content: bytes) -> None:
    packed, expected = bytearray(), -1
    for name, body in _png_parts(content):
        if expected < 0:
            _require(name == b"IHDR" and len(body) == 13)
            expected = _png_bytes(body)
        elif name == b"IDAT":
            packed += body
    _require(expected > 0 and _unpacked_size(bytes(packed), most=expected) == expected)


def _png_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    _require(content.startswith(_PNG_HEAD))
    at, name = len(_PNG_HEAD), b""
    while name != b"IEND":
        size, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + size]
        (told,) = struct.unpack_from(">I", content, at + 8 + size)
        _require(len(body) == size and zlib.crc32(name + body) == told)
        at += size + 12
        yield name, body


def _png_bytes(head: bytes) -> int:
    """How many bytes the picture has once unpacked: each line with its filter byte, each pass of an interlaced one."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    _check_sides(width, height)
    bits = depth * _PNG_CHANNELS.get(colour, 0)
    _require(bits > 0)
    if not interlaced:
        return int(height * (1 + (width * bits + 7) // 8))
    total = 0
    for left, top, across, down in (
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ):  # fmt: skip
        columns, lines = -(-(width - left) // across), -(-(height - top) // down)
        total += lines * (1 + (columns * bits + 7) // 8) if columns > 0 and lines > 0 else 0
    return total


def _unpacked_size(packed: bytes, *, most: int) -> int:
    """The size of a packed text, counted piece by piece so that it never stands in memory whole."""
    unpack, size = zlib.decompressobj(), 0
    while not unpack.eof:
        piece = unpack.decompress(packed, _PIECE)
        packed, size = unpack.unconsumed_tail, size + len(piece)
        _require(size <= most and bool(piece or packed or unpack.eof))
    return size


def _check_jpeg(content: bytes) -> None:
    """Segments up to the end mark: a frame with its sides, and at least one scan."""
    _require(content.startswith(b"\xff\xd8"))
    at, has_frame, has_scan = 2, False, False
    while True:
        _require(content[at] == 0xFF)
        mark = content[at + 1]
        if mark == 0xFF:  # fill bytes
            at += 1
            continue
        if mark == 0xD9:
            break
        _require(mark not in (0x00, 0xD8))
        (size,) = struct.unpack_from(">H", content, at + 2)
        _require(size >= 2 and at + 2 + size <= len(content))
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            _check_sides(width, height)
            has_frame = True
        at += 2 + size
        if mark == 0xDA:
            _require(has_frame)
            has_scan, at = True, _end_of_scan(content, at)
    _require(has_frame and has_scan)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next mark stands: in a scan, FF is followed by 00 or by a restart."""
    while True:
        at = content.find(b"\xff", at)
        _require(at >= 0 and at + 1 < len(content))
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _check_gif(content: bytes) -> None:
    """Blocks up to the end mark, with at least one picture."""
    _require(content[:6] in (b"GIF87a", b"GIF89a"))
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    _check_sides(width, height)
    at, has_picture = 13 + _gif_colours(flags), False
    while content[at] != 0x3B:
        if content[at] == 0x21:
            at = _gif_blocks(content, at + 2)
        else:
            _require(content[at] == 0x2C)
            at = _gif_blocks(content, at + 11 + _gif_colours(content[at + 9]))
            has_picture = True
    _require(has_picture)


def _gif_colours(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def _gif_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += 1 + content[at]
    return at + 1


def _check_webp(content: bytes) -> None:
    """RIFF parts that fill the file, with a picture among them."""
    _require(content[:4] == b"RIFF" and content[8:12] == b"WEBP")
    (size,) = struct.unpack_from("<I", content, 4)
    _require(12 <= size + 8 <= len(content))
    at, names = 12, set()
    while at + 8 <= size + 8:
        name, length = struct.unpack_from("<4sI", content, at)
        names.add(name)
        at += 8 + length + length % 2
    _require(at in (size + 8, size + 9) and bool(names & {b"VP8 ", b"VP8L", b"ANMF"}))


def _check_heic(content: bytes) -> None:
    """Boxes that fill the file: a type, a description of the picture, its data."""
    at, names = 0, []
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, at + 8)
        size = size or len(content) - at
        _require(size >= 8 and at + size <= len(content))
        names.append(name)
        at += size
    _require(names[:1] == [b"ftyp"] and {b"meta", b"mdat"} <= set(names))


def _check_sides(width: int, height: int) -> None:
    _require(0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS)


def _require(holds: bool) -> None:
    if not holds:
        raise NotAPicture


_CHECKS: MappingProxyType[str, Callable[[bytes], None]] = MappingProxyType(
    {
        "image/png": _check_png,
        "image/jpeg": _check_jpeg,
        "image/gif": _check_gif,
        "image/webp": _check_webp,
        "image/heic": _check_heic,
    }
)
