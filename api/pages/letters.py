"""A notification as a sheet to print: for customers who are reached by neither mail nor phone.

The sheet shows links masked, as all pages do. Whoever hands the link over on paper asks for that, and the history of
the case says so.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.pages.path_keys import PathKey
from api.pages.posting import Posted
from api.pages.reader import Reader
from api.pages.rendering import now, page, zone_of
from api.pages.texts import texts
from api.session import current_actor
from engine.access import Permission, may_at
from engine.actor import Actor
from engine.public import letters
from engine.service import Engine
from engine.store.reference.notifications import NotificationRow
from engine.views import CaseHead

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]


@router.get("/cases/{case_key}/letters/{notification_key}", response_class=HTMLResponse)
def show_letter(request: Request, case_key: PathKey, notification_key: PathKey, actor: SignedIn) -> HTMLResponse:
    """The letter, in the customer's language. Raises NotFound for whoever does not read the case's messages."""
    head, letter = _engine(request).letter(case_key, notification_key, actor=actor)
    may_hand_over = letters.may_hand_over(letter) and may_at(actor, Permission.HAND_OVER_LINK, head.unit_path)
    return _sheet(request, actor, head, letter, may_hand_over=may_hand_over, is_handed_over=False)


@router.post("/cases/{case_key}/letters/{notification_key}", response_class=HTMLResponse)
def hand_over_letter(
    request: Request, case_key: PathKey, notification_key: PathKey, posted: Posted, actor: SignedIn
) -> HTMLResponse:
    """The letter with the customer's link, to print and hand over; the history of the case notes by whom."""
    head, letter = _engine(request).hand_over_letter(case_key, notification_key, actor=actor)
    return _sheet(request, actor, head, letter, may_hand_over=False, is_handed_over=True)


def _sheet(
    request: Request,
    actor: Actor,
    head: CaseHead,
    letter: NotificationRow,
    *,
    may_hand_over: bool,
    is_handed_over: bool,
) -> HTMLResponse:
    is_english = letter.language.startswith("en") and bool(letter.text_en)
    return page(
        request, "letter.html", actor=actor, head=head, sent=letter, is_english=is_english,
        day=_day(request, letter.created_at, is_english=is_english), may_hand_over=may_hand_over,
        is_handed_over=is_handed_over,
    )  # fmt: skip


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _day(request: Request, moment: datetime, *, is_english: bool) -> str:
    """The date of the letter, in its own language."""
    return Reader(texts("en" if is_english else "zh-CN"), zone_of(request), now(request)).day(moment)
