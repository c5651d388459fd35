"""A notification as a sheet to print: for customers who are reached by neither mail nor phone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.pages.path_keys import PathKey
from api.pages.reader import Reader
from api.pages.rendering import now, page, zone_of
from api.pages.texts import texts
from api.session import current_actor
from engine.actor import Actor
from engine.errors import NotFound
from engine.service import Engine

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_key}/letters/{notification_key}", response_class=HTMLResponse)
def print_letter(
    request: Request, case_key: PathKey, notification_key: PathKey, actor: Annotated[Actor, Depends(current_actor)]
) -> HTMLResponse:
    """The letter, in the customer's language. Raises NotFound for whoever does not read the case's messages."""
    engine: Engine = request.app.state.engine
    head = engine.case_head(case_key, actor=actor)
    for sent in engine.notifications_of(case_key) if head.is_own else ():
        if sent.notification_key == notification_key and sent.audience == "customer":
            is_english = sent.language.startswith("en") and bool(sent.text_en)
            return page(
                request, "letter.html", actor=actor, head=head, sent=sent, is_english=is_english,
                day=_day(request, sent.created_at, is_english=is_english),
            )  # fmt: skip
    raise NotFound("letter", notification_key)


def _day(request: Request, moment: datetime, *, is_english: bool) -> str:
    """The date of the letter, in its own language."""
    return Reader(texts("en" if is_english else "zh-CN"), zone_of(request), now(request)).day(moment)
