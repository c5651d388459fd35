"""An import that a worker carries out: how far it is, what it would do, how it ended; found again by its address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.pages.data_view import label_of, title_of
from api.pages.path_keys import PathKey
from api.pages.posting import Posted
from api.pages.rendering import go, language_of, page
from api.pages.texts import texts
from api.session import current_actor
from api.v1.data_imports import errors_csv
from engine.actor import Actor
from engine.errors import NotFound
from engine.reference.bringing import faults_of
from engine.reference.rights import known_table
from engine.reference.running import differences_of
from engine.store.reference.changes import ImportRow
from engine.store.reference.runs import RunRow

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]


@router.get("/data/{name}/imports/{import_key}", response_class=HTMLResponse)
def show_run(request: Request, name: str, import_key: PathKey, actor: SignedIn) -> HTMLResponse:
    """The page of one import, alive while it goes on."""
    table, run = known_table(name), _run(request, name, import_key, actor)
    words, faults = texts(language_of(request, actor)), faults_of(run.errors)
    labels = {column.name: label_of(table, column, words) for column in table.sheet.columns}
    return page(
        request, "data/import_run.html", actor=actor, table=table, title=title_of(table, words), run=run,
        differences=differences_of(run), faults=faults, fault_count=len(faults), labels=labels,
        columns=[(column, labels[column.name]) for column in table.sheet.columns],
        may_confirm=run.started_by == actor.name,
    )  # fmt: skip


@router.get("/data/{name}/imports/{import_key}/state", response_class=HTMLResponse)
def show_state(request: Request, name: str, import_key: PathKey, actor: SignedIn) -> HTMLResponse:
    """How far it is: the part of the page that is fetched again."""
    run = _run(request, name, import_key, actor)
    return page(request, "data/import_state.html", actor=actor, run=run, fault_count=len(faults_of(run.errors)))


@router.post("/data/{name}/imports/{import_key}")
def confirm_run(request: Request, name: str, import_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Say yes to what was found."""
    _run(request, name, import_key, actor)
    request.app.state.engine.confirm_import(import_key, actor=actor)
    return go(f"/data/{name}/imports/{import_key}")


@router.get("/data/{name}/imports/{import_key}/errors.csv")
def export_errors(request: Request, name: str, import_key: PathKey, actor: SignedIn) -> Response:
    """The faults of a refused import as a file."""
    row: RunRow | ImportRow
    try:
        row = _run(request, name, import_key, actor)
    except NotFound:
        row = request.app.state.engine.get_import(import_key, actor=actor)
    if row.table_name != name:
        raise NotFound("import", import_key)
    headers = {"Content-Disposition": f'attachment; filename="{name}-errors.csv"'}
    return Response("\ufeff" + errors_csv(row.errors), media_type="text/csv; charset=utf-8", headers=headers)


def _run(request: Request, name: str, import_key: int, actor: Actor) -> RunRow:
    run: RunRow = request.app.state.engine.get_import_run(import_key, actor=actor)
    if run.table_name != name:
        raise NotFound("import", import_key)
    return run
