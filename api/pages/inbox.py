"""The inbox: queues, filters, one page of tasks; and the part of it that is fetched again while it is open."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.pages.filters import query as as_query
from api.pages.process_names import process_names
from api.pages.rendering import language_of, page, rendered
from api.pages.texts import texts
from api.session import current_actor
from engine.actor import Actor
from engine.inbox import QUEUES, InboxPage, InboxQuery, Queue, Sort

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
SORTS: Mapping[str, Sort] = {"urgency": "urgency", "due": "due", "created": "created"}
SHORTCUTS = (
    ("j / k", "keys.move"),
    ("Enter", "keys.open"),
    ("c", "keys.claim"),
    ("/", "keys.search"),
    ("1 – 5", "keys.queue"),
    ("?", "keys.help"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of the inbox: its options as (code, label)."""

    name: str
    options: Sequence[tuple[str, str]]
    chosen: str


def asked(
    queue: str = "mine",
    q: Annotated[str, Query(max_length=200)] = "",
    process_id: str = "",
    role: str = "",
    unit: str = "",
    sort: str = "urgency",
    after: str = "",
) -> InboxQuery:
    """The query in the address; an unknown queue or order falls back to the first."""
    return InboxQuery(
        queue=queue if queue in QUEUES else "mine",
        unit=unit or None,
        role=role or None,
        process_id=process_id or None,
        text=q,
        sort=SORTS.get(sort, "urgency"),
        after=after or None,
        limit=50,
    )


Asked = Annotated[InboxQuery, Depends(asked)]


@router.get("/inbox", response_class=HTMLResponse)
def show_inbox(request: Request, actor: SignedIn, wanted: Asked) -> HTMLResponse:
    """The whole page."""
    return page(
        request, "inbox.html", actor=actor, choices=_choices(request, wanted, actor), sorts=SORTS,
        shortcuts=SHORTCUTS, part_address=f"/inbox/list?{_query(wanted)}", inbox=_list(request, wanted, actor),
    )  # fmt: skip


@router.get("/inbox/list", response_class=HTMLResponse)
def show_list(request: Request, actor: SignedIn, wanted: Asked) -> Response:
    """Queues and tasks only; 304 while nothing has changed for this reader."""
    text = rendered(request, "inbox_list.html", actor=actor, inbox=_list(request, wanted, actor))
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(text, headers=headers)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows: the query, the counts of all queues, one page of tasks, and the address of all this."""

    wanted: InboxQuery
    queues: Sequence[str]
    counts: Mapping[Queue, int]
    found: InboxPage
    address: str

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the queue narrows the list."""
        return bool(self.wanted.text or self.wanted.process_id or self.wanted.role or self.wanted.unit)


def _list(request: Request, wanted: InboxQuery, actor: Actor) -> Shown:
    engine = request.app.state.engine
    counts, found = engine.inbox_counts(actor=actor), engine.inbox(wanted, actor=actor)
    return Shown(wanted, QUEUES, counts, found, f"/inbox?{_query(wanted)}")


def _query(wanted: InboxQuery) -> str:
    return as_query(
        {
            "queue": wanted.queue, "q": wanted.text, "process_id": wanted.process_id, "role": wanted.role,
            "unit": wanted.unit, "sort": wanted.sort, "after": wanted.after,
        }
    )  # fmt: skip


def _choices(request: Request, wanted: InboxQuery, actor: Actor) -> list[Choice]:
    words = texts(language_of(request, actor))
    roles = dict.fromkeys(grant.role for grant in actor.grants)
    units = dict.fromkeys(grant.unit_code for grant in actor.grants)
    names = request.app.state.engine.names_of(units)
    processes = list(process_names(request.app.state.engine, words, actor=actor).items())
    return [
        Choice("process_id", processes, wanted.process_id or ""),
        Choice("role", [(code, words.either(f"role.{code}", code)) for code in roles], wanted.role or ""),
        Choice("unit", [(code, words.pick(*names.get(code, (code, "")))) for code in units], wanted.unit or ""),
    ]
