"""What is due: timers of cases, timers that start cases, deliveries of ours."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from engine.actor import SYSTEM
from engine.advance import Turn, World
from engine.advance.messages import DELIVER_MESSAGE, DELIVER_SIGNAL
from engine.advance.starting import Beginning, start
from engine.messages import deliver
from engine.process.command import FireTimer
from engine.process.start_timers import Clockwork
from engine.store import answers, cases, definitions, jobs, messages, public
from engine.store.database import Tx
from engine.values import Values

INTERNAL_TYPES = (DELIVER_MESSAGE, DELIVER_SIGNAL)


def due_timers(tx: Tx, limit: int) -> list[tuple[int, int]]:
    """Up to `limit` due timers: (timer key, case key), by due time."""
    return jobs.due_timers(tx, limit)


def fire_timer(tx: Tx, world: World, timer_key: int, case_key: int) -> bool:
    """Fire one timer if it is still there and due; each in its own transaction (T8: none fires twice)."""
    row = cases.lock(tx, case_key)
    if row.state != "active" or not jobs.timer_is_due(tx, timer_key):
        return False
    turn = Turn(tx, world, SYSTEM)
    turn.run(turn.take(case_key, row), FireTimer(timer_key))
    turn.settle()
    return True


def due_starts(tx: Tx, limit: int) -> list[int]:
    """Up to `limit` timer start events that are due: their subscription keys."""
    return definitions.due_starts(tx, limit)


def fire_start(tx: Tx, world: World, subscription_key: int) -> bool:
    """Start the case of a due timer start event and set its next due time (T5, T9, T10).

    The line of the case's start says when it was due and how many rounds were missed. False when it is due no longer.
    """
    row = definitions.lock_due_start(tx, subscription_key)
    if row is None:
        return False
    process = world.library.process(tx, row.definition_key)
    zone = process.definition.time_zone or world.settings.time_zone
    clockwork = Clockwork(
        process.definition, row.element_id, now=tx.now, zone=zone, working=partial(world.add_working_time, tx)
    )
    fired = clockwork.fire(due_at=row.due_at, fired_count=row.fired_count)
    definitions.set_next_start(tx, subscription_key, fired.due_at, fired_count=fired.fired_count)
    if fired.begins:
        told: Values = {"due_at": row.due_at.isoformat(), **({"missed": fired.missed} if fired.missed else {})}
        turn = Turn(tx, world, SYSTEM)
        start(turn, Beginning(process=process, variables={}, start_element_id=row.element_id, told=told))
        turn.settle()
    return True


def do_internal(tx: Tx, world: World, *, worker: str) -> bool:
    """Do one delivery of ours that is due; False when there is none."""
    leased = jobs.lease(tx, INTERNAL_TYPES, worker=worker, limit=1, timeout=timedelta(seconds=30), actor=SYSTEM)
    if not leased:
        return False
    deliver(tx, world, leased[0], actor=SYSTEM)
    jobs.remove(tx, leased[0].job_key, leased[0].lease_token)
    return True


def clean(tx: Tx) -> int:
    """Forget old answers and messages, expired links, files that strangers never sent; how many rows went."""
    return answers.forget_old(tx) + messages.forget(tx, 1000) + public.forget(tx)
