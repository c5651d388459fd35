"""A case's history folded: what must be there if all of it happened (I4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from engine.history.items import item_place
from engine.store.event_form import details_of, opened, value_names
from engine.values import Json, Values

ENDINGS = {"case.completed": "completed", "case.cancelled": "terminated", "case.terminated": "terminated"}
_ONCE = {"activity.completed": "element instance", "task.completed": "task at", "call.completed": "call at"}
_HOLDING = ("task.claimed", "task.assigned", "task.released")


@dataclass(slots=True)
class Told:
    """What the history of one case tells. Element instances by key, everything else by its own key."""

    ending: str = "active"
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    """(event type, element instance key) → how often"""
    jobs: Counter[int] = field(default_factory=Counter)
    """job key → how often it succeeded"""
    incidents: dict[int, str] = field(default_factory=dict)
    """incident key → ACTIVE or RESOLVED"""
    holders: dict[int, str | None] = field(default_factory=dict)
    """element instance key of a task → who holds it"""
    variables: dict[tuple[int, str], Json] = field(default_factory=dict)
    """(scope key, name) → its last value; names whose value was erased are in `erased`"""
    erased: set[tuple[int, str]] = field(default_factory=set)
    faults: list[tuple[str, str]] = field(default_factory=list)
    """(code, message) of what cannot have happened in this order"""

    def keys(self, event_type: str) -> set[int]:
        """The element instances that have such an event."""
        return {key for type_, key in self.counts if type_ == event_type}


def fold(case_key: int, events: Iterable[Row[*tuple[Any, ...]]]) -> Told:
    """Fold the events of a case, in order."""
    told = Told()
    timers: Counter[tuple[int, str]] = Counter()
    for event in events:
        facts = details_of(event.body)
        _fold_one(told, case_key, event, facts)
        if event.event_type.startswith("timer."):
            _fold_timer(told, timers, event, facts)
    for (type_, key), count in told.counts.items():
        if count > 1 and type_ in _ONCE:
            told.faults.append(("twice", f"expected {_ONCE[type_]} {key} to complete once, but it did {count} times"))
    for key, count in told.jobs.items():
        if count > 1:
            told.faults.append(("twice", f"expected job {key} to succeed once, but it did {count} times"))
    return told


def _fold_one(told: Told, case_key: int, event: Row[*tuple[Any, ...]], facts: Values) -> None:
    type_, instance = event.event_type, event.element_instance_key
    if instance is not None:
        told.counts[type_, instance] += 1
    if type_ in ENDINGS and instance == case_key:
        told.ending = ENDINGS[type_]
    elif type_ == "job.succeeded":
        told.jobs[_number(facts.get("job"))] += 1
    elif type_ in ("incident.opened", "incident.resolved"):
        state = "ACTIVE" if type_ == "incident.opened" else "RESOLVED"
        told.incidents[_number(facts.get("incident_key"))] = state
    elif type_ == "task.created" and instance is not None:
        assignee = facts.get("assignee")
        told.holders[instance] = assignee if isinstance(assignee, str) else None
    elif type_ in _HOLDING and instance is not None:
        _fold_holder(told, event, facts)
    elif type_ == "variable.set":
        _fold_variables(told, case_key, event, facts)


def _fold_holder(told: Told, event: Row[*tuple[Any, ...]], facts: Values) -> None:
    key, before, after = event.element_instance_key, facts.get("from"), facts.get("to")
    held_by = told.holders.get(key)
    if before != held_by:
        message = f"expected the task at {key} to be taken from {held_by or 'nobody'}, but event {event.case_seq} says"
        told.faults.append(("claim", f"{message} from {before or 'nobody'}"))
    if event.event_type == "task.claimed" and before is not None:
        told.faults.append(("claim", f"expected the task at {key} to be free when {after} claimed it"))
    told.holders[key] = after if isinstance(after, str) else None


def _fold_variables(told: Told, case_key: int, event: Row[*tuple[Any, ...]], facts: Values) -> None:
    known = opened(event.body, event.vault)
    scope = _number(facts.get("scope")) or case_key
    for name in value_names(event.body):
        if name in known:
            _fold_value(told, scope, name, known[name][0])
        else:
            place = item_place(name)
            key = (scope, place[0] if place else name)
            told.variables.setdefault(key, None)
            told.erased.add(key)


def _fold_value(told: Told, scope: int, name: str, value: Json) -> None:
    """The value of a variable, or of one item of a list (M3)."""
    place = item_place(name)
    if place is None:
        told.variables[scope, name] = value
        told.erased.discard((scope, name))
        return
    known = told.variables.get((scope, place[0]))
    if isinstance(known, list) and place[1] < len(known):
        told.variables[scope, place[0]] = [*known[: place[1]], value, *known[place[1] + 1 :]]


def _fold_timer(told: Told, running: Counter[tuple[int, str]], event: Row[*tuple[Any, ...]], facts: Values) -> None:
    key, due_at = event.element_instance_key or 0, str(facts.get("due_at"))
    if event.event_type == "timer.scheduled":
        running[key, due_at] += 1
    elif event.event_type == "timer.changed":
        running[key, str(facts.get("old"))] -= 1
        running[key, due_at] += 1
    elif event.event_type == "timer.fired":
        running[key, due_at] -= 1
        if running[key, due_at] < 0:
            told.faults.append(("twice", f"expected the timer of {key} due at {due_at} to fire once, but it did again"))
        if _is_early(event.recorded_at, due_at):
            told.faults.append(
                ("early", f"expected the timer of {key} to fire at {due_at} or later, but it did before")
            )


def _is_early(recorded_at: datetime, due_at: str) -> bool:
    try:
        return recorded_at < datetime.fromisoformat(due_at)
    except ValueError:
        return False


def _number(value: Json) -> int:
    return int(value) if isinstance(value, (str, int)) and str(value).isdigit() else 0
