"""The caller himself: roles at units, settings, password, sessions, tokens (API 18)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body
from api.call import Call, json_answer
from api.endpoints import Table
from api.items import moment_text
from api.session import address_of, session_token
from api.shapes import BOOLEAN, KEY, MOMENT, TEXT, list_of, nullable, shape
from engine.access import Permission, may
from engine.store.signin import SessionRow, TokenRow
from engine.values import Json, Values

table = Table("/api/v1/me", "Sign-in")

_GRANT = shape("Grant", role=TEXT, unit=TEXT, below=BOOLEAN)
ME = shape(
    "Me",
    username=TEXT,
    kind=TEXT,
    displayName=TEXT,
    email=nullable(TEXT),
    language=TEXT,
    timeZone=TEXT,
    grants=list_of(_GRANT),
    permissions=list_of(TEXT),
    csrfToken=nullable(TEXT),
)
_SESSION = shape("BrowserSession", sessionKey=KEY, address=TEXT, startedAt=MOMENT, seenAt=MOMENT, isCurrent=BOOLEAN)
_SESSIONS = shape("BrowserSessions", items=list_of(_SESSION))
_TOKEN = shape("PersonalToken", tokenKey=KEY, name=TEXT, createdAt=MOMENT, expiresAt=MOMENT)
_NEW_TOKEN = shape("NewPersonalToken", tokenKey=KEY, name=TEXT, createdAt=MOMENT, expiresAt=MOMENT, token=TEXT)
_TOKENS = shape("PersonalTokens", items=list_of(_TOKEN))


class ChangeMe(Body):
    """New settings; absent keeps."""

    language: str | None = None
    time_zone: str | None = None


class ChangePassword(Body):
    """The password that holds, and the one that shall."""

    old_password: Annotated[str, Field(max_length=200)]
    new_password: Annotated[str, Field(max_length=1000)]


class NameToken(Body):
    """What a token is for."""

    name: Annotated[str, Field(min_length=1, max_length=100)]


@table.get("", answer=ME)
def get_me(call: Call) -> Values:
    """The caller with his roles at units, permissions and settings."""
    return me_json(call)


@table.patch("", answer=ME)
def change_me(call: Call, body: ChangeMe) -> Values:
    """Change the caller's language and time zone."""
    call.engine.change_own_settings(actor=call.actor, language=body.language, time_zone=body.time_zone)
    return me_json(call)


@table.put("/password", status=204)
def change_password(call: Call, body: ChangePassword) -> None:
    """Change the caller's password; all his other sessions end."""
    call.engine.change_own_password(
        body.old_password,
        body.new_password,
        actor=call.actor,
        address=address_of(call.request),
        keeps_session=session_token(call.request),
    )


@table.get("/sessions", answer=_SESSIONS)
def list_sessions(call: Call) -> Values:
    """Where the caller is signed in."""
    current = getattr(call.request.state, "session_key", None)
    items: list[Json] = [_session(row, current) for row in call.engine.sessions(actor=call.actor)]
    return {"items": items}


@table.delete("/sessions/{key}", status=204)
def end_session(call: Call, key: int) -> None:
    """End one of the caller's sessions."""
    call.engine.end_session(key, actor=call.actor)


@table.get("/tokens", answer=_TOKENS)
def list_tokens(call: Call) -> Values:
    """The caller's personal access tokens, without their secrets."""
    items: list[Json] = [_token(row) for row in call.engine.personal_tokens(actor=call.actor)]
    return {"items": items}


@table.post("/tokens", status=201, answer=_NEW_TOKEN)
def add_token(call: Call, body: NameToken) -> Response:
    """A new personal access token; its text is shown this once."""
    token, row = call.engine.add_personal_token(body.name, actor=call.actor)
    return json_answer({**_token(row), "token": token}, status=201)


@table.delete("/tokens/{key}", status=204)
def remove_token(call: Call, key: int) -> None:
    """End one of the caller's personal access tokens."""
    call.engine.remove_personal_token(key, actor=call.actor)


def me_json(call: Call) -> Values:
    """The caller as JSON."""
    account = call.engine.own_account(actor=call.actor)
    actor = account.actor
    grants: list[Json] = [{"role": one.role, "unit": one.unit_code, "below": one.below} for one in actor.grants]
    permissions: list[Json] = [permission.value for permission in Permission if may(actor, permission)]
    return {
        "username": actor.name,
        "kind": actor.kind.value,
        "displayName": actor.display_name,
        "email": account.email,
        "language": actor.language,
        "timeZone": account.time_zone,
        "grants": grants,
        "permissions": permissions,
        "csrfToken": getattr(call.request.state, "csrf_token", None),
    }


def _session(row: SessionRow, current: int | None) -> Values:
    return {
        "sessionKey": str(row.session_key),
        "address": row.address,
        "startedAt": moment_text(row.started_at),
        "seenAt": moment_text(row.seen_at),
        "isCurrent": row.session_key == current,
    }


def _token(row: TokenRow) -> Values:
    return {
        "tokenKey": str(row.token_key),
        "name": row.name,
        "createdAt": moment_text(row.created_at),
        "expiresAt": moment_text(row.expires_at),
    }
