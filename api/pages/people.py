"""Users and their roles for administrators: find, add, change, lock out, grant and take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from api.pages import flash
from api.pages.path_keys import possible_key
from api.pages.posting import Posted, text_of
from api.pages.rendering import go, page, zone_of
from api.session import current_actor
from engine.actor import Actor
from engine.errors import AlreadyExists, FieldError, Invalid, InvalidFields, NotFound
from engine.forms.rules.moments import read_moment
from engine.reference.browsing import DataQuery
from engine.reference.organisation import NewUser
from engine.reference.people import LOCAL_ROLES, NewGrant, person_json
from engine.reference.rights import holds_at_root
from engine.values import Values

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
PAGE_SIZE = 50
_TYPED = ("username", "displayName", "email", "language")


@router.get("/admin/users", response_class=HTMLResponse)
def list_users(
    request: Request,
    actor: SignedIn,
    q: Annotated[str, Query(max_length=100)] = "",
    skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """The people in reach."""
    found, total = request.app.state.engine.list_people(actor=actor, text=q.strip(), skip=skip, limit=PAGE_SIZE)
    return page(
        request, "admin/users.html", actor=actor, people=found, total=total, query=q.strip(), skip=skip,
        page_size=PAGE_SIZE,
    )  # fmt: skip


@router.get("/admin/user", response_class=HTMLResponse)
def open_user(request: Request, actor: SignedIn, username: Annotated[str, Query(max_length=256)] = "") -> HTMLResponse:
    """One account with its roles, or the empty inputs of a new one."""
    return _user_page(request, actor, username, None)


@router.post("/admin/user")
def save_user(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """Add or change an account, lock it out or let it in."""
    engine, known = request.app.state.engine, text_of(posted, "known", most=256)
    typed = {name: text_of(posted, name, most=320) for name in _TYPED}
    password = text_of(posted, "password", most=200) or None
    try:
        if not known:
            first = _grant(request, posted, typed["username"]) if text_of(posted, "role") else None
            new = NewUser(
                typed["username"], typed["displayName"], email=typed["email"] or None, language=typed["language"]
            )
            engine.add_person(new, (first,) if first else (), password=password, actor=actor)
        elif "release" in posted:
            engine.release_sign_in(known, actor=actor)
        elif "active" in posted:
            engine.change_person(known, {"isActive": text_of(posted, "active") == "yes"}, actor=actor)
        else:
            values: Values = {name: typed[name] for name in _TYPED if name != "username"}
            engine.change_person(known, values, password=password, actor=actor)
    except InvalidFields as wrong:
        return _user_page(request, actor, known, typed, errors=wrong.errors, status=422)
    except AlreadyExists:
        return _user_page(request, actor, known, typed, notice="org.taken", status=409)
    except (Invalid, NotFound) as wrong:
        return _user_page(request, actor, known, typed, notice="org.refused", told=str(wrong), status=422)
    answer = go(f"/admin/user?username={quote(known or typed['username'])}")
    flash.tell(answer, "row_saved", name=known or typed["username"])
    return answer


@router.post("/admin/grant")
def change_grant(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """Grant a role, or take one back."""
    engine, username = request.app.state.engine, text_of(posted, "username", most=256)
    removed = text_of(posted, "remove", most=25)
    try:
        if removed:
            if not removed.isdecimal():
                raise NotFound("grant", removed)
            engine.take_grant_back(possible_key(int(removed)), actor=actor)
        else:
            engine.give_grant(_grant(request, posted, username), actor=actor)
    except InvalidFields as wrong:
        return _user_page(request, actor, username, None, errors=wrong.errors, status=422)
    except NotFound as wrong:
        return _user_page(request, actor, username, None, notice="org.refused", told=str(wrong), status=422)
    answer = go(f"/admin/user?username={quote(username)}#grants")
    flash.tell(answer, "row_saved", name=username)
    return answer


def _grant(request: Request, posted: FormData, username: str) -> NewGrant:
    """The grant as typed. Raises InvalidFields for a moment that is none."""
    moments: dict[str, datetime | None] = {}
    for name in ("validFrom", "validUntil"):
        text = text_of(posted, name, most=40)
        moments[name] = read_moment(text, zone_of(request)) if text else None
        if text and moments[name] is None:
            told = "expected a date and time", "请输入日期和时间"
            raise InvalidFields([FieldError(name, "moment", *told)])
    below = text_of(posted, "below") == "yes"
    role, unit = text_of(posted, "role", most=64), text_of(posted, "unit", most=64)
    return NewGrant(username, role, unit, below, moments["validFrom"], moments["validUntil"])


def _user_page(
    request: Request,
    actor: Actor,
    username: str,
    typed: Mapping[str, str] | None,
    *,
    errors: Sequence[FieldError] = (),
    notice: str = "",
    told: str = "",
    status: int = 200,
) -> HTMLResponse:
    engine = request.app.state.engine
    found, grants = engine.person_page(username, actor=actor) if username else (None, ())
    if found is None:
        engine.list_people(actor=actor, limit=1)  # refuses whoever administers nothing
    known = {name: str(value) for name, value in person_json(found).items() if isinstance(value, str)} if found else {}
    roles = engine.list_data("roles", DataQuery(limit=500), actor=actor).rows
    may_all = holds_at_root(actor, "admin")
    shown = {**known, **typed} if typed is not None else known
    return page(
        request,
        "admin/user.html",
        actor=actor,
        status=status,
        found=found,
        typed={name: shown.get(name, "zh-CN" if name == "language" else "") for name in _TYPED},
        errors={error.pointer: error for error in errors},
        notice=notice,
        told_text=told,
        grants=grants,
        blocks=engine.sign_in_blocks(username, actor=actor) if found else (),
        roles=[row.row_id for row in roles if may_all or row.row_id in LOCAL_ROLES],
    )
