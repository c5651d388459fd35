"""Pages without sign-in: intake forms, and a case by its link. Which cases or customers exist shows in no answer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.errors import ForgedRequest
from api.pages import public_view as view
from api.pages.posted import KeepFile, read_posted
from api.pages.posting import Posted, text_of
from api.pages.public_view import Sheet
from api.pages.rendering import go
from api.public_limits import address_name, contacts_in, count_contacts
from api.session import check_origin
from engine.documents import UnknownKind
from engine.errors import InvalidFields, NotFound, Overloaded, TooLarge
from engine.public import Tracking
from engine.public.files import TooManyFiles
from engine.public.intake import PAGE
from engine.public.renewing import NoWayToSend
from engine.public.replying import NoLongerOpen
from engine.public.throttling import CONTACTS, MISSES, SUBMISSIONS
from engine.service import Engine
from engine.values import Json, Values

router = APIRouter(include_in_schema=False)
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")
_CHANNEL = re.compile(r"[a-z][a-z0-9_-]{0,29}\Z")
_REFUSED_FILE = "refused"


@router.get("/p/intake")
def list_intakes(request: Request) -> HTMLResponse:
    """What anybody may report or ask for."""
    found = [(one, view.lead_of(request, one.offer.form.form)) for one in request.app.state.engine.intakes()]
    return view.public_page(request, "public_intake.html", intakes=found, channel=_channel(request, ""))


@router.get("/p/intake/{message}")
def open_intake(request: Request, message: str) -> Response:
    """The form of one of them."""
    engine: Engine = request.app.state.engine
    return _guarded(request, lambda: view.form_page(request, _intake_sheet(request, engine, message)))


@router.post("/p/intake/{message}")
def send_intake(request: Request, message: str, posted: Posted) -> Response:
    """Take a request. Whatever it says, the answer is the same thanks."""
    engine: Engine = request.app.state.engine

    def send() -> Response:
        check_origin(request)
        engine.count_request(SUBMISSIONS, address_name(request))
        if text_of(posted, "website"):
            return go("/p/thanks/request")  # only programs fill in what no person sees
        channel, request_id = _channel(request, text_of(posted, "channel")), _request_id(text_of(posted, "request_id"))
        sheet = _intake_sheet(request, engine, message, channel=channel)
        keep = _keeper(lambda *file: engine.add_intake_file(channel, request_id, *file).document_id)
        typed = read_posted(sheet.offer.form.form, posted, keep_file=keep)
        shown = replace(sheet, typed=_shown(typed.values), request_id=request_id)
        if typed.errors or not typed.asks_for_completion:
            return view.form_page(request, replace(shown, errors=typed.errors))
        try:
            count_contacts(engine, contacts_in(typed.values))
            engine.receive(message, typed.values, channel=channel, request_id=request_id)
        except InvalidFields as wrong:
            return view.form_page(request, replace(shown, errors=tuple(wrong.errors)))
        return go("/p/thanks/request")

    return _guarded(request, send)


@router.get("/p/thanks/{what}")
def thank(request: Request, what: str) -> HTMLResponse:
    """The page after something was sent."""
    return view.thanks_page(request, what) if what in ("request", "answer", "stop") else view.gone_page(request)


@router.get("/p/{token}")
def open_case(request: Request, token: str) -> Response:
    """The case behind a link; a questionnaire shows its form at once."""
    engine: Engine = request.app.state.engine

    def show() -> HTMLResponse:
        seen = engine.tracking(token)
        asked = [offer for offer in seen.offers if offer.action == "answer"]
        if seen.kind == "survey" and asked:
            return view.form_page(request, _link_sheet(token, seen, asked[0].message, is_alone=True))
        if seen.kind == "survey" and not seen.is_old:
            return view.thanks_page(request, "over")
        return view.public_page(
            request, "public_case.html", seen=seen, token=token, facts=view.shown_facts(request, seen),
            has_moved_on="moved" in request.query_params, is_sent="sent" in request.query_params,
            is_renewed="renewed" in request.query_params, must_call="call" in request.query_params,
        )  # fmt: skip

    return _guarded(request, show)


@router.post("/p/renew/{token}")
def renew_link(request: Request, token: str) -> Response:
    """A newer link for the holder of an older one, sent to the address the case has."""
    engine: Engine = request.app.state.engine

    def send() -> Response:
        check_origin(request)
        engine.count_request(SUBMISSIONS, address_name(request))
        engine.count_request(CONTACTS, f"renew:{token}")
        try:
            engine.renew_link(token)
        except NoWayToSend:
            return go(f"/p/{token}?call=1")
        return go(f"/p/{token}?renewed=1")

    return _guarded(request, send)


@router.get("/p/{token}/{message}")
def open_answer(request: Request, token: str, message: str) -> Response:
    """The form of a message that the case waits for."""
    engine: Engine = request.app.state.engine

    def show() -> Response:
        try:
            return view.form_page(request, _link_sheet(token, engine.tracking(token), message))
        except NoLongerOpen:
            return go(f"/p/{token}?moved=1")

    return _guarded(request, show)


@router.post("/p/{token}/{message}")
def send_answer(request: Request, token: str, message: str, posted: Posted) -> Response:
    """Give the case what it waits for."""
    engine: Engine = request.app.state.engine

    def send() -> Response:
        check_origin(request)
        engine.count_request(SUBMISSIONS, address_name(request))
        request_id, seen = _request_id(text_of(posted, "request_id")), engine.tracking(token)
        try:
            sheet = _link_sheet(token, seen, message, request_id=request_id)
            keep = _keeper(lambda *file: engine.add_link_file(token, *file).document_id)
            typed = read_posted(sheet.offer.form.form, posted, keep_file=keep)
            shown = replace(sheet, typed=_shown(typed.values))
            if typed.errors or not typed.asks_for_completion:
                return view.form_page(request, replace(shown, errors=typed.errors))
            engine.reply(token, message, typed.values, request_id=request_id)
        except NoLongerOpen:
            return _after(engine, token, seen, message, request_id)
        except InvalidFields as wrong:
            return view.form_page(request, replace(shown, errors=tuple(wrong.errors)))
        return go("/p/thanks/stop" if sheet.offer.action == "stop" else _thanks(token, seen))

    return _guarded(request, send)


def _after(engine: Engine, token: str, seen: Tracking, message: str, request_id: str) -> Response:
    """The same form sent twice is thanked for twice; another answer that comes too late is told so."""
    try:
        engine.reply(token, message, {}, request_id=request_id)
    except NoLongerOpen:
        return go(f"/p/{token}?moved=1")
    return go(_thanks(token, seen))


def _thanks(token: str, seen: Tracking) -> str:
    return "/p/thanks/answer" if seen.kind == "survey" else f"/p/{token}?sent=1"


def _guarded(request: Request, answer: Callable[[], Response]) -> Response:
    """`answer`, or the page for whatever went wrong; links that lead nowhere are counted by address."""
    engine: Engine = request.app.state.engine
    try:
        engine.require_room(MISSES, address_name(request))
        return answer()
    except NotFound:
        try:
            engine.count_request(MISSES, address_name(request))
        except Overloaded as wait:
            return view.busy_page(request, wait_seconds=wait.retry_after_seconds)
        return view.gone_page(request)
    except Overloaded as wait:
        return view.busy_page(request, wait_seconds=wait.retry_after_seconds)
    except ForgedRequest:
        return view.refused_page(request, status=403)


def _intake_sheet(request: Request, engine: Engine, message: str, *, channel: str = "") -> Sheet:
    found = engine.intake(message)
    return Sheet(found.offer, f"/p/intake/{message}", {}, channel=channel or _channel(request, ""), back="/p/intake")


def _link_sheet(token: str, seen: Tracking, message: str, *, request_id: str = "", is_alone: bool = False) -> Sheet:
    """The form of one message of a case. Raises NoLongerOpen when the case does not wait for it."""
    for offer in seen.offers:
        if offer.message == message:
            others = tuple(one for one in seen.offers if one is not offer and one.action != "answer")
            return Sheet(
                offer, f"/p/{token}/{message}", seen.values, back="" if is_alone else f"/p/{token}",
                request_id=request_id, others=others if is_alone else (),
            )  # fmt: skip
    raise NoLongerOpen


def _shown(values: Values) -> Values:
    """What was typed as the form shows it again: without the files that were refused."""
    return {name: _without_refused(value) for name, value in values.items()}


def _without_refused(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _without_refused(item) for name, item in value.items()}
    return [_without_refused(item) for item in value if item != _REFUSED_FILE] if isinstance(value, list) else value


def _keeper(add: Callable[[bytes, str, str], str]) -> KeepFile:
    """Keeps a file, or gives an id that the form's check refuses at the field: no file, no page of its own."""

    def keep(name: str, content_type: str, content: bytes) -> str:
        try:
            return add(content, name, content_type)
        except (UnknownKind, TooLarge, TooManyFiles):
            return _REFUSED_FILE

    return keep


def _request_id(text: str) -> str:
    return text if _REQUEST_ID.match(text) else secrets.token_urlsafe(18)


def _channel(request: Request, said: str) -> str:
    """The channel a link to the form names (`?channel=wechat`); never one whose messages are signed."""
    channel = said or request.query_params.get("channel", "")
    signed = request.app.state.engine.settings.webhook_secrets
    return channel if _CHANNEL.match(channel) and channel not in signed else PAGE
