"""Imports of reference data by hand: choose a file, look at what it would change, then bring it in; and exports."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from api.pages import flash
from api.pages.data_view import label_of, title_of
from api.pages.posting import Posted, text_of
from api.pages.rendering import go, language_of, now, page
from api.pages.texts import texts
from api.session import current_actor
from engine.actor import Actor
from engine.documents import NewDocument
from engine.reference.bringing import Brought, NewImport
from engine.reference.importing import ImportRefused
from engine.reference.rights import known_table, require_edit
from engine.reference.tables import DataTable
from engine.service.data import ImportTurnedDown

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
_KEPT_FOR = timedelta(hours=2)
AT_ONCE_BYTES = 200_000
"""Larger files are left to a worker: nobody waits for them before an open page."""


@router.get("/data/{name}/import", response_class=HTMLResponse)
def open_import(request: Request, name: str, actor: SignedIn) -> HTMLResponse:
    """The page to choose a file on, with the columns it may have."""
    require_edit(known_table(name), actor)
    return _import_page(request, known_table(name), actor)


@router.post("/data/{name}/import")
def bring_in(request: Request, name: str, posted: Posted, actor: SignedIn) -> Response:
    """Look at what a file would change; with `confirm` bring in the file that was looked at.

    A large file is left to a worker: `import_runs` has its page.
    """
    table, engine = known_table(name), request.app.state.engine
    require_edit(table, actor)
    mode: Literal["upsert", "replace"] = "replace" if text_of(posted, "mode") == "replace" else "upsert"
    document_id = text_of(posted, "document_id", most=64)
    if document_id:
        document, content = engine.get_document(document_id, actor=actor)
        file_name, is_confirmed = document.file_name, "confirm" in posted
    else:
        file = posted.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return _import_page(request, table, actor, missing=True, mode=mode, status=422)
        with file.file as opened:
            file_name, content, is_confirmed = file.filename, opened.read(), False
    wanted = NewImport(name, content, _form_of(file_name), mode, not is_confirmed, file_name)
    if len(content) > AT_ONCE_BYTES and not is_confirmed:
        return go(f"/data/{name}/imports/{engine.queue_import(wanted, actor=actor).import_key}")
    try:
        brought = engine.import_data(wanted, actor=actor)
    except ImportRefused as refused:
        return _import_page(request, table, actor, refused=refused, mode=mode, status=422)
    if is_confirmed:
        return _told(name, brought)
    if not document_id:
        kept = NewDocument(content, file_name, "text/plain", expires_at=now(request) + _KEPT_FOR)
        document_id = engine.add_document(kept, actor=actor).document_id
    return _import_page(request, table, actor, brought=brought, document_id=document_id, mode=mode)


@router.get("/data/{name}/export")
def export_rows(
    request: Request, name: str, actor: SignedIn, form: Annotated[Literal["csv", "jsonl"], Query()] = "csv"
) -> Response:
    """The table as a file; the mark at its start lets spreadsheets see that it is UTF-8."""
    content = request.app.state.engine.export_data(name, form=form, actor=actor)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(("\ufeff" if form == "csv" else "") + content, media_type=kind, headers=headers)


def _import_page(
    request: Request,
    table: DataTable,
    actor: Actor,
    *,
    brought: Brought | None = None,
    refused: ImportRefused | None = None,
    document_id: str = "",
    mode: str = "upsert",
    missing: bool = False,
    status: int = 200,
) -> HTMLResponse:
    words = texts(language_of(request, actor))
    labels = {column.name: label_of(table, column, words) for column in table.sheet.columns}
    return page(
        request,
        "data/import.html",
        actor=actor,
        status=status,
        table=table,
        title=title_of(table, words),
        columns=[(column, labels[column.name]) for column in table.sheet.columns],
        labels=labels,
        brought=brought,
        refused=refused,
        refused_key=refused.row.import_key if isinstance(refused, ImportTurnedDown) else None,
        document_id=document_id,
        mode=mode,
        missing=missing,
        recent=request.app.state.engine.recent_imports(table.name, actor=actor),
    )


def _form_of(file_name: str) -> Literal["csv", "jsonl"]:
    return "jsonl" if file_name.lower().endswith((".jsonl", ".ndjson", ".json", ".jsonl.txt", ".json.txt")) else "csv"


def _told(name: str, brought: Brought) -> Response:
    row = brought.row
    answer = go(f"/data/{name}")
    counts = {word: str(getattr(row, word)) for word in ("added", "changed", "removed", "unchanged")}
    flash.tell(answer, "imported", **counts)
    return answer
