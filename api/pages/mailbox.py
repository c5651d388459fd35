"""The mailbox of a demo: what customers got, with their links, for whoever tries the product out.

Only `servicelane serve --demo` has it; everywhere else the page is absent, for its links are the customers' alone.
"""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from api.pages.public_view import public_page
from engine.errors import NotFound
from engine.service import Engine

router = APIRouter(include_in_schema=False)
_LINK = re.compile(r"https?://[A-Za-z0-9.:\-\[\]/]*(/p/[A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])")
_MOST = 50


@router.get("/demo/mailbox", response_class=HTMLResponse)
def show_mailbox(request: Request) -> HTMLResponse:
    """What customers of the demo got last. Raises NotFound unless this server is a demo."""
    if not request.app.state.settings.is_demo:
        raise NotFound("page", "/demo/mailbox")
    engine: Engine = request.app.state.engine
    messages = [(row, _linked(row.text), _linked(row.text_en)) for row in engine.customer_mail(limit=_MOST)]
    return public_page(request, "mailbox.html", messages=messages)


def _linked(text: str) -> Markup:
    """The text, escaped, with our links to be followed on the server that shows them."""
    shown, end = Markup(""), 0
    for found in _LINK.finditer(text):
        shown += escape(text[end : found.start()]) + Markup('<a href="{0}">{1}</a>').format(found[1], found[0])
        end = found.end()
    return shown + escape(text[end:])
