"""One sentence carried over a redirect: what was just done, and where to go next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote, unquote

from fastapi import Request, Response

from api.pages.addresses import own_path
from api.pages.texts import Texts

_COOKIE = "told"
_MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence, its tone, and maybe a link."""

    text: str
    tone: str
    href: str = ""
    link: str = ""


def tell(response: Response, key: str, /, *, tone: str = "ok", href: str = "", link: str = "", **facts: str) -> None:
    """Show the text `told.<key>` on the next page; `href` with its text `link` stays until the reader leaves."""
    said = {
        "key": key,
        "tone": tone,
        "href": href,
        "link": link,
        "facts": {name: text[:120] for name, text in facts.items()},
    }
    value = quote(json.dumps(said, ensure_ascii=False))
    response.set_cookie(_COOKIE, value, max_age=60, httponly=True, samesite="lax")


def read(request: Request, texts: Texts) -> Told | None:
    """What is to be said on this page. A cookie that is not ours says nothing."""
    try:
        said = json.loads(unquote(request.cookies.get(_COOKIE, ""))[:_MOST_CHARACTERS])
        key, href = f"told.{said['key']}", str(said["href"])
        facts = {str(name): str(text) for name, text in said["facts"].items()}
        if key not in texts or not (href == "" or own_path(href, "") == href):
            return None
        tone = said["tone"] if said["tone"] in ("ok", "info", "warn", "bad") else "info"
        return Told(texts(key, **facts), tone, href, str(said["link"]))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def clear(request: Request, response: Response) -> None:
    """Say it once only."""
    if _COOKIE in request.cookies:
        response.delete_cookie(_COOKIE, httponly=True, samesite="lax")
