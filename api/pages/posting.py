"""Forms as browsers post them, read once, within limits that fit our largest form."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from api.errors import BadRequest

MAX_FIELDS = 5000
MAX_FILES = 60
MAX_TEXT_BYTES = 1024 * 1024


async def posted_form(request: Request) -> AsyncIterator[FormData]:
    """The fields and files of the request's body, closed when it is answered.

    Raises BadRequest for texts with NUL, which no database keeps.
    """
    posted = await request.form(max_fields=MAX_FIELDS, max_files=MAX_FILES, max_part_size=MAX_TEXT_BYTES)
    if any("\0" in name or (isinstance(value, str) and "\0" in value) for name, value in posted.multi_items()):
        raise BadRequest("expected text of Unicode characters, but found NUL")
    try:
        yield posted
    finally:
        await posted.close()


Posted = Annotated[FormData, Depends(posted_form)]


def text_of(posted: FormData, name: str, *, most: int = 4000) -> str:
    """The text field `name`, trimmed, empty when absent; cut at `most` characters."""
    found = posted.get(name)
    return found.strip()[:most] if isinstance(found, str) else ""


def fingerprint(request: Request, posted: FormData) -> str:
    """SHA-256 over the address and every field but the token: the same form sent twice has the same one."""
    digest = hashlib.sha256(request.url.path.encode())
    for name, value in posted.multi_items():
        if name != "csrf_token":
            said = value if isinstance(value, str) else f"{value.filename}:{value.size}"
            digest.update(f"{len(name)}:{name}{len(said)}:{said}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
