"""Incidents: where cases cannot go on (API 11)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body
from api.call import Call, SearchBody
from api.endpoints import Table
from api.shapes import item_shape, page_of
from engine.values import Values

table = Table("/v2", "Incidents")

INCIDENT = item_shape("Incident", "incident")


class ResolveIncident(Body):
    """A resolution needs no facts."""

    operation_reference: Annotated[int, Field(gt=0)] | None = None


@table.post("/incidents/search", answer=page_of(INCIDENT))
def search_incidents(call: Call, body: SearchBody) -> Values:
    """Search incidents."""
    return call.search("incident", body)


@table.get("/incidents/{key}", answer=INCIDENT)
def get_incident(call: Call, key: int) -> Response:
    """One incident."""
    return call.one("incident", key)


@table.post("/incidents/{key}/resolution", status=204, command="RESOLVE")
def resolve_incident(call: Call, key: int, body: ResolveIncident) -> Response:
    """Try the failed step again."""
    return call.do(lambda once: call.engine.resolve_incident(key, actor=call.actor, needs_retries=True, once=once))
