"""What somebody's first page tells: what he did lately, what came in lately, what is stuck."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.access import Permission, may
from engine.actor import Actor
from engine.store import overview as store
from engine.store.database import Tx
from engine.store.overview import BegunCase

DAYS = 14
_MOST_TASKS = 2_000
_MOST_CASES = 2_000
_MOST_PROCESSES = 5


@dataclass(frozen=True, slots=True)
class ProcessLoad:
    """How many of the newest cases belong to a process; of those, how many run still and have an overdue task."""

    process_id: str
    count: int
    active_count: int
    late_count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Moments, newest first, of the last two weeks; with very many cases only the newest 2,000 are told.

    `is_cut`: there are more cases than that. `incident_count` None = the actor does not operate the platform.
    """

    done_at: tuple[datetime, ...]
    started_at: tuple[datetime, ...]
    loads: tuple[ProcessLoad, ...]
    is_cut: bool
    incident_count: int | None


def look(tx: Tx, *, actor: Actor) -> Overview:
    """The figures for `actor` at this moment, of his own work and of the cases of his units."""
    since = tx.now - timedelta(days=DAYS)
    done = store.ended_tasks(tx, actor.name, since=since, limit=_MOST_TASKS)
    newest = store.newest_cases(tx, actor, limit=_MOST_CASES)
    recent = [one for one in newest if one.started_at > since]
    operates = may(actor, Permission.OPERATE)
    return Overview(
        done_at=tuple(done),
        started_at=tuple(one.started_at for one in recent),
        loads=_loads(recent),
        is_cut=len(newest) == _MOST_CASES and newest[-1].started_at > since,
        incident_count=store.open_incidents(tx, actor) if operates else None,
    )


def _loads(recent: list[BegunCase]) -> tuple[ProcessLoad, ...]:
    counts = Counter(one.process_id for one in recent)
    active = Counter(one.process_id for one in recent if one.is_active)
    late = Counter(one.process_id for one in recent if one.is_late)
    most = counts.most_common(_MOST_PROCESSES)
    return tuple(ProcessLoad(name, count, active[name], late[name]) for name, count in most)
