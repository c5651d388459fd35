"""The designer's pages: the list of models, and the workbench for processes, decisions and forms."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.pages.designer_view import KINDS, Bench, Kind, bench_for, grouped
from api.pages.model_compare import differences
from api.pages.rendering import page
from api.session import current_actor
from engine.access import Permission, require
from engine.actor import Actor
from engine.deployments import ModelRow
from engine.errors import NotFound
from engine.service import Engine

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


@router.get("/{kind}/{key}/compare", response_class=HTMLResponse)
def compare_versions(
    request: Request, actor: SignedIn, kind: Kind, key: str, other: Annotated[str, Query(alias="with")] = ""
) -> HTMLResponse:
    """A version against another one of the same model: `with`, else the one before it, else the one after."""
    require(actor, Permission.DEPLOY)
    engine = request.app.state.engine
    bench = bench_for(engine.list_models(actor=actor), kind, key)
    versions = {str(one.key): one for one in bench.versions} if bench else {}
    order = list(versions)
    beside = order[order.index(key) + 1 : order.index(key) + 2] or order[:1] if key in versions else []
    against = versions.get(other or next(iter(beside), ""))
    if bench is None or against is None:
        raise NotFound(f"{kind} model", other or key)
    texts = [_text(engine, kind, one, actor) for one in (against, versions[key])]
    return page(
        request, "designer/compare.html", actor=actor, bench=bench, now=versions[key], before=against,
        found=differences(kind, *texts),
    )  # fmt: skip


@router.get("/{kind}/{key}", response_class=HTMLResponse)
def open_model(request: Request, actor: SignedIn, kind: Kind, key: str) -> HTMLResponse:
    """The workbench of one deployed version. Raises NotFound."""
    require(actor, Permission.DEPLOY)
    bench = bench_for(request.app.state.engine.list_models(actor=actor), kind, key)
    if bench is None:
        raise NotFound(f"{kind} model", key)
    return page(request, f"designer/{kind}.html", actor=actor, bench=bench)


def _text(engine: Engine, kind: Kind, version: ModelRow, actor: Actor) -> str:
    if kind == "form":
        return engine.form_schema(version.key, actor=actor).schema
    read = engine.definition_xml if kind == "bpmn" else engine.requirements_xml
    return read(version.key, actor=actor).decode()
