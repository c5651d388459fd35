"""Who asks: a browser's cookie, Basic or Bearer; and what proves that a page of ours sent an unsafe request."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from api.errors import ForgedRequest
from engine.actor import Actor
from engine.errors import Unauthenticated
from engine.signin import SESSION_LIFE, Session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class SignsIn(Protocol):
    """What this module needs of the Engine."""

    def session(self, token: str) -> Session: ...
    def sign_in(self, username: str, password: str, *, address: str, replaces: str | None = None) -> Session: ...
    def sign_out(self, token: str) -> None: ...
    def actor_of_basic(self, name: str, secret: str, *, address: str) -> Actor: ...
    def actor_of_bearer(self, token: str) -> Actor: ...


async def current_actor(request: Request) -> Actor:
    """The signed-in actor, as a FastAPI dependency. Sets `request.state.actor`, and `.csrf_token` for browsers.

    Raises Unauthenticated (401, or the way to the sign-in page), ForgedRequest (403), Overloaded (429).
    """
    form_token = ""
    if request.method not in SAFE_METHODS and request.headers.get("content-type", "").startswith(_FORM_TYPES):
        found = (await request.form()).get("csrf_token")
        form_token = found if isinstance(found, str) else ""
    return await run_in_threadpool(authenticate, request, request.app.state.engine, form_token=form_token)


def authenticate(request: Request, engine: SignsIn, *, form_token: str = "") -> Actor:
    """The actor of a request, read afresh with his grants. Blocks: call it in a thread."""
    header = request.headers.get("authorization")
    if header is not None:
        actor = _by_header(header, engine, address_of(request))
    else:
        actor = _by_cookie(request, engine, form_token)
    actor = replace(actor, request_id=request.state.request_id)
    request.state.actor = actor
    return actor


def start_session(request: Request, response: Response, username: str, password: str) -> Session:
    """Sign a browser in and put the cookie on `response`. Blocks. Raises Unauthenticated, Overloaded, ForgedRequest."""
    check_origin(request)
    engine: SignsIn = request.app.state.engine
    token = request.cookies.get(cookie_name(request))
    session = engine.sign_in(username, password, address=address_of(request), replaces=token)
    response.set_cookie(
        cookie_name(request),
        session.token,
        max_age=int(SESSION_LIFE.total_seconds()),
        httponly=True,
        secure=is_secure(request),
        samesite="lax",
        path="/",
    )
    return session


def end_session(request: Request, response: Response) -> None:
    """Sign a browser out: its session ends and its cookie goes. Blocks."""
    engine: SignsIn = request.app.state.engine
    token = request.cookies.get(cookie_name(request))
    if token:
        engine.sign_out(token)
    response.delete_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")


def session_token(request: Request) -> str | None:
    """The secret of the browser's cookie, if it sent one."""
    return request.cookies.get(cookie_name(request))


def cookie_name(request: HTTPConnection) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http, for trying out, cannot have it."""
    return "__Host-servicelane" if is_secure(request) else "servicelane"


def is_secure(request: HTTPConnection) -> bool:
    """Whether browsers reach us over https."""
    return own_origin(request).startswith("https://")


def address_of(request: HTTPConnection) -> str:
    """The caller's network address; behind a proxy what uvicorn took from it."""
    return request.client.host if request.client else "unknown"


def check_origin(request: Request) -> None:
    """Raise ForgedRequest when the browser itself says that another site sent this."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise ForgedRequest
    if origin is not None and origin.lower() != own_origin(request):
        raise ForgedRequest


def own_origin(request: HTTPConnection) -> str:
    """Where browsers reach us, such as `https://lane.example`."""
    public_url: str | None = request.app.state.settings.public_url
    parts = urlsplit(public_url) if public_url else request.url
    return f"{parts.scheme}://{parts.netloc}".lower()


def _by_header(header: str, engine: SignsIn, address: str) -> Actor:
    scheme, _, credentials = header.partition(" ")
    match scheme.lower():
        case "basic":
            name, secret = _basic(credentials.strip())
            return engine.actor_of_basic(name, secret, address=address)
        case "bearer":
            return engine.actor_of_bearer(credentials.strip())
        case _:
            raise Unauthenticated("expected the authorization scheme Basic or Bearer, but found another")


def _basic(credentials: str) -> tuple[str, str]:
    try:
        name, colon, secret = base64.b64decode(credentials, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        raise Unauthenticated("expected Basic credentials in base64 and UTF-8, but found another form") from None
    if not colon or "\0" in name or len(name) > 256:
        raise Unauthenticated("expected Basic credentials 'name:secret', but found another form")
    return name, secret


def _by_cookie(request: Request, engine: SignsIn, form_token: str) -> Actor:
    token = request.cookies.get(cookie_name(request))
    if not token:
        raise Unauthenticated("expected to know who asks, but the request carries no credentials")
    session = engine.session(token)
    if request.method not in SAFE_METHODS:
        check_origin(request)
        given = request.headers.get("x-csrf-token") or form_token
        if not hmac.compare_digest(given.encode("utf-8", "replace"), session.csrf_token.encode()):
            raise ForgedRequest
    request.state.csrf_token = session.csrf_token
    request.state.session_key = session.session_key
    return session.actor
