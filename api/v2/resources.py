"""Deployed files by the keys that a deployment answered: processes, decision requirements, forms (API 3)."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from api.call import Call, SearchBody
from api.endpoints import Table
from api.shapes import item_shape, page_of
from engine.values import Values

table = Table("/v2", "Deployments")

RESOURCE = item_shape("Resource", "resource")


@table.post("/resources/search", answer=page_of(RESOURCE))
def search_resources(call: Call, body: SearchBody) -> Values:
    """Search deployed files."""
    return call.search("resource", body)


@table.get("/resources/{key}", answer=RESOURCE)
def get_resource(call: Call, key: int) -> Response:
    """One deployed file."""
    return call.one("resource", key)


@table.get("/resources/{key}/content", media_type="text/plain")
def get_resource_content(call: Call, key: int) -> Response:
    """The stored text, byte for byte what was deployed."""
    name, content = call.engine.resource_content(key, actor=call.actor)
    # A browser saves it and never shows it: foreign XML may be a page.
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type="text/plain; charset=utf-8", headers=headers)
