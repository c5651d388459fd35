"""Pages of those who run the platform: incidents, deployed processes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.pages import flash
from api.pages.addresses import own_path
from api.pages.path_keys import PathKey
from api.pages.posting import Posted, text_of
from api.pages.process_names import process_names
from api.pages.rendering import go, language_of, page
from api.pages.texts import texts
from api.session import current_actor
from engine.access import Permission, require
from engine.actor import Actor
from engine.search.request import Search
from engine.service import Engine
from engine.values import Json

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
PAGE_SIZE = 50


@router.get("/incidents", response_class=HTMLResponse)
def list_incidents(
    request: Request, actor: SignedIn, state: str = "active", after: Annotated[str, Query(max_length=1000)] = ""
) -> HTMLResponse:
    """Where cases cannot go on, newest first."""
    require(actor, Permission.OPERATE)
    wanted = "RESOLVED" if state == "resolved" else "ACTIVE"
    window: dict[str, Json] = {"limit": PAGE_SIZE, **({"after": after} if after else {})}
    search = Search(filter={"state": wanted}, sort=[{"field": "creationTime", "order": "DESC"}], page=window)
    engine = request.app.state.engine
    found = engine.search("incident", search, actor=actor)
    names = process_names(engine, texts(language_of(request, actor)), actor=actor)
    return page(
        request, "incidents.html", actor=actor, found=found, state=wanted.lower(), page_size=PAGE_SIZE, processes=names
    )


@router.post("/incidents/{incident_key}/resolve")
def resolve_incident(request: Request, incident_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Try again what failed."""
    reason = text_of(posted, "reason", most=500)
    request.app.state.engine.resolve_incident(incident_key, actor=actor, reason=reason)
    answer = go(own_path(text_of(posted, "back"), "/incidents"))
    flash.tell(answer, "retried", tone="info")
    return answer


@router.get("/processes", response_class=HTMLResponse)
def list_processes(request: Request, actor: SignedIn) -> HTMLResponse:
    """Every deployed process with its versions and how many cases are running and in trouble."""
    require(actor, Permission.OPERATE)
    engine = request.app.state.engine
    models = engine.list_models(actor=actor).processes
    counts = {model.id: _counts(engine, model.id, actor) for model in models if model.is_latest}
    return page(request, "processes.html", actor=actor, models=models, counts=counts)


def _counts(engine: Engine, process_id: str, actor: Actor) -> dict[str, int]:
    wanted: dict[str, dict[str, Json]] = {
        "active": {"state": "ACTIVE"},
        "trouble": {"state": "ACTIVE", "hasIncident": True},
        "completed": {"state": "COMPLETED"},
    }
    return {
        name: engine.search(
            "case", Search(filter={"processDefinitionId": process_id, **filter_}, page={"limit": 1}), actor=actor
        ).total
        for name, filter_ in wanted.items()
    }
