"""Errors as pages: what happened in plain words, and a way on."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.rendering import page

_KNOWN = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})
_SAME = {507: 503}
_SCENES = {403: "locked", 401: "locked", 404: "lost", 405: "lost", 409: "trouble", 429: "trouble"}


def error_page(request: Request, status: int, detail: str) -> HTMLResponse:
    """The page for an error. `detail` (English, with ids) is folded away: it is for whoever is asked for help."""
    known = _SAME.get(status, status)
    shown = known if known in _KNOWN else (500 if known >= 500 else 400)
    request_id = getattr(request.state, "request_id", "")
    actor = getattr(request.state, "actor", None)
    return page(
        request, "error.html", actor=actor, status=status, scene=_SCENES.get(shown, "trouble"), detail=detail,
        request_id=request_id if shown >= 500 else "", **{"shown": shown},
    )  # fmt: skip
