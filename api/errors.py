"""Errors as HTTP answers: problem details (RFC 9457) under `/v2` and `/api`, pages elsewhere. Statuses live here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from engine.documents import UnknownKind
from engine.errors import (
    AlreadyExists,
    Conflict,
    DatabaseAway,
    DiskFull,
    FieldError,
    Forbidden,
    Invalid,
    InvalidFields,
    NotFound,
    Overloaded,
    Refused,
    ServicelaneError,
    StaleRevision,
    TooLarge,
    Unauthenticated,
)
from engine.values import Json, dump

_log = logging.getLogger(__name__)
API_PREFIXES = ("/v2", "/api", "/oauth")
ErrorPage: TypeAlias = Callable[[Request, int, str], Response]
"""Makes the HTML page for an error: (request, status, detail)."""

TITLES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "INVALID_STATE",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL_ERROR",
    501: "NOT_IMPLEMENTED",
    503: "RESOURCE_EXHAUSTED",
    504: "DEADLINE_EXCEEDED",
    507: "INSUFFICIENT_STORAGE",
}


class BadRequest(Invalid):
    """The request itself cannot be read: not JSON, a wrong type, an unknown or missing property."""

    code = "bad_request"

    def __init__(self, message: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class UnsupportedMediaType(Invalid):
    """The body is of a kind this operation does not read."""

    code = "unsupported_media_type"


class ForgedRequest(Forbidden):
    """An unsafe request with a browser's cookie, but without proof that a page of ours sent it."""

    code = "csrf"

    def __init__(self) -> None:
        super().__init__("csrf", reason="expected the header X-CSRF-Token or field csrf_token of this session")


class NotOffered(ServicelaneError):
    """An operation of the original API that we do not have."""

    code = "not_implemented"


class Unavailable(ServicelaneError):
    """The server cannot work at the moment."""

    code = "unavailable"


class DeadlineExceeded(ServicelaneError):
    """What was awaited did not happen in time; it goes on."""

    code = "deadline_exceeded"


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem details, ready to be sent."""

    status: int
    title: str
    detail: str
    code: str
    members: Mapping[str, Json]
    headers: Mapping[str, str]

    def answer(self, path: str) -> Response:
        """The answer to a request of `path`."""
        content: dict[str, Json] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": path.encode("utf-8", "replace").decode(),
            "code": self.code,
            **self.members,
        }
        body = dump(content)
        return Response(body, self.status, dict(self.headers), media_type="application/problem+json")


# From the special to the general: the first that fits.
_STATUSES: tuple[tuple[type[ServicelaneError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Unauthenticated, 401),
    (UnsupportedMediaType, 415),
    (UnknownKind, 415),
    (TooLarge, 413),
    (Invalid, 400),
    (Conflict, 409),
    (DiskFull, 507),
    (DatabaseAway, 503),
    (Overloaded, 429),
    (NotOffered, 501),
    (Unavailable, 503),
    (DeadlineExceeded, 504),
)


def problem_of(error: ServicelaneError, *, command: str | None = None, language: str = "en") -> Problem:
    """How `error` leaves. `command` names the rejected command, as integrators match on it (API 1.5)."""
    status = next((number for kind, number in _STATUSES if isinstance(error, kind)), 400)
    title = _title(error, status)
    detail = str(error)
    if command is not None and status in (400, 403, 404, 409) and not isinstance(error, BadRequest):
        detail = f"Command '{command}' rejected with code '{title}': {detail}"
    return Problem(status, title, detail, error.code, _members(error, language), _headers(error, status))


def wants_problem(path: str) -> bool:
    """Whether errors under this path are problem details, not pages."""
    return path.startswith(API_PREFIXES)


def error_answer(request: Request, problem: Problem, page: ErrorPage | None) -> Response:
    """The answer to an error: problem details for programs, a page or the way to the sign-in page for people."""
    path = request.url.path
    if wants_problem(path):
        return problem.answer(path)
    if problem.status == 401:
        where = path + (f"?{request.url.query}" if request.url.query else "")
        is_page = request.method in ("GET", "HEAD") and request.headers.get("hx-request") is None
        target = f"/signin?next={quote(where, safe='')}" if is_page else "/signin?ended=true"
        return _to_sign_in(request, target)
    shown = (page or _plain_page)(request, problem.status, problem.detail)
    for name, value in problem.headers.items():
        shown.headers[name] = value
    return shown


def plain_problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> Problem:
    """Problem details for an error that no exception of ours describes."""
    title = TITLES.get(status, "Error")
    return Problem(status, title, detail, title.lower().replace(" ", "_"), {}, headers or {})


def unexpected(request_id: str, error: BaseException) -> Problem:
    """A bug of ours: logged with its trace; the caller gets the id to quote."""
    _log.error("request %s failed", request_id, exc_info=error)
    problem = plain_problem(500, "expected this request to be handled, but the server failed")
    return Problem(500, problem.title, problem.detail, problem.code, {"traceId": request_id}, {})


def _title(error: ServicelaneError, status: int) -> str:
    if isinstance(error, AlreadyExists):
        return "ALREADY_EXISTS"
    if isinstance(error, BadRequest):
        return "Bad Request"
    return TITLES[status]


def _members(error: ServicelaneError, language: str) -> dict[str, Json]:
    if isinstance(error, (InvalidFields, BadRequest)) and error.errors:
        zh = language.startswith("zh")
        return {
            "errors": [{"pointer": e.pointer, "detail": e.zh if zh else e.en, "code": e.code} for e in error.errors]
        }
    if isinstance(error, Refused):
        return {
            "errors": [
                {
                    "pointer": f"{finding.file}#{finding.element_id}",
                    "detail": finding.text(language),
                    "code": finding.code,
                    "line": finding.line,
                }
                for finding in error.findings
                if finding.level == "error"
            ]
        }
    if isinstance(error, StaleRevision):
        changed_at = error.changed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"currentRevision": error.found, "changedBy": error.changed_by, "changedAt": changed_at}
    if isinstance(error, Overloaded):
        return {"retryAfterMs": error.retry_after_seconds * 1000}
    return {}


def _headers(error: ServicelaneError, status: int) -> dict[str, str]:
    if isinstance(error, Overloaded):
        return {"Retry-After": str(error.retry_after_seconds)}
    if status == 401:
        return {"WWW-Authenticate": 'Basic realm="servicelane", Bearer'}
    return {}


def _to_sign_in(request: Request, target: str) -> Response:
    if request.headers.get("hx-request"):
        # htmx swaps what a redirect leads to into the fragment; this header makes the browser go there instead.
        return Response(status_code=401, headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)


def _plain_page(_request: Request, status: int, detail: str) -> Response:
    escaped = detail.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    title = f"{status} · {TITLES.get(status, 'Error')}"
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{escaped}</p>"
    return HTMLResponse(f'{page}<p><a href="/">Home · 首页</a></p></html>', status)
