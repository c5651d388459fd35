"""One call renders a page: language, navigation, clock and token for forms come along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.pages import flash
from api.pages.addresses import own_path
from api.pages.navigation import navigation
from api.pages.reader import Reader
from api.pages.templating import environment
from api.pages.texts import LANGUAGES, texts
from engine.actor import Actor
from engine.clock import time_zones

LANGUAGE_COOKIE = "language"
ZONE_COOKIE = "time_zone"
_YEAR_SECONDS = 365 * 24 * 3600


def page(
    request: Request, template: str, *, actor: Actor | None = None, status: int = 200, **facts: object
) -> HTMLResponse:
    """The page `template` for `actor`, in his language; `facts` are the template's own variables."""
    response = HTMLResponse(rendered(request, template, actor=actor, **facts), status_code=status)
    response.headers["Cache-Control"] = "no-store"
    flash.clear(request, response)
    return response


def rendered(request: Request, template: str, *, actor: Actor | None = None, **facts: object) -> str:
    """The text of a page or of a part of one."""
    return environment().get_template(template).render({**_common(request, actor), **facts})


def go(address: str) -> RedirectResponse:
    """Send the browser on after a form (303: with GET). `address` is one of our own paths."""
    return RedirectResponse(own_path(address), status_code=303)


def language_of(request: Request, actor: Actor | None) -> str:
    """The reader's choice in this browser, else of his account, else the browser's wish, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    if actor is not None:
        return "en" if actor.language.startswith("en") else "zh-CN"
    wish = request.headers.get("accept-language", "").lower()
    return "en" if wish.startswith("en") else "zh-CN"


def zone_of(request: Request) -> ZoneInfo:
    """The zone the reader chose, else the installation's."""
    chosen = request.cookies.get(ZONE_COOKIE, "")
    engine = getattr(request.app.state, "engine", None)
    home = engine.settings.time_zone if engine is not None else "Asia/Shanghai"
    return ZoneInfo(chosen if chosen in time_zones() else home)


def reader_for(request: Request, actor: Actor | None) -> Reader:
    """How this reader reads times."""
    return Reader(texts(language_of(request, actor)), zone_of(request), now(request))


def now(request: Request) -> datetime:
    """The clock of the cases."""
    engine = getattr(request.app.state, "engine", None)
    moment: datetime = engine.clock() if engine is not None else datetime.fromtimestamp(0, UTC)
    return moment


def remember(response: RedirectResponse, name: str, value: str) -> None:
    """Keep a reader's choice in his browser for a year."""
    response.set_cookie(name, value, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")


def _common(request: Request, actor: Actor | None) -> Mapping[str, object]:
    reader = reader_for(request, actor)
    language = reader.texts.language
    query = f"?{request.url.query}" if request.url.query else ""
    return {
        "t": reader.texts,
        "lang": language,
        "other_language": "en" if language.startswith("zh") else "zh-CN",
        "reader": reader,
        "actor": actor,
        "nav": navigation(actor, request.url.path) if actor is not None else (),
        "csrf_token": getattr(request.state, "csrf_token", ""),
        "here": request.url.path + query if request.method == "GET" else request.url.path,
        "names": {},
        "told": flash.read(request, reader.texts),
        "is_test_clock": _is_test_clock(request),
    }


def _is_test_clock(request: Request) -> bool:
    engine = getattr(request.app.state, "engine", None)
    return bool(engine is not None and engine.settings.is_test_mode)
