"""Publishing messages and signals, and delivering what cases threw (dialect section 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from engine.access import Permission, require, require_in_scope
from engine.actor import Actor
from engine.advance import Turn, World
from engine.advance.messages import DELIVER_MESSAGE, DELIVER_SIGNAL, LONGEST, Letter, broadcast, publish, store
from engine.advance.starting import Beginning, start
from engine.errors import Invalid, NotFound
from engine.process.command import Deliver
from engine.process.step import SignalThrown
from engine.store import messages as table
from engine.store.database import Tx
from engine.store.jobs import JobRow
from engine.values import Values, checked_variables, load


@dataclass(frozen=True, slots=True)
class Publication:
    """A message to be published. `time_to_live` 0 = now or never; at most 30 days (C3)."""

    name: str
    correlation_key: str = ""
    variables: Values = field(default_factory=dict)
    time_to_live: timedelta = timedelta(0)
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """The stored message and the cases that took it; `is_duplicate`: its id came before and nothing happened (C7)."""

    message_key: int
    case_keys: tuple[int, ...]
    is_duplicate: bool = False


def publish_message(tx: Tx, world: World, publication: Publication, *, actor: Actor) -> Published:
    """Store the message and every correlation it causes, in one transaction (C4, C10, C12)."""
    _check(publication, actor)
    if publication.message_id:
        earlier = table.remembered(tx, publication.name, publication.correlation_key, publication.message_id)
        if earlier is not None:
            taken = tuple(table.taken_by(tx, earlier.message_key).values())
            return Published(earlier.message_key, taken, is_duplicate=True)
    turn = Turn(tx, world, actor)
    letter = _letter(tx, publication)
    store(turn, letter, message_id=publication.message_id)
    reached = publish(turn, letter)
    turn.settle()
    return Published(letter.message_key, tuple(reached))


def correlate_message(tx: Tx, world: World, publication: Publication, *, actor: Actor) -> Published:
    """As `publish_message`, but somebody must wait for it now, and nothing is buffered (C11). Raises NotFound."""
    _check(publication, actor)
    turn = Turn(tx, world, actor)
    letter = _letter(tx, publication)
    store(turn, letter, message_id=None)
    reached = publish(turn, letter)
    if not reached:
        raise NotFound("subscription for message", publication.name)
    turn.settle()
    return Published(letter.message_key, tuple(reached))


def broadcast_signal(tx: Tx, world: World, name: str, variables: Values, *, actor: Actor) -> int:
    """Give every listener of this moment its own delivery (C13); a key for the answer."""
    require(actor, Permission.PUBLISH_MESSAGE)
    require_in_scope(actor, message_name=name)
    if not name:
        raise Invalid("expected a signal name, but found an empty text")
    signal = SignalThrown(name, checked_variables(variables), "", 0)
    broadcast(Turn(tx, world, actor), signal, actor=actor)
    return tx.new_key()


def deliver(tx: Tx, world: World, job: JobRow, *, actor: Actor) -> None:
    """Do one delivery of ours: what a case threw (C15), or one receiver of a signal."""
    payload = load(job.payload)
    if not isinstance(payload, dict):
        return
    turn = Turn(tx, world, actor)
    if job.type == DELIVER_MESSAGE:
        row = table.get(tx, int(str(payload["message"])))
        if row is not None:
            publish(turn, Letter.of(row))
    elif job.type == DELIVER_SIGNAL:
        _deliver_signal(turn, payload)
    turn.settle()


def _deliver_signal(turn: Turn, payload: Values) -> None:
    given = payload.get("variables")
    variables = dict(given) if isinstance(given, dict) else {}
    if "case" in payload:
        key = int(str(payload["subscription"]))
        case = turn.take(int(str(payload["case"])))
        if case.is_active and table.is_open(turn.tx, key):
            turn.run(case, Deliver(key, variables))
        return
    process = turn.world.library.process(turn.tx, int(str(payload["definition"])))
    start(turn, Beginning(process=process, variables=variables, start_element_id=str(payload["element"])))


def _check(publication: Publication, actor: Actor) -> None:
    require(actor, Permission.PUBLISH_MESSAGE)
    require_in_scope(actor, message_name=publication.name)
    if not publication.name:
        raise Invalid("expected a message name, but found an empty text")
    if len(publication.correlation_key) > 256 or len(publication.name) > 256:
        raise Invalid("expected a message name and key of at most 256 characters, but found more")
    if not timedelta(0) <= publication.time_to_live <= LONGEST:
        raise Invalid(f"expected a time to live of 0 to 30 days, but found {publication.time_to_live}")
    checked_variables(publication.variables)


def _letter(tx: Tx, publication: Publication) -> Letter:
    return Letter(
        tx.new_key(),
        publication.name,
        publication.correlation_key,
        dict(publication.variables),
        tx.now + publication.time_to_live,
    )
