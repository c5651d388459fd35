"""Service accounts for administrators: find, add, change, give a new secret, revoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from api.pages import flash
from api.pages.posting import Posted, text_of
from api.pages.rendering import go, page
from api.session import current_actor
from engine.actor import Actor, Scopes
from engine.errors import AlreadyExists, Conflict, FieldError, Invalid, InvalidFields, NotFound
from engine.reference.browsing import DataQuery
from engine.reference.clients import NewClient
from engine.reference.people import LOCAL_ROLES, NewGrant
from engine.reference.rights import holds_at_root
from engine.store.reference.clients import ClientFacts

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
PAGE_SIZE = 50
_SCOPES = ("jobTypes", "processIds", "messageNames")
_TYPED = ("username", "displayName", "purpose", "role", "unit", *_SCOPES)
_LONGEST_LIST = 20_000


@router.get("/admin/clients", response_class=HTMLResponse)
def list_clients(
    request: Request,
    actor: SignedIn,
    q: Annotated[str, Query(max_length=100)] = "",
    skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> HTMLResponse:
    """The service accounts in reach."""
    found, total = request.app.state.engine.list_clients(actor=actor, text=q.strip(), skip=skip, limit=PAGE_SIZE)
    return page(
        request, "admin/clients.html", actor=actor, clients=found, total=total, query=q.strip(), skip=skip,
        page_size=PAGE_SIZE,
    )  # fmt: skip


@router.get("/admin/client", response_class=HTMLResponse)
def open_client(request: Request, actor: SignedIn, id: Annotated[str, Query(max_length=256)] = "") -> HTMLResponse:
    """One service account, or the empty inputs of a new one."""
    return _client_page(request, actor, id, None)


@router.post("/admin/client")
def save_client(request: Request, posted: Posted, actor: SignedIn) -> Response:
    """Add, change or revoke; a new secret is shown in the answer, and only there."""
    engine, known = request.app.state.engine, text_of(posted, "known", most=256)
    act = text_of(posted, "act", most=20) if known else "add"
    typed = {name: text_of(posted, name, most=_LONGEST_LIST if name in _SCOPES else 500) for name in _TYPED}
    try:
        if act == "add":
            new = NewClient(typed["username"], typed["displayName"], typed["purpose"], _scopes(typed))
            issued = engine.add_client(new, _first_grant(posted, typed), actor=actor)
            return _client_page(request, actor, issued.client.client_id, None, secret=issued.secret)
        if act == "rotate":
            issued = engine.rotate_client(known, actor=actor)
            return _client_page(request, actor, known, None, secret=issued.secret)
        if act == "revoke":
            engine.revoke_client(known, actor=actor)
        else:
            engine.change_client(
                known, name=typed["displayName"], purpose=typed["purpose"], scopes=_scopes(typed), actor=actor
            )
    except InvalidFields as wrong:
        return _client_page(request, actor, known, typed, errors=wrong.errors, status=422)
    except AlreadyExists:
        return _client_page(request, actor, known, typed, notice="org.taken", status=409)
    except (Conflict, Invalid, NotFound) as wrong:
        return _client_page(request, actor, known, typed, notice="org.refused", told=str(wrong), status=422)
    answer = go(f"/admin/client?id={quote(known)}")
    flash.tell(answer, "row_saved", name=known)
    return answer


def _first_grant(posted: FormData, typed: Mapping[str, str]) -> tuple[NewGrant, ...]:
    if not typed["role"]:
        return ()
    return (NewGrant(typed["username"], typed["role"], typed["unit"], text_of(posted, "below") == "yes"),)


def _scopes(typed: Mapping[str, str]) -> Scopes:
    """One name a line; nothing written = any."""
    lists = [tuple(dict.fromkeys(filter(None, map(str.strip, typed[name].splitlines())))) for name in _SCOPES]
    return Scopes(*(names or None for names in lists))


def _as_typed(found: ClientFacts | None) -> dict[str, str]:
    typed = dict.fromkeys(_TYPED, "")
    if found is not None:
        scopes = (found.scopes.job_types, found.scopes.process_ids, found.scopes.message_names)
        typed |= {name: "\n".join(names or ()) for name, names in zip(_SCOPES, scopes, strict=True)}
        typed |= {"displayName": found.name, "purpose": found.purpose}
    return typed


def _client_page(
    request: Request,
    actor: Actor,
    client_id: str,
    typed: Mapping[str, str] | None,
    *,
    secret: str = "",
    errors: Sequence[FieldError] = (),
    notice: str = "",
    told: str = "",
    status: int = 200,
) -> HTMLResponse:
    engine = request.app.state.engine
    found, grants = engine.client_page(client_id, actor=actor) if client_id else (None, ())
    if found is None:
        engine.list_clients(actor=actor, limit=1)  # refuses whoever administers nothing
    roles = engine.list_data("roles", DataQuery(limit=500), actor=actor).rows
    may_all = holds_at_root(actor, "admin")
    return page(
        request,
        "admin/client.html",
        actor=actor,
        status=status,
        found=found,
        secret=secret,
        typed={**_as_typed(found), **(typed or {})},
        errors={error.pointer: error for error in errors},
        notice=notice,
        told_text=told,
        grants=grants,
        roles=[row.row_id for row in roles if may_all or row.row_id in LOCAL_ROLES],
    )
