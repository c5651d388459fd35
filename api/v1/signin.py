"""Signing in and out, and tokens for machines (API 1.3, 18)."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated
from urllib.parse import parse_qsl, unquote_plus

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body
from api.call import Call, json_answer
from api.endpoints import Table
from api.errors import BadRequest
from api.session import address_of, end_session, start_session
from api.shapes import INTEGER, TEXT, shape
from api.v1.me import ME, me_json
from engine.errors import Unauthenticated

table = Table("/api/v1", "Sign-in")
tokens = Table("/oauth", "Sign-in")

_TOKEN = shape("AccessToken", access_token=TEXT, token_type=TEXT, expires_in=INTEGER)
_MOST_FIELDS = 20


class SignIn(Body):
    """Who signs in."""

    username: Annotated[str, Field(min_length=1, max_length=256)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


@table.post("/login", answer=ME, is_public=True)
def sign_in(call: Call, body: SignIn) -> Response:
    """Sign a browser in: the cookie identifies it, `csrfToken` proves its unsafe requests."""
    cookie = Response()
    session = start_session(call.request, cookie, body.username, body.password)
    call.actor = session.actor
    call.request.state.csrf_token = session.csrf_token
    answer = json_answer(me_json(call))
    answer.raw_headers.extend(header for header in cookie.raw_headers if header[0] == b"set-cookie")
    return answer


@table.post("/logout", status=204)
def sign_out(call: Call) -> Response:
    """End the browser's session."""
    answer = Response(status_code=204)
    end_session(call.request, answer)
    return answer


@tokens.post("/token", answer=_TOKEN, is_public=True)
def issue_token(call: Call) -> Response:
    """A bearer token for client id and secret (`grant_type=client_credentials`), as form fields or Basic."""
    fields = _form(call.raw)
    if fields.get("grant_type") != "client_credentials":
        raise BadRequest("expected the form field grant_type=client_credentials, but found another or none")
    client_id, client_secret = _credentials(call, fields)
    token = call.engine.issue_token(
        client_id, client_secret, address=address_of(call.request), audience=fields.get("audience")
    )
    return json_answer(
        {
            "access_token": token.access_token,
            "token_type": "Bearer",
            "expires_in": token.expires_in_seconds,
        }
    )


def _form(raw: bytes) -> dict[str, str]:
    try:
        fields = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadRequest("expected form fields in UTF-8, but found another form") from None
    if any("\0" in value for _, value in fields):
        raise BadRequest("expected text, but found NUL")
    return dict(fields)


def _credentials(call: Call, fields: dict[str, str]) -> tuple[str, str]:
    header = call.request.headers.get("authorization", "")
    if header.lower().startswith("basic "):
        try:
            name, _, secret = base64.b64decode(header[6:], validate=True).decode("utf-8").partition(":")
        except (binascii.Error, ValueError):
            raise Unauthenticated("expected client credentials in base64, but found another form") from None
        return _checked(unquote_plus(name), unquote_plus(secret))
    return _checked(fields.get("client_id", ""), fields.get("client_secret", ""))


def _checked(name: str, secret: str) -> tuple[str, str]:
    if not name or not secret or len(name) > 256 or "\0" in name:
        raise Unauthenticated("expected client_id and client_secret, but found none")
    return name, secret
