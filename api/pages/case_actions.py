"""What a person may do to a running case besides its tasks: a form of the model's own, sent as a message."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.pages import flash
from api.pages.case_forms import shown_form
from api.pages.forms_view import submit_label
from api.pages.keep_files import file_keeper
from api.pages.path_keys import PathKey
from api.pages.posted import read_posted
from api.pages.posting import Posted, fingerprint, text_of
from api.pages.rendering import go, language_of, page
from api.session import current_actor
from engine.actions import ActionOffer
from engine.actor import Actor
from engine.errors import FieldError, InvalidFields, NotFound
from engine.service import Engine
from engine.service.transaction import Once, Replayed
from engine.values import Values

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]


@router.get("/cases/{case_key}/actions/{message}", response_class=HTMLResponse)
def open_action(request: Request, case_key: PathKey, message: str, actor: SignedIn) -> HTMLResponse:
    """The form of an action."""
    return _action_page(request, case_key, _offer(request, case_key, message, actor), actor)


@router.post("/cases/{case_key}/actions/{message}")
def take_action(request: Request, case_key: PathKey, message: str, posted: Posted, actor: SignedIn) -> Response:
    """Send the case what was typed."""
    engine: Engine = request.app.state.engine
    offer = _offer(request, case_key, message, actor)
    typed = read_posted(offer.form.form, posted, keep_file=file_keeper(engine, actor, case_key=case_key))
    if typed.errors or not typed.asks_for_completion:
        return _action_page(
            request, case_key, offer, actor, typed=typed.values, errors=typed.errors, finding=typed.finding
        )
    once: Once[None] = Once(
        f"page:{actor.name}",
        text_of(posted, "idempotency_key", most=200) or secrets.token_urlsafe(18),
        fingerprint(request, posted),
        lambda _: (303, str(case_key)),
    )
    answer = go(f"/cases/{case_key}")
    try:
        engine.act_on_case(case_key, message, typed.values, actor=actor, once=once)
    except InvalidFields as wrong:
        return _action_page(request, case_key, offer, actor, typed=typed.values, errors=wrong.errors)
    except Replayed:
        return answer
    flash.tell(answer, "acted")
    return answer


def _offer(request: Request, case_key: int, message: str, actor: Actor) -> ActionOffer:
    engine: Engine = request.app.state.engine
    for offer in engine.case_actions(case_key, actor=actor):
        if offer.message == message:
            return offer
    raise NotFound("action", message[:100])


def _action_page(
    request: Request,
    case_key: int,
    offer: ActionOffer,
    actor: Actor,
    *,
    typed: Values | None = None,
    errors: tuple[FieldError, ...] = (),
    finding: str = "",
) -> HTMLResponse:
    language, form = language_of(request, actor), offer.form.form
    html = shown_form(
        request, form, offer.values, language=language, typed=typed, errors=errors, finding=finding
    )  # fmt: skip
    return page(
        request,
        "case_action.html",
        actor=actor,
        status=422 if errors else 200,
        case_key=case_key,
        case=request.app.state.engine.case_head(case_key, actor=actor),
        offer=offer,
        form_html=html,
        submit_label=submit_label(form, language=language) or (offer.title_en if language == "en" else offer.title),
        idempotency_key=secrets.token_urlsafe(18),
    )
