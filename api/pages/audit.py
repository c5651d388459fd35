"""The auditor's pages: any case's whole history with its hashes, proved on demand, one or all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from api.pages.case_search import CaseSearch, find_cases
from api.pages.known_names import names_in
from api.pages.path_keys import AfterEvent, PathKey
from api.pages.posting import Posted
from api.pages.process_names import process_names
from api.pages.proving import Prover
from api.pages.rendering import go, language_of, page, rendered
from api.pages.texts import texts
from api.pages.timeline_view import Teller, written
from api.session import current_actor
from engine.access import Permission, require
from engine.actor import Actor
from engine.history.reading import TimelineEntry
from engine.service import Engine
from engine.values import Json, dump

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
_PAGE = 200


@router.get("/audit", response_class=HTMLResponse)
def search_histories(request: Request, actor: SignedIn, wanted: Annotated[CaseSearch, Query()]) -> HTMLResponse:
    """All cases in the auditor's reach, and the state of the proof of everything."""
    require(actor, Permission.AUDIT)
    engine = request.app.state.engine
    words = texts(language_of(request, actor))
    return page(
        request, "audit.html", actor=actor, wanted=wanted, cases=find_cases(engine, wanted, actor=actor),
        processes=process_names(engine, words, actor=actor), proof=prover(request).progress,
    )  # fmt: skip


@router.post("/audit/proof")
def prove_everything(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """Begin to check the chain of every case; the page shows how far it is."""
    require(actor, Permission.AUDIT)
    prover(request).begin(request.app.state.engine, actor)
    return go("/audit#proof")


@router.get("/audit/proof", response_class=HTMLResponse)
def show_proof(request: Request, actor: SignedIn) -> HTMLResponse:
    """How far the proof of everything is; fetched again while it runs."""
    require(actor, Permission.AUDIT)
    return HTMLResponse(rendered(request, "audit_proof.html", actor=actor, proof=prover(request).progress))


@router.get("/audit/{case_key}", response_class=HTMLResponse)
def open_history(
    request: Request, case_key: PathKey, actor: SignedIn, after: AfterEvent = 0, verify: bool = False
) -> HTMLResponse:
    """Every event of a case with its values and hash; with `verify` the verdict on its chain."""
    require(actor, Permission.AUDIT)
    engine = request.app.state.engine
    found = engine.case_page(case_key, actor=actor)
    entries = engine.timeline(case_key, actor=actor, after_seq=after, limit=_PAGE)
    teller = Teller(texts(language_of(request, actor)), found.elements, case=found.head)
    return page(
        request,
        "audit_case.html",
        names=names_in(engine, *written(entries)),
        actor=actor,
        case=found.head,
        lines=[(entry, teller.sentence(entry), teller.who(entry)) for entry in entries],
        next_after=entries[-1].seq if len(entries) == _PAGE else None,
        after=after,
        verdict=engine.verify_case(case_key, actor=actor) if verify else None,
    )


@router.get("/audit/{case_key}/history.jsonl")
def download_history(request: Request, case_key: PathKey, actor: SignedIn) -> StreamingResponse:
    """The history as JSON lines, one event a line, in order."""
    require(actor, Permission.AUDIT)
    engine = request.app.state.engine
    engine.case_head(case_key, actor=actor)
    headers = {"Content-Disposition": f'attachment; filename="case-{case_key}.jsonl"'}
    return StreamingResponse(_lines(engine, case_key, actor), media_type="application/x-ndjson", headers=headers)


def _lines(engine: Engine, case_key: int, actor: Actor) -> Iterator[str]:
    after = 0
    while entries := engine.timeline(case_key, actor=actor, after_seq=after, limit=_PAGE):
        for entry in entries:
            yield dump(_line(case_key, entry)) + "\n"
        after = entries[-1].seq


def _line(case_key: int, entry: TimelineEntry) -> Json:
    values: dict[str, Json] = {name: {"value": new, "old": old} for name, (new, old) in (entry.values or {}).items()}
    return {
        "caseKey": str(case_key),
        "seq": entry.seq,
        "eventKey": str(entry.event_key),
        "recordedAt": entry.recorded_at.isoformat(),
        "type": entry.type,
        "actor": entry.actor,
        "role": entry.role,
        "unit": entry.unit_code,
        "elementId": entry.element_id,
        "operationId": entry.operation_id,
        "details": entry.details,
        "values": values,
        "hash": entry.hash_hex,
    }


def prover(request: Request) -> Prover:
    """The one of this server process."""
    prover = getattr(request.app.state, "prover", None)
    if not isinstance(prover, Prover):
        prover = request.app.state.prover = Prover()
    return prover
