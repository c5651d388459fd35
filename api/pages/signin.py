"""Signing in and out, and the language switch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.pages.addresses import own_path
from api.pages.posting import Posted, text_of
from api.pages.rendering import LANGUAGE_COOKIE, ZONE_COOKIE, go, page, remember
from api.pages.texts import LANGUAGES
from api.session import check_origin, current_actor, end_session, start_session
from engine.actor import Actor
from engine.errors import Overloaded, Unauthenticated
from engine.service.signin import DEMO_PASSWORD

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]


@router.get("/signin", response_class=HTMLResponse)
def sign_in_page(request: Request, next: str = "/", ended: bool = False) -> HTMLResponse:
    """Name and password; the demo accounts while the demo network is loaded. `ended`: something was lost by it."""
    return _page(request, next=next, problem="signin.ended" if ended else "")


@router.get("/session")
def show_session(request: Request, actor: SignedIn) -> JSONResponse:
    """Who is signed in, and the token of his forms now: what a form asks before it is sent."""
    said = {"name": actor.name, "csrf": getattr(request.state, "csrf_token", "")}
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


@router.post("/signin")
def sign_in(request: Request, posted: Posted) -> Response:
    """Begin a session and go where the reader wanted to go."""
    name, target = text_of(posted, "username", most=256), own_path(text_of(posted, "next"), "/inbox")
    password = posted.get("password")
    answer = go(target)
    try:
        session = start_session(request, answer, name, password if isinstance(password, str) else "")
    except Unauthenticated:
        return _page(request, next=target, username=name, problem="signin.wrong", status=401)
    except Overloaded as wait:
        seconds = wait.retry_after_seconds
        return _page(request, next=target, username=name, problem="signin.often", status=429, wait_seconds=seconds)
    if LANGUAGE_COOKIE not in request.cookies:
        remember(answer, LANGUAGE_COOKIE, session.actor.language)
    remember(answer, ZONE_COOKIE, request.app.state.engine.own_account(actor=session.actor).time_zone)
    return answer


@router.post("/signout")
def sign_out(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """End the session."""
    answer = go("/signin")
    end_session(request, answer)
    return answer


@router.post("/language")
def switch_language(request: Request, posted: Posted) -> Response:
    """Show every page in the other language from now on; the reader stays where he is."""
    check_origin(request)
    answer, language = go(own_path(text_of(posted, "back"))), text_of(posted, "language")
    if language in LANGUAGES:
        remember(answer, LANGUAGE_COOKIE, language)
    return answer


def _page(
    request: Request,
    *,
    next: str,
    username: str = "",
    problem: str = "",
    status: int = 200,
    wait_seconds: int = 0,
) -> HTMLResponse:
    demo = request.app.state.engine.demo_accounts()
    return page(
        request, "signin.html", status=status, next=own_path(next, "/inbox"), username=username, problem=problem,
        wait_seconds=wait_seconds, has_mailbox=request.app.state.settings.is_demo, demo=demo,
        demo_password=DEMO_PASSWORD if demo else "",
    )  # fmt: skip
