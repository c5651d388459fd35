"""Large answers without secrets, smaller on the wire. Pages are not packed: their length would tell of their tokens."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

_SMALLEST = 1400
"""Fewer bytes travel in one packet anyway."""
_LEVEL = 6


def packed(request: Request, content: bytes, *, media_type: str, headers: Mapping[str, str]) -> Response:
    """`content` as an answer, by gzip for whoever accepts it."""
    told = {**headers, "Vary": "Accept-Encoding"}
    if len(content) < _SMALLEST or not _accepts_gzip(request.headers.get("accept-encoding", "")):
        return Response(content, media_type=media_type, headers=told)
    small = gzip.compress(content, _LEVEL, mtime=0)
    return Response(small, media_type=media_type, headers={**told, "Content-Encoding": "gzip"})


def _accepts_gzip(accepted: str) -> bool:
    """Whether gzip is named, and not with `q=0`."""
    for offer in accepted.lower().split(","):
        name, _, weight = offer.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0") not in ("q=", "q=0.")
    return False
