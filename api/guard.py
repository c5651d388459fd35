"""What holds for every request, before and around all routes: its id, the size of its body, the headers of its answer.

Plain ASGI: a middleware that wraps requests and responses in objects costs more than a route.
"""

from __future__ import annotations

import re
import uuid

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import plain_problem
from api.settings import MAX_DEPLOYMENT_BYTES, MAX_DOCUMENT_BYTES, MAX_JSON_BYTES, MAX_PUBLIC_BYTES

_REQUEST_ID = re.compile(rb"[\x21-\x7e]{1,128}\Z")
_MULTIPART_ROOM = 64 * 1024
_CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = [
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"permissions-policy", b"camera=(self), geolocation=(self), microphone=()"),
]
_NO_STORE = (b"cache-control", b"no-store")
_HSTS = (b"strict-transport-security", b"max-age=31536000")


class BodyTooLarge(HTTPException):
    """The body outgrew its limit while it was being read."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"expected a body of at most {limit} bytes, but it is larger")


def body_limit(path: str) -> int:
    """The most bytes a request to this path may bring."""
    if path.startswith("/v2/deployments") or path.startswith("/designer"):
        return MAX_DEPLOYMENT_BYTES + _MULTIPART_ROOM
    if path.startswith(
        ("/v2/documents", "/api/v1/models", "/api/v1/data", "/data/", "/tasks/", "/start/", "/files", "/p/")
    ):
        return MAX_DOCUMENT_BYTES + _MULTIPART_ROOM
    if path.startswith("/api/v1/public/"):
        return MAX_DOCUMENT_BYTES + _MULTIPART_ROOM if path.endswith("/files") else MAX_PUBLIC_BYTES
    return MAX_JSON_BYTES


class Guard:
    """The outermost layer of ours."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        request_id = _request_id(asked.get(b"x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id.decode()
        extra = [*_HEADERS, (b"x-request-id", request_id)]
        if scope.get("scheme") == "https":
            extra.append(_HSTS)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                is_cached = any(name == b"cache-control" for name, _ in headers)
                message["headers"] = headers + extra + ([] if is_cached else [_NO_STORE])
            await send(message)

        limit = body_limit(scope["path"])
        announced = asked.get(b"content-length", b"0")
        if announced.isdigit() and int(announced[:20]) > limit:
            problem = plain_problem(
                413, f"expected a body of at most {limit} bytes, but {int(announced[:20])} are announced"
            )
            await problem.answer(scope["path"])(scope, receive, send_with_headers)
            return
        if b"%00" in scope["query_string"]:
            problem = plain_problem(400, "expected query parameters of Unicode characters, but found NUL")
            await problem.answer(scope["path"])(scope, receive, send_with_headers)
            return
        await self._app(scope, _Limited(receive, limit), send_with_headers)


class _Limited:
    """A `receive` that stops at `limit` bytes of body."""

    __slots__ = ("_left", "_limit", "_receive")

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit, self._left = receive, limit, limit

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise BodyTooLarge(self._limit)
        return message


def _request_id(given: bytes | None) -> bytes:
    return given if given is not None and _REQUEST_ID.match(given) else uuid.uuid4().hex.encode()
