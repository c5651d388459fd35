"""A notification as a sheet to print: for customers who are reached by neither mail nor phone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.pages.path_keys import PathKey
from api.pages.rendering import page, reader_for
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
    for told in engine.notifications_of(case_key) if head.is_own else ():
        if told.notification_key == notification_key and told.audience == "customer":
            is_english = told.language.startswith("en") and bool(told.text_en)
            return page(
                request, "letter.html", actor=actor, head=head, told=told, is_english=is_english,
                day=reader_for(request, actor).day(told.created_at),
            )  # fmt: skip
    raise NotFound("letter", notification_key)
