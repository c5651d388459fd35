"""The hash chain: what an event's body is, what its hash covers, and how both are checked again.

The body is canonical JSON and begins with `"!": [case key, number, previous hash]`: no event can be moved, dropped or
put in without breaking every hash after it. Values never stand in the body, only a digest over the salted SHA-256 of
each: values and their secret are kept beside it and may be erased one day while the proof stays whole.

Events of body version 1 are stored as hashed, each value with its own salt and digest; since version 2 the row holds
only what its columns do not tell (`store.event_form`), and the body is put together again to be checked.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.actor import Actor
from engine.errors import Invalid
from engine.history.vocabulary import EVENT_TYPES
from engine.store.event_form import Facts, dense, facts_of, is_whole, sealed, unsealed
from engine.store.events import GENESIS, Head, Record, StoredEvent
from engine.values import Json, Values, dump_canonical, load

BODY_VERSION = 2
_ALTERED = "the event does not match its hash: it was altered"


@dataclass(slots=True)
class Line:
    """One event to be written. `details` are plain facts without personal values; `values` maps a name to (new, old).

    `old` is None also when there was none; `unit_path` is the unit of a task's event, None for the case's own.
    """

    type: str
    element_id: str | None = None
    element_instance_key: int | None = None
    unit_path: str | None = None
    details: Values = field(default_factory=dict)
    values: Mapping[str, tuple[Json, Json]] = field(default_factory=dict)


def link(
    case_key: int, head: Head, lines: Iterable[Line], *, actor: Actor, at: datetime, operation_id: str
) -> tuple[Head, list[Record]]:
    """The records of `lines` chained after `head`, and the new head. Raises ValueError for an unknown type."""
    records = []
    for line in lines:
        record = _record(case_key, head, line, actor=actor, at=at, operation_id=operation_id)
        records.append(record)
        head = Head(record.seq, record.hash)
    return head, records


def _record(case_key: int, head: Head, line: Line, *, actor: Actor, at: datetime, operation_id: str) -> Record:
    if line.type not in EVENT_TYPES:
        raise ValueError(f"expected an event type of the vocabulary, but found '{line.type}'")
    secret = secrets.token_hex(16) if line.values else ""
    digest = digest_of(secret, line.values) if line.values else ""
    facts = Facts(actor.kind.value, line.details, tuple(line.values), digest)
    event = StoredEvent(
        head.seq + 1, at.astimezone(UTC), line.type, actor.name, line.element_id or None, line.element_instance_key,
        line.unit_path, operation_id, b"", "", None,
    )  # fmt: skip
    return Record(
        event.seq, event.type, event.element_id, event.element_instance_key, event.unit_path,
        hashlib.sha256(hashed_text(case_key, head.hash, event, facts)).digest(), dense(facts),
        sealed(secret, line.values) if line.values else None,
    )  # fmt: skip


def hashed_text(case_key: int, previous: bytes, event: StoredEvent, facts: Facts) -> bytes:
    """The hashed text of an event: its columns and what the row's body adds to them."""
    body: Values = {
        "!": [str(case_key), event.seq, previous.hex()],
        "v": BODY_VERSION,
        "type": event.type,
        "at": event.recorded_at.isoformat(timespec="microseconds"),
        "actor": event.actor,
        "actor_kind": facts.actor_kind,
        "operation": event.operation_id,
    }
    if event.element_id:
        body["element"] = event.element_id
    if event.element_instance_key is not None:
        body["instance"] = str(event.element_instance_key)
    if event.unit_path is not None:
        body["unit"] = event.unit_path
    if facts.details:
        body["details"] = facts.details
    if facts.names:
        body["names"] = list(facts.names)
        body["values"] = facts.digest
    return dump_canonical(body)


def digest_of(secret: str, values: Mapping[str, tuple[Json, Json]]) -> str:
    """SHA-256 in hex over the commitments to all values: one can be opened to somebody without the others."""
    leaves: Values = {name: commitment(salt_of(secret, name), new, old) for name, (new, old) in values.items()}
    return hashlib.sha256(dump_canonical(leaves)).hexdigest()


def salt_of(secret: str, name: str) -> str:
    """The salt of one value of an event, in hex: tells nothing of the secret nor of the other salts."""
    return hashlib.blake2b(name.encode(), key=secret.encode(), digest_size=16).hexdigest()


def commitment(salt: str, value: Json, old: Json) -> str:
    """SHA-256 in hex over salt, new and old value: says nothing about them without the salt."""
    return hashlib.sha256(salt.encode() + b"\0" + dump_canonical(value) + b"\0" + dump_canonical(old)).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on one case: `checked_count` events stand whole; the first that does not, and why."""

    case_key: int
    checked_count: int
    ok: bool
    first_break_seq: int | None = None
    reason: str = ""


def verify(case_key: int, events: Sequence[StoredEvent], *, head: Head) -> Verification:
    """Check every event of a case, from the first to the head its case row names."""
    previous = GENESIS
    for count, event in enumerate(events):
        reason = _broken(case_key, count + 1, previous, event)
        if reason:
            return Verification(case_key, count, ok=False, first_break_seq=count + 1, reason=reason)
        previous = event.hash
    if Head(len(events), previous) != head:
        reason = f"expected {head.seq} events ending in {head.hash.hex()[:12]}, but found {len(events)}"
        return Verification(case_key, len(events), ok=False, first_break_seq=len(events) + 1, reason=reason)
    return Verification(case_key, len(events), ok=True)


def _broken(case_key: int, seq: int, previous: bytes, event: StoredEvent) -> str:
    if event.seq != seq:
        return f"expected event {seq}, but found {event.seq}: an event is missing"
    if not is_whole(event.body):
        return _broken_parts(case_key, previous, event)
    if hashlib.sha256(event.body.encode()).digest() != event.hash:
        return _ALTERED
    body = load(event.body)
    if not isinstance(body, dict):
        return "the body is not an object"
    if body.get("!") != [str(case_key), seq, previous.hex()]:
        return "the event does not follow the one before it"
    return _differing_column(body, event) or _differing_value(body, event)


def _broken_parts(case_key: int, previous: bytes, event: StoredEvent) -> str:
    try:
        facts = facts_of(event.body)
        if facts is None or hashlib.sha256(hashed_text(case_key, previous, event, facts)).digest() != event.hash:
            return _ALTERED
        if event.vault is None:
            return ""
        secret, new, old = unsealed(event.vault)
    except Invalid:
        return "the event is not JSON: it was altered"
    if len(new) != len(facts.names):
        return "values were added or removed later"
    values = dict(zip(facts.names, zip(new, old, strict=True), strict=True))
    return "" if not values or digest_of(secret, values) == facts.digest else "a value was altered"


def _differing_column(body: Values, event: StoredEvent) -> str:
    instance = body.get("instance")
    told = {
        "type": (body.get("type"), event.type),
        "time": (body.get("at"), event.recorded_at.isoformat(timespec="microseconds")),
        "actor": (body.get("actor"), event.actor),
        "element": (body.get("element"), event.element_id),
        "unit": (body.get("unit"), event.unit_path),
        "element instance": (int(instance) if isinstance(instance, str) else None, event.element_instance_key),
    }
    for name, (in_body, in_column) in told.items():
        if in_body != in_column:
            return f"the {name} shown differs from the one recorded"
    return ""


def _differing_value(body: Values, event: StoredEvent) -> str:
    digests = body.get("values") or {}
    vault = load(event.vault) if event.vault is not None else {}
    if not isinstance(digests, dict) or not isinstance(vault, dict):
        return "the values are not objects"
    for name, entry in vault.items():
        if name not in digests:
            return f"value '{name}' was added later"
        if not isinstance(entry, dict) or digests[name] != commitment(
            str(entry.get("salt")), entry.get("value"), entry.get("old")
        ):
            return f"value '{name}' was altered"
    return ""
