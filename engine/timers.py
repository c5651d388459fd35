"""Running timers of a case: shown to operators and changed by them (issue 4: a timer is changed, not waited for)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.access import Permission, require_at
from engine.actor import Actor
from engine.advance import Turn, World
from engine.cases import take_visible
from engine.errors import NotFound
from engine.process.command import ChangeTimer
from engine.store import cases, jobs, views
from engine.store.database import Tx


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A running timer: the element instance it belongs to, the event that fires, and when (UTC)."""

    timer_key: int
    element_instance_key: int
    element_id: str
    name: str
    name_en: str
    due_at: datetime


def list_timers(tx: Tx, world: World, case_key: int, *, actor: Actor) -> tuple[TimerRow, ...]:
    """The running timers of a case, by due time. Raises NotFound, Forbidden without `operate` at the case's unit."""
    row = cases.get(tx, case_key) if views.sees_case(tx, case_key, actor) else None
    if row is None:
        raise NotFound("case", case_key)
    require_at(actor, Permission.OPERATE, row.unit_path)
    definition = world.library.process(tx, row.definition_key).definition
    found = []
    for timer in jobs.timers_of(tx, case_key):
        node = definition.node(timer.element_id)
        name = node.name or node.id
        found.append(
            TimerRow(timer.timer_key, timer.element_instance_key, node.id, name, node.name_en or name, timer.due_at)
        )
    return tuple(found)


def change_timer(
    tx: Tx, world: World, case_key: int, timer_key: int, due_at: datetime, *, actor: Actor, reason: str
) -> None:
    """Give a running timer another due time; a past one makes it due at once.

    Raises NotFound for a timer that fired, was cancelled or belongs to another case, Forbidden without `operate`.
    """
    row = take_visible(tx, case_key, actor)
    require_at(actor, Permission.OPERATE, row.unit_path)
    if row.state != "active" or timer_key not in {timer.timer_key for timer in jobs.timers_of(tx, case_key)}:
        raise NotFound("running timer", timer_key)
    turn = Turn(tx, world, actor)
    turn.run(turn.take(case_key, row), ChangeTimer(timer_key, due_at, reason))
    turn.settle()
