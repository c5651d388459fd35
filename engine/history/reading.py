"""Reading and proving the history of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row

from engine.actor import Actor
from engine.history.chain import Verification, verify
from engine.store import events, views
from engine.store.database import Tx
from engine.store.event_form import details_of, opened
from engine.values import Json, Values


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event as people read it. `values` maps a name to (new, old); None = erased or not shown."""

    seq: int
    event_key: int
    recorded_at: datetime
    type: str
    actor: str
    actor_name: str
    role: str | None
    unit_code: str | None
    unit_name: str | None
    unit_name_en: str | None
    element_id: str | None
    element_instance_key: int | None
    operation_id: str
    details: Values
    values: Mapping[str, tuple[Json, Json]] | None
    hash_hex: str


def timeline(
    tx: Tx, case_key: int, *, is_own: bool, actor: Actor, after_seq: int, limit: int
) -> tuple[TimelineEntry, ...]:
    """Up to `limit` events after `after_seq`, in order.

    A unit that only shares the case sees the events of its own tasks and the milestones, without values of others.
    """
    sharing = None if is_own else actor
    rows = events.page(tx, case_key, after_seq=after_seq, limit=limit, sharing=sharing)
    names = views.display_names(tx, [row.actor for row in rows])
    units = views.unit_names(tx, [row.unit_path for row in rows if row.unit_path])
    return tuple(_entry(row, names, units, shows_values=is_own) for row in rows)


def verify_case(tx: Tx, case_key: int) -> Verification:
    """Check the whole chain of one case. Raises LookupError without such a case."""
    head, stored = events.read_chain(tx, case_key)
    return verify(case_key, stored, head=head)


def verify_all(read: Callable[[Callable[[Tx], Any]], Any], *, batch: int = 100) -> Iterator[Verification]:
    """Check every case, `batch` a transaction; `read` runs a function in a read transaction. Orphans are broken."""
    after = 0
    while True:
        keys: list[int] = read(partial(events.case_keys_with_history, after=after, limit=batch))
        if not keys:
            break
        yield from read(partial(_verify_each, keys=keys))
        after = keys[-1]
    for key in read(lambda tx: list(events.orphans(tx))):
        yield Verification(key, 0, ok=False, first_break_seq=1, reason="the case of these events is gone")


def _verify_each(tx: Tx, *, keys: Sequence[int]) -> list[Verification]:
    return [verify_case(tx, key) for key in keys]


def _entry(
    row: Row[*tuple[Any, ...]],
    names: Mapping[str, str],
    units: Mapping[str, tuple[str, str, str]],
    *,
    shows_values: bool,
) -> TimelineEntry:
    facts = details_of(row.body)
    unit = units.get(row.unit_path or "")
    role = facts.get("role")
    return TimelineEntry(
        seq=row.case_seq, event_key=row.event_key, recorded_at=row.recorded_at, type=row.event_type, actor=row.actor,
        actor_name=names.get(row.actor, row.actor), role=role if isinstance(role, str) else None,
        unit_code=unit[0] if unit else None, unit_name=unit[1] if unit else None,
        unit_name_en=unit[2] if unit else None, element_id=row.element_id,
        element_instance_key=row.element_instance_key, operation_id=row.operation_id, details=facts,
        values=opened(row.body, row.vault) if shows_values else None, hash_hex=bytes(row.hash).hex(),
    )  # fmt: skip
