"""The hash chain: what an event's body is, what its hash covers, and how both are checked again.

The body is canonical JSON and begins with `"!": [case key, number, previous hash]`: no event can be moved, dropped or
put in without breaking every hash after it. Values never stand in the body, only their salted SHA-256: the value
and its salt are kept beside it and may be erased one day while the proof stays whole.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.actor import Actor
from engine.history.vocabulary import EVENT_TYPES
from engine.store.events import GENESIS, Head, Record, StoredEvent
from engine.values import Json, Values, dump, dump_canonical, load

BODY_VERSION = 1


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
    seq = head.seq + 1
    digests, vault = _commit(line.values)
    body: Values = {
        "!": [str(case_key), seq, head.hash.hex()],
        "v": BODY_VERSION,
        "type": line.type,
        "at": at.isoformat(timespec="microseconds"),
        "actor": actor.name,
        "actor_kind": actor.kind.value,
        "operation": operation_id,
    }
    if line.element_id:
        body["element"] = line.element_id
    if line.element_instance_key is not None:
        body["instance"] = str(line.element_instance_key)
    if line.unit_path is not None:
        body["unit"] = line.unit_path
    if line.details:
        body["details"] = line.details
    if digests:
        body["values"] = digests
    raw = dump_canonical(body)
    return Record(
        seq, line.type, line.element_id or None, line.element_instance_key, line.unit_path,
        hashlib.sha256(raw).digest(), raw.decode(), dump(vault) if vault else None,
    )  # fmt: skip


def _commit(values: Mapping[str, tuple[Json, Json]]) -> tuple[Values, Values]:
    digests: Values = {}
    vault: Values = {}
    for name, (value, old) in values.items():
        salt = secrets.token_hex(16)
        entry: Values = {"salt": salt, "value": value}
        if old is not None:
            entry["old"] = old
        digests[name] = commitment(salt, value, old)
        vault[name] = entry
    return digests, vault


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
    if hashlib.sha256(event.body.encode()).digest() != event.hash:
        return "the body does not match its hash: the event was altered"
    body = load(event.body)
    if not isinstance(body, dict):
        return "the body is not an object"
    if body.get("!") != [str(case_key), seq, previous.hex()]:
        return "the event does not follow the one before it"
    return _differing_column(body, event) or _differing_value(body, event)


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
