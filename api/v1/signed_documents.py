"""Files by signed addresses, for whoever holds one (API 27)."""

from __future__ import annotations

from starlette.responses import Response

from api.call import Call
from api.endpoints import Table
from api.public_limits import address_name
from api.v2.documents import file_answer
from engine.errors import NotFound
from engine.public.throttling import MISSES

table = Table("/api/v1/public/documents", "Public")


@table.get("/{signed}", media_type="application/octet-stream", is_public=True)
def open_document(call: Call, signed: str) -> Response:
    """The bytes of a file by its signed address. A wrong, an old and an unknown address are one answer: 404."""
    address = address_name(call.request)
    call.engine.require_room(MISSES, address)
    try:
        return file_answer(*call.engine.signed_document(signed))
    except NotFound:
        call.engine.count_request(MISSES, address)
        raise


@table.post("/{signed}", media_type="application/octet-stream", is_public=True)
def download_document(call: Call, signed: str) -> Response:
    """The same for clients that only post."""
    return open_document(call, signed)
