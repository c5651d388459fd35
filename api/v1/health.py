"""Probes, and the description of the API."""

from __future__ import annotations

from starlette.responses import Response

from api.call import Call, json_answer
from api.endpoints import Table
from api.errors import Unavailable
from api.openapi import describe
from api.shapes import TEXT, shape
from engine.errors import Overloaded
from engine.values import Values

table = Table("/api/v1", "Operations")

_HEALTH = shape("Health", status=TEXT)


@table.get("/health/live", answer=_HEALTH, is_public=True)
def is_live(_call: Call) -> Values:
    """The server runs."""
    return {"status": "up"}


@table.get("/health/ready", answer=_HEALTH, is_public=True)
def is_ready(call: Call) -> Values:
    """The database answers, so that work can be done."""
    try:
        call.engine.check_ready()
    except Overloaded as error:
        raise Unavailable(str(error)) from None
    return {"status": "up"}


@table.get("/openapi.json", is_public=True)
def get_openapi(call: Call) -> Response:
    """The description of both parts of the API."""
    return json_answer(describe(call.request.app))
