"""The reader's own page: language, time zone, password, sessions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.pages import flash
from api.pages.known_names import names_in
from api.pages.path_keys import PathKey
from api.pages.posting import Posted, text_of
from api.pages.rendering import LANGUAGE_COOKIE, ZONE_COOKIE, go, page, remember
from api.session import address_of, current_actor, session_token
from engine.actor import Actor
from engine.errors import Invalid, InvalidFields, Unauthenticated

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
ZONES = (
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Tokyo", "Asia/Dubai", "Europe/London",
    "Europe/Berlin", "America/New_York", "America/Los_Angeles", "UTC",
)  # fmt: skip


@router.get("/profile", response_class=HTMLResponse)
def show_profile(request: Request, actor: SignedIn) -> HTMLResponse:
    """Who I am here, what I may choose, where I am signed in."""
    return _profile_page(request, actor)


@router.post("/profile/settings")
def change_settings(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """Language and time zone, in the account and in this browser."""
    language, zone = text_of(posted, "language"), text_of(posted, "time_zone", most=64)
    try:
        request.app.state.engine.change_own_settings(actor=actor, language=language or None, time_zone=zone or None)
    except InvalidFields:
        return _profile_page(request, actor, problem="profile.wrong_settings")
    answer = go("/profile")
    remember(answer, LANGUAGE_COOKIE, language)
    remember(answer, ZONE_COOKIE, zone)
    flash.tell(answer, "saved")
    return answer


@router.post("/profile/password")
def change_password(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """A new password; every other session ends."""
    old, new, again = (_secret(posted.get(name)) for name in ("old", "new", "again"))
    if new != again:
        return _profile_page(request, actor, problem="profile.different")
    try:
        request.app.state.engine.change_own_password(
            old, new, actor=actor, address=address_of(request), keeps_session=session_token(request)
        )
    except Unauthenticated:
        return _profile_page(request, actor, problem="profile.wrong_password")
    except Invalid:
        return _profile_page(request, actor, problem="profile.weak")
    answer = go("/profile")
    flash.tell(answer, "password_changed")
    return answer


@router.post("/profile/sessions/{session_key}/end")
def end_session(request: Request, session_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Sign another browser out."""
    request.app.state.engine.end_session(session_key, actor=actor)
    answer = go("/profile")
    flash.tell(answer, "session_ended")
    return answer


def _secret(value: object) -> str:
    return value if isinstance(value, str) else ""


def _profile_page(request: Request, actor: Actor, *, problem: str = "") -> HTMLResponse:
    engine = request.app.state.engine
    account = engine.own_account(actor=actor)
    return page(
        request,
        "profile.html",
        actor=actor,
        status=422 if problem else 200,
        account=account,
        names=names_in(engine, [grant.unit_code for grant in actor.grants]),
        problem=problem,
        zones=sorted({*ZONES, account.time_zone}),
        sessions=engine.sessions(actor=actor),
        this_session=getattr(request.state, "session_key", None),
    )
