"""Starting a case by hand: what this actor may start, and the start form."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.pages import flash
from api.pages.case_forms import shown_form
from api.pages.forms_view import submit_label
from api.pages.keep_files import file_keeper
from api.pages.known_names import names_in
from api.pages.posted import read_posted
from api.pages.posting import Posted, fingerprint, text_of
from api.pages.rendering import go, language_of, page
from api.pages.texts import texts
from api.session import current_actor
from engine.actor import Actor
from engine.cases import CaseStarted, StartRequest
from engine.definitions.library import DeployedProcess, FormRow
from engine.errors import FieldError, InvalidFields, NotFound
from engine.service import Engine
from engine.service.transaction import Once, Replayed
from engine.values import Json, Values

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]


@router.get("/start", response_class=HTMLResponse)
def list_startable(request: Request, actor: SignedIn) -> HTMLResponse:
    """The processes this actor may start by hand."""
    found = request.app.state.engine.startable_processes(actor=actor)
    return page(request, "start.html", actor=actor, processes=found)


@router.get("/start/{process_id}", response_class=HTMLResponse)
def open_start_form(request: Request, process_id: str, actor: SignedIn) -> HTMLResponse:
    """The start form of a process."""
    return _start_page(request, _process(request, process_id, actor), actor)


@router.post("/start/{process_id}")
def start_case(request: Request, process_id: str, posted: Posted, actor: SignedIn) -> Response:
    """Start the case with what was typed."""
    engine: Engine = request.app.state.engine
    process = _process(request, process_id, actor)
    form = _form(engine, process, actor)
    values: Values = {}
    if form is not None:
        typed = read_posted(form.form, posted, keep_file=file_keeper(engine, actor, case_key=None))
        values = typed.values
        if typed.errors or not typed.asks_for_completion:
            return _start_page(request, process, actor, typed=values, errors=typed.errors, finding=typed.finding)
    wanted = StartRequest(
        definition_key=process.key, variables=values, unit_code=text_of(posted, "unit_code", most=64) or None
    )
    once: Once[CaseStarted] = Once(
        f"page:{actor.name}",
        text_of(posted, "idempotency_key", most=200) or secrets.token_urlsafe(18),
        fingerprint(request, posted),
        lambda started: (303, str(started.case_key)),
    )
    try:
        case_key = engine.start_case(wanted, actor=actor, once=once).case_key
    except InvalidFields as wrong:
        return _start_page(request, process, actor, typed=values, errors=wrong.errors)
    except Replayed as before:
        case_key = int(before.answer.body)
    answer = go(f"/cases/{case_key}")
    flash.tell(answer, "started")
    return answer


def _process(request: Request, process_id: str, actor: Actor) -> DeployedProcess:
    found: Sequence[DeployedProcess] = request.app.state.engine.startable_processes(actor=actor)
    for process in found:
        if process.definition.process_id == process_id:
            return process
    raise NotFound("startable process", process_id)


def _form(engine: Engine, process: DeployedProcess, actor: Actor) -> FormRow | None:
    """The start form: the newest version of the form that the none start event names."""
    names = [fact.form.form_id for fact in process.definition.start_events if fact.kind == "none" and fact.form]
    if not names:
        return None
    for row in engine.list_models(actor=actor).forms:
        if row.id == names[0] and row.is_latest:
            return engine.form_schema(row.key, actor=actor)
    raise NotFound("form", names[0])


def _start_page(
    request: Request,
    process: DeployedProcess,
    actor: Actor,
    *,
    typed: Values | None = None,
    errors: tuple[FieldError, ...] = (),
    finding: str = "",
) -> HTMLResponse:
    language = language_of(request, actor)
    form = _form(request.app.state.engine, process, actor)
    html, units = None, list[Json](dict.fromkeys(grant.unit_code for grant in actor.grants))
    if form is not None:
        html = shown_form(request, form.form, {}, language=language, typed=typed, errors=errors, finding=finding)
    return page(
        request,
        "start_form.html",
        actor=actor,
        status=422 if errors else 200,
        process=process,
        form_html=html,
        submit_label=(submit_label(form.form, language=language) if form else "") or texts(language)("start.go"),
        units=units,
        names=names_in(request.app.state.engine, units),
        idempotency_key=secrets.token_urlsafe(18),
    )
