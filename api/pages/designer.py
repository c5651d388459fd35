"""The designer's pages: the list of models, and the workbench for processes, decisions and forms."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.pages.designer_view import KINDS, Bench, Kind, bench_for, grouped
from api.pages.rendering import page
from api.session import current_actor
from engine.access import Permission, require
from engine.actor import Actor
from engine.errors import NotFound

router = APIRouter(prefix="/designer", include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]


@router.get("", response_class=HTMLResponse)
def list_models(request: Request, actor: SignedIn, q: str = "", kind: str = "") -> HTMLResponse:
    """All deployed models with their versions, found by words and kind."""
    require(actor, Permission.DEPLOY)
    groups = grouped(request.app.state.engine.list_models(actor=actor), query=q)
    counts = {one: sum(group.kind == one for group in groups) for one in KINDS}
    shown = [group for group in groups if kind not in KINDS or group.kind == kind]
    return page(request, "designer/models.html", actor=actor, groups=shown, counts=counts, query=q, kind=kind)


@router.get("/{kind}/new", response_class=HTMLResponse)
def new_model(request: Request, actor: SignedIn, kind: Kind) -> HTMLResponse:
    """An empty workbench."""
    require(actor, Permission.DEPLOY)
    return page(request, f"designer/{kind}.html", actor=actor, bench=Bench(kind=kind))


@router.get("/{kind}/{key}", response_class=HTMLResponse)
def open_model(request: Request, actor: SignedIn, kind: Kind, key: str) -> HTMLResponse:
    """The workbench of one deployed version. Raises NotFound."""
    require(actor, Permission.DEPLOY)
    bench = bench_for(request.app.state.engine.list_models(actor=actor), kind, key)
    if bench is None:
        raise NotFound(f"{kind} model", key)
    return page(request, f"designer/{kind}.html", actor=actor, bench=bench)
