"""Messages and signals meeting cases (dialect section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from engine.actor import SYSTEM, Actor
from engine.advance.open_case import OpenCase
from engine.advance.starting import Beginning, start
from engine.feel import DayTimeDuration, parse_duration
from engine.history.chain import Line
from engine.process.command import Deliver
from engine.process.step import MessageThrown, SignalThrown, Step, SubscriptionOpened
from engine.store import cases, definitions, jobs, messages
from engine.values import Values, dump, load

if TYPE_CHECKING:
    from engine.advance.turn import Turn

LONGEST = timedelta(days=30)
DELIVER_MESSAGE = "internal.message"
DELIVER_SIGNAL = "internal.signal"


class Contention(Exception):
    """Somebody subscribed between two looks; the transaction must be run again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way to cases. `expires_at` in the past = now or never."""

    message_key: int
    name: str
    correlation_key: str
    variables: Values
    expires_at: datetime

    @classmethod
    def of(cls, row: Row[*tuple[Any, ...]]) -> Letter:
        """The letter of a stored message."""
        values = load(row.variables)
        return cls(
            row.message_key, row.name, row.correlation_key, values if isinstance(values, dict) else {}, row.expires_at
        )


def store(turn: Turn, letter: Letter, *, message_id: str | None) -> None:
    """Keep the message: for later subscriptions until it expires, its id for at least 24 hours (C7)."""
    tx = turn.tx
    remembered_until = max(letter.expires_at, tx.now + messages.REMEMBERED_FOR) if message_id else letter.expires_at
    messages.add(
        tx,
        {
            "message_key": letter.message_key, "name": letter.name, "correlation_key": letter.correlation_key,
            "message_id": message_id, "variables": dump(letter.variables), "published_at": tx.now,
            "published_by": turn.actor.name, "expires_at": letter.expires_at, "remembered_until": remembered_until,
        },
    )  # fmt: skip


def publish(turn: Turn, letter: Letter) -> list[int]:
    """Bring a stored message to every waiting process, then to start events (C4, C10); the cases that took it."""
    tx = turn.tx
    found = messages.waiting(tx, "message", letter.name, actor=turn.actor, correlation_key=letter.correlation_key)
    for row in sorted(found, key=lambda row: (row.root_case_key, row.case_key)):
        turn.take(row.case_key)
    messages.lock_lane(tx, letter.name, letter.correlation_key)
    again = messages.waiting(tx, "message", letter.name, actor=turn.actor, correlation_key=letter.correlation_key)
    if {row.case_key for row in again} - {row.case_key for row in found}:
        raise Contention
    taken = messages.taken_by(tx, letter.message_key)
    reached: list[int] = []
    for row in again:
        if row.process_id not in taken and messages.is_open(tx, row.subscription_key):
            taken[row.process_id] = row.case_key
            messages.mark_taken(tx, letter.message_key, row.process_id, row.case_key)
            turn.run(turn.take(row.case_key), Deliver(row.subscription_key, letter.variables))
            reached.append(row.case_key)
    return reached + _start_by(turn, letter, taken)


def _start_by(turn: Turn, letter: Letter, taken: dict[str, int]) -> list[int]:
    started = []
    for row in definitions.start_subscriptions(turn.tx, "message", letter.name):
        if row.process_id in taken:
            continue
        key = letter.correlation_key
        if key and cases.active_started_by_message(turn.tx, row.process_id, key) is not None:
            continue
        started.append(_start(turn, letter, row.process_id, row.definition_key, row.element_id))
    return started


def _start(turn: Turn, letter: Letter, process_id: str, definition_key: int, element_id: str) -> int:
    beginning = Beginning(
        process=turn.world.library.process(turn.tx, definition_key),
        variables=dict(letter.variables),
        start_element_id=element_id,
        correlation_key=letter.correlation_key or None,
    )
    case = start(turn, beginning)
    messages.mark_taken(turn.tx, letter.message_key, process_id, case.case_key)
    return case.case_key


def follow(turn: Turn, case: OpenCase, step: Step, *, ended: bool) -> None:
    """Queue what a step asks of messages: throws to be delivered after the commit, buffered ones to be taken now."""
    for thrown in step.messages_thrown:
        _throw_message(turn, thrown)
    for signal in step.signals_thrown:
        broadcast(turn, signal, actor=SYSTEM)  # a case's own signal reaches every case
    closed = set(step.subscriptions_closed)
    for opened in step.subscriptions_opened:
        if opened.kind == "message" and opened.subscription_key not in closed:
            turn.then(partial(_take_buffered, turn, case, opened))
    if ended and case.start_correlation_key:
        turn.then(partial(_start_next, turn, case))


def _take_buffered(turn: Turn, case: OpenCase, opened: SubscriptionOpened) -> None:
    tx = turn.tx
    messages.lock_lane(tx, opened.name, opened.correlation_key)
    row = messages.buffered(tx, opened.name, opened.correlation_key, case.process_id)
    if row is not None and case.is_active and messages.is_open(tx, opened.subscription_key):
        messages.mark_taken(tx, row.message_key, case.process_id, case.case_key)
        turn.run(case, Deliver(opened.subscription_key, Letter.of(row).variables))


def _start_next(turn: Turn, case: OpenCase) -> None:
    key = case.start_correlation_key or ""
    row = messages.buffered_starts(turn.tx, case.process_id, key)
    if row is not None and cases.active_started_by_message(turn.tx, case.process_id, key) is None:
        _start(turn, Letter.of(row), case.process_id, row.definition_key, row.element_id)


def _throw_message(turn: Turn, thrown: MessageThrown) -> None:
    """Store it now (C14); a job delivers it after the commit (C15). The same id thrown again changes nothing (C7)."""
    tx = turn.tx
    if thrown.message_id and messages.remembered(tx, thrown.name, thrown.correlation_key, thrown.message_id):
        return
    expires_at = tx.now + _time_to_live(thrown.time_to_live)
    letter = Letter(tx.new_key(), thrown.name, thrown.correlation_key, dict(thrown.variables), expires_at)
    store(turn, letter, message_id=thrown.message_id or None)
    jobs.add_internal(tx, DELIVER_MESSAGE, {"message": str(letter.message_key)})
    tx.follow_up = True


def _time_to_live(text: str) -> timedelta:
    found = parse_duration(text or "PT1H")
    if not isinstance(found, DayTimeDuration):
        return timedelta(hours=1)
    return min(timedelta(microseconds=max(found.nanos, 0) // 1000), LONGEST)


def broadcast(turn: Turn, signal: SignalThrown, *, actor: Actor) -> int:
    """Give each listener of this moment in the actor's reach its own delivery (C13); how many there are."""
    tx = turn.tx
    listeners: list[Values] = [
        {"case": str(row.case_key), "subscription": str(row.subscription_key)}
        for row in messages.waiting(tx, "signal", signal.name, actor=actor)
    ]
    listeners += [
        {"definition": str(row.definition_key), "element": row.element_id}
        for row in definitions.start_subscriptions(tx, "signal", signal.name)
    ]
    for listener in listeners:
        jobs.add_internal(tx, DELIVER_SIGNAL, {**listener, "variables": dict(signal.variables)})
        tx.follow_up = True
    return len(listeners)


def ambiguous_line(name: str) -> Line:
    """The history's note that several cases of one process waited for one message (C4)."""
    return Line("message.correlated", details={"name": name, "ambiguous": True})
