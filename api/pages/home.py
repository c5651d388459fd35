"""The first page: what needs this person now, what is late, what he did last; and how the work of his units goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.pages.audit import prover
from api.pages.process_names import process_names
from api.pages.reader import Reader
from api.pages.rendering import language_of, page, reader_for
from api.pages.texts import texts
from api.session import current_actor
from engine.access import Permission, may
from engine.actor import Actor
from engine.inbox import InboxQuery, Queue, TaskRow
from engine.overview import DAYS
from engine.search.request import Search
from engine.service import Engine
from engine.values import Json

router = APIRouter(include_in_schema=False)
SignedIn = Annotated[Actor, Depends(current_actor)]
_NEXT, _LAST, _TROUBLES, _STARTS, _MODELS = 6, 5, 4, 6, 5
_FIGURES: Sequence[tuple[Queue, str]] = (("mine", "brand"), ("unassigned", "warn"), ("overdue", "bad"), ("team", ""))


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a picture of bars; `share` is its height in percent of the highest."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that leads to its list."""

    queue: Queue
    count: int
    tone: str


@router.get("/", response_class=HTMLResponse)
def home(request: Request, actor: SignedIn) -> HTMLResponse:
    """The page everybody begins at."""
    engine: Engine = request.app.state.engine
    reader, words = reader_for(request, actor), texts(language_of(request, actor))
    counts, overview = engine.inbox_counts(actor=actor), engine.overview(actor=actor)
    names = process_names(engine, words, actor=actor)
    return page(
        request,
        "home.html",
        actor=actor,
        figures=[Figure(queue, counts[queue], tone if counts[queue] else "") for queue, tone in _FIGURES],
        has_work=any(counts[queue] for queue, _ in _FIGURES),
        next_tasks=_next_tasks(engine, actor, counts),
        last_tasks=engine.inbox(InboxQuery(queue="done", limit=_LAST), actor=actor).items,
        done=bars(overview.done_at, reader),
        started=bars(overview.started_at, reader),
        overview=overview,
        processes=names,
        troubles=_troubles(engine, actor) if overview.incident_count else (),
        startable=engine.startable_processes(actor=actor)[:_STARTS],
        models=_models(engine, actor),
        proof=prover(request).progress if may(actor, Permission.AUDIT) else None,
        day=reader.day(reader.now),
    )


def bars(moments: Sequence[datetime], reader: Reader) -> list[Bar]:
    """How many of `moments` fall on each of the last fourteen days of the reader, today last."""
    today = reader.now.astimezone(reader.zone).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    counts: dict[date, int] = dict.fromkeys(days, 0)
    for moment in moments:
        day = moment.astimezone(reader.zone).date()
        if day in counts:
            counts[day] += 1
    most = max(counts.values()) or 1
    return [Bar(_name(day, reader), count, round(100 * count / most)) for day, count in counts.items()]


def _name(day: date, reader: Reader) -> str:
    return reader.day(datetime(day.year, day.month, day.day, 12, tzinfo=reader.zone))


def _next_tasks(engine: Engine, actor: Actor, counts: Mapping[Queue, int]) -> list[TaskRow]:
    """His own tasks first, then the free ones he may take; the most urgent of each first."""
    found: list[TaskRow] = []
    for queue in ("mine", "unassigned"):
        if len(found) < _NEXT and counts[queue]:
            found += engine.inbox(InboxQuery(queue=queue, limit=_NEXT - len(found)), actor=actor).items
    return found


def _troubles(engine: Engine, actor: Actor) -> Sequence[Mapping[str, object]]:
    newest: list[Json] = [{"field": "creationTime", "order": "DESC"}]
    search = Search(filter={"state": "ACTIVE"}, sort=newest, page={"limit": _TROUBLES})
    found: Sequence[Mapping[str, object]] = engine.search("incident", search, actor=actor).items
    return found


def _models(engine: Engine, actor: Actor) -> Sequence[object]:
    """What was deployed last, for whoever deploys."""
    if not may(actor, Permission.DEPLOY):
        return ()
    newest = [model for model in engine.list_models(actor=actor).processes if model.is_latest]
    return sorted(newest, key=lambda model: model.deployed_at, reverse=True)[:_MODELS]
