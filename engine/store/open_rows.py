"""The rows that say what open cases wait for, a batch of cases at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from engine.store.database import Tx
from engine.store.schema import CASE, INCIDENT, JOB, SUBSCRIPTION, TASK, TIMER

OPEN_KINDS: Mapping[str, tuple[ColumnElement[int], ColumnElement[int], ColumnElement[bool]]] = {
    "tasks": (TASK.c.case_key, TASK.c.element_instance_key, TASK.c.state == "open"),
    "jobs": (JOB.c.case_key, JOB.c.job_key, JOB.c.ended_at.is_(None)),
    "timers": (TIMER.c.case_key, TIMER.c.timer_key, TIMER.c.timer_key.is_not(None)),
    "subscriptions": (
        SUBSCRIPTION.c.case_key,
        SUBSCRIPTION.c.subscription_key,
        SUBSCRIPTION.c.subscription_key.is_not(None),
    ),
    "incidents": (INCIDENT.c.case_key, INCIDENT.c.incident_key, INCIDENT.c.state == "ACTIVE"),
    "calls": (CASE.c.parent_case_key, CASE.c.parent_element_instance_key, CASE.c.state == "active"),
}
"""Kind of `OpenWork` → (case key, key, which rows are open)"""


def active_cases(tx: Tx, *, after: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Up to `limit` active cases behind the key `after`: case_key, definition_key, process_id, state_blob."""
    query = select(CASE.c.case_key, CASE.c.definition_key, CASE.c.process_id, CASE.c.state_blob)
    query = query.where(CASE.c.state == "active", CASE.c.case_key > after).order_by(CASE.c.case_key).limit(limit)
    return tx.execute(query).all()


def open_keys(tx: Tx, kind: str, *, first: int, last: int) -> dict[int, set[int]]:
    """The keys of the open rows of that kind by case key, of the cases from `first` to `last`."""
    case_key, key, is_open = OPEN_KINDS[kind]
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in tx.execute(select(case_key, key).where(case_key.between(first, last), is_open)):
        found[row[0]].add(row[1])
    return dict(found)


def work_of_ended_cases(tx: Tx, kind: str, *, limit: int) -> list[tuple[int, int]]:
    """Up to `limit` open rows (case key, key) of that kind whose case is over or gone."""
    case_key, key, is_open = OPEN_KINDS[kind]
    active = select(_ACTIVE.c.case_key).where(_ACTIVE.c.case_key == case_key, _ACTIVE.c.state == "active")
    query = select(case_key, key).where(is_open, case_key.is_not(None), ~active.exists())
    return [(row[0], row[1]) for row in tx.execute(query.limit(limit))]


_ACTIVE = CASE.alias("active_case")
