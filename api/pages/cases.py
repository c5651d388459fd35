"""Cases: the search, the page of one case with diagram and timeline, and what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.pages import flash
from api.pages.case_search import CaseSearch, find_cases
from api.pages.known_names import names_in
from api.pages.path_keys import AfterEvent, PathKey
from api.pages.posting import Posted, text_of
from api.pages.process_names import process_names
from api.pages.rendering import go, language_of, page, zone_of
from api.pages.texts import texts
from api.pages.timeline_view import DEFAULT_KINDS, KINDS, Teller, written
from api.session import current_actor
from engine.actor import Actor
from engine.forms.rules.moments import read_moment
from engine.values import Json
from engine.views import CasePage

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
STATES = ("active", "completed", "terminated")
_MOST_EVENTS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One element in the text twin of the diagram."""

    element_id: str
    name: str
    type: str
    state: str
    count: int


@router.get("/cases", response_class=HTMLResponse)
def list_cases(request: Request, actor: SignedIn, wanted: Annotated[CaseSearch, Query()]) -> HTMLResponse:
    """Search over all cases the actor sees."""
    engine = request.app.state.engine
    words = texts(language_of(request, actor))
    return page(
        request, "cases.html", actor=actor, wanted=wanted, states=STATES,
        processes=process_names(engine, words, actor=actor), cases=find_cases(engine, wanted, actor=actor),
    )  # fmt: skip


@router.get("/cases/{case_key}", response_class=HTMLResponse)
def open_case(
    request: Request,
    case_key: PathKey,
    actor: SignedIn,
    kind: Annotated[Sequence[str], Query()] = DEFAULT_KINDS,
    order: str = "newest",
    after: AfterEvent = 0,
) -> HTMLResponse:
    """One case: head, diagram with its text twin, timeline, tasks, incidents, variables, notifications, family."""
    engine = request.app.state.engine
    found: CasePage = engine.case_page(case_key, actor=actor)
    entries = engine.timeline(case_key, actor=actor, after_seq=after, limit=_MOST_EVENTS)
    words = texts(language_of(request, actor))
    teller = Teller(words, found.elements, case=found.head)
    return page(
        request,
        "case.html",
        actor=actor,
        case=found.head,
        found=found,
        actions=engine.case_actions(case_key, actor=actor) if found.head.is_own else (),
        diagram=_diagram(found, teller),
        steps=_steps(found, teller),
        happenings=teller.happenings(entries, kind, newest_first=order != "oldest"),
        kinds=KINDS,
        chosen_kinds=list(kind),
        order=order,
        next_after=entries[-1].seq if len(entries) == _MOST_EVENTS else None,
        open_tasks=[task for task in found.tasks if task.state == "open"],
        notifications=engine.notifications_of(case_key) if found.head.is_own else (),
        element_name=teller.element_name,
        names=names_in(engine, dict(found.variables or {}), *written(entries)),
        timers=engine.list_timers(case_key, actor=actor) if found.may_operate else (),
    )


@router.post("/cases/{case_key}/cancel")
def cancel_case(request: Request, case_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """End the case with everything in it; the reason goes into the history."""
    answer = go(f"/cases/{case_key}")
    reason = text_of(posted, "reason", most=500)
    if not reason:
        flash.tell(answer, "reason_missing", tone="bad")
        return answer
    request.app.state.engine.cancel_case(case_key, actor=actor, reason=reason)
    flash.tell(answer, "cancelled", tone="info")
    return answer


@router.post("/cases/{case_key}/timers")
def change_timer(request: Request, case_key: PathKey, posted: Posted, actor: SignedIn) -> Response:
    """Give a running timer another due time, written in the reader's zone; the reason goes into the history."""
    engine, answer = request.app.state.engine, go(f"/cases/{case_key}")
    keys = {str(timer.timer_key): timer.timer_key for timer in engine.list_timers(case_key, actor=actor)}
    timer_key = keys.get(text_of(posted, "timer", most=20))
    due_at = read_moment(text_of(posted, "due", most=40), zone_of(request))
    reason = text_of(posted, "reason", most=500)
    if timer_key is None:
        flash.tell(answer, "timer_gone", tone="warn")
    elif due_at is None or not reason:
        flash.tell(answer, "timer_unclear", tone="bad")
    else:
        engine.change_timer(case_key, timer_key, due_at, actor=actor, reason=reason)
        flash.tell(answer, "timer_changed", tone="info")
    return answer


def _diagram(found: CasePage, teller: Teller) -> Mapping[str, Json]:
    """What the case's script draws on the model."""
    return {
        "done": list(found.done),
        "flows": list(found.flows),
        "active": [
            {"id": element_id, "count": count, "label": teller.element_name(element_id)}
            for element_id, count in found.active.items()
            if element_id in found.elements and found.elements[element_id].type != "PROCESS"
        ],
        "incidents": [incident.element_id for incident in found.incidents if incident.state == "ACTIVE"],
    }


def _steps(found: CasePage, teller: Teller) -> list[Step]:
    """The elements that were reached, in the order of the model: what the diagram says, in words."""
    in_trouble = {incident.element_id for incident in found.incidents if incident.state == "ACTIVE"}
    steps = []
    for element_id, fact in found.elements.items():
        state = "done" if element_id in found.done else ""
        state = "active" if element_id in found.active else state
        state = "incident" if element_id in in_trouble else state
        if state and fact.type != "PROCESS":
            count = found.active.get(element_id, 0)
            steps.append(Step(element_id, teller.element_name(element_id), fact.type, state, count))
    return steps
