"""Rows of many cases at once, for the doctor: what the history led to, by ranges of case keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from engine.store.database import Tx
from engine.store.events import Head
from engine.store.schema import (
    CASE,
    CASE_SHARE,
    CASE_VARIABLE,
    DECISION_INSTANCE,
    DOCUMENT,
    ELEMENT_INSTANCE,
    EVENT,
    INCIDENT,
    JOB,
    SUBSCRIPTION,
    TASK,
    TASK_CANDIDATE,
    TIMER,
    UNIT,
)

AnyRow = Row[*tuple[Any, ...]]
_CASES = (CASE.c.case_key, CASE.c.state, CASE.c.history_seq, CASE.c.history_hash, CASE.c.incident_count)
_EVENTS = (
    EVENT.c.case_key, EVENT.c.case_seq, EVENT.c.recorded_at, EVENT.c.event_type, EVENT.c.actor, EVENT.c.element_id,
    EVENT.c.element_instance_key, EVENT.c.unit_path, EVENT.c.operation_id, EVENT.c.hash, EVENT.c.body, EVENT.c.vault,
)  # fmt: skip
_ROWS: Mapping[str, tuple[ColumnElement[int], tuple[ColumnElement[Any], ...]]] = {
    "elements": (
        ELEMENT_INSTANCE.c.case_key,
        (ELEMENT_INSTANCE.c.element_instance_key, ELEMENT_INSTANCE.c.element_id, ELEMENT_INSTANCE.c.state),
    ),
    "tasks": (
        TASK.c.case_key,
        (
            TASK.c.task_key, TASK.c.element_instance_key, TASK.c.element_id, TASK.c.state, TASK.c.assignee,
            TASK.c.ended_by,
        ),
    ),
    "jobs": (
        JOB.c.case_key,
        (JOB.c.job_key, JOB.c.element_instance_key, JOB.c.element_id, JOB.c.kind, JOB.c.listener_event, JOB.c.state),
    ),
    "incidents": (INCIDENT.c.case_key, (INCIDENT.c.incident_key, INCIDENT.c.state)),
    "variables": (CASE_VARIABLE.c.case_key, (CASE_VARIABLE.c.scope_key, CASE_VARIABLE.c.name, CASE_VARIABLE.c.value)),
}  # fmt: skip


@dataclass(slots=True)
class CaseFile:
    """A case with its events in order, and its rows by kind."""

    case_key: int
    state: str
    head: Head
    incident_count: int
    events: list[AnyRow] = field(default_factory=list)
    elements: list[AnyRow] = field(default_factory=list)
    tasks: list[AnyRow] = field(default_factory=list)
    jobs: list[AnyRow] = field(default_factory=list)
    incidents: list[AnyRow] = field(default_factory=list)
    variables: list[AnyRow] = field(default_factory=list)


def case_files(tx: Tx, *, after: int, limit: int) -> list[CaseFile]:
    """Up to `limit` cases behind the key `after`, whole."""
    query = select(*_CASES).where(CASE.c.case_key > after).order_by(CASE.c.case_key).limit(limit)
    files = {
        row.case_key: CaseFile(
            row.case_key, row.state, Head(row.history_seq, bytes(row.history_hash)), row.incident_count
        )
        for row in tx.execute(query)
    }
    if not files:
        return []
    first, last = min(files), max(files)
    told = select(*_EVENTS).where(EVENT.c.case_key.between(first, last))
    for row in tx.execute(told.order_by(EVENT.c.case_key, EVENT.c.case_seq)):
        if row.case_key in files:
            files[row.case_key].events.append(row)
    for kind, (case_key, columns) in _ROWS.items():
        rows = select(case_key.label("of_case"), *columns).where(case_key.between(first, last))
        for row in tx.execute(rows):
            if row.of_case in files:
                getattr(files[row.of_case], kind).append(row)
    return list(files.values())


_OF_A_CASE = {
    "task": (TASK.c.case_key, TASK.c.task_key),
    "job": (JOB.c.case_key, JOB.c.job_key),
    "timer": (TIMER.c.case_key, TIMER.c.timer_key),
    "subscription": (SUBSCRIPTION.c.case_key, SUBSCRIPTION.c.subscription_key),
    "incident": (INCIDENT.c.case_key, INCIDENT.c.incident_key),
    "variable": (CASE_VARIABLE.c.case_key, CASE_VARIABLE.c.variable_key),
    "element instance": (ELEMENT_INSTANCE.c.case_key, ELEMENT_INSTANCE.c.element_instance_key),
    "share": (CASE_SHARE.c.case_key, CASE_SHARE.c.case_key),
    "document": (DOCUMENT.c.case_key, DOCUMENT.c.document_id),
    "decision": (DECISION_INSTANCE.c.case_key, DECISION_INSTANCE.c.evaluation_key),
}


def orphans(tx: Tx, *, limit: int) -> list[tuple[int, str]]:
    """Up to `limit` rows of each kind whose case does not exist: (case key, what)."""
    found = []
    for kind, (case_key, key) in _OF_A_CASE.items():
        known = select(CASE.c.case_key).where(CASE.c.case_key == case_key)
        query = select(case_key, key).where(case_key.is_not(None), ~known.exists()).limit(limit)
        found += [(row[0], f"{kind} {row[1]}") for row in tx.execute(query)]
    task = select(TASK.c.task_key).where(TASK.c.task_key == TASK_CANDIDATE.c.task_key)
    loose = select(TASK_CANDIDATE.c.task_key).where(~task.exists()).limit(limit)
    return found + [(0, f"candidate of task {row.task_key}") for row in tx.execute(loose)]


def misplaced(tx: Tx, *, limit: int) -> list[tuple[int, str]]:
    """Up to `limit` rows of each kind that name no unit of the tree, or two different ones: (case key, what)."""
    found: list[tuple[int, str]] = []
    for kind, table in (("case", CASE), ("task", TASK)):
        moved = UNIT.c.path != table.c.unit_path  # what has ended keeps the place it ended at
        query: Select[*tuple[Any, ...]] = (
            select(table.c.case_key, table.c.unit_path)
            .outerjoin(UNIT, UNIT.c.unit_id == table.c.unit_id)
            .where(or_(UNIT.c.unit_id.is_(None), moved & table.c.state.in_(("active", "open"))))
        )
        found += [
            (row.case_key, f"{kind} at unit path '{row.unit_path}', which is not its unit's")
            for row in tx.execute(query.limit(limit))
        ]
    for kind, table in (("share with", CASE_SHARE), ("document at", DOCUMENT)):
        unit = select(UNIT.c.unit_id).where(UNIT.c.path == table.c.unit_path)
        query = select(table.c.case_key, table.c.unit_path).where(table.c.unit_path != "/", ~unit.exists())
        found += [
            (row.case_key or 0, f"{kind} unit path '{row.unit_path}', which no unit has")
            for row in tx.execute(query.limit(limit))
        ]
    return found


def wrong_trees(tx: Tx) -> list[str]:
    """Units whose path is not their parent's path and their own id."""
    parent = UNIT.alias("parent")
    query = select(UNIT.c.unit_id, UNIT.c.code, UNIT.c.path, UNIT.c.parent_id, parent.c.path.label("above"))
    rows = tx.execute(query.outerjoin(parent, parent.c.unit_id == UNIT.c.parent_id))
    wrong = []
    for row in rows:
        above = row.above if row.parent_id is not None else "/"
        if row.path != f"{above}{row.unit_id}/":
            wrong.append(f"unit '{row.code}' has path '{row.path}', but its place in the tree is not there")
    return wrong


def strange_families(tx: Tx, *, limit: int) -> list[tuple[int, str]]:
    """Up to `limit` called cases whose caller, root or unit does not fit: (case key, what)."""
    parent = CASE.alias("parent")
    query = (
        select(CASE.c.case_key)
        .outerjoin(parent, parent.c.case_key == CASE.c.parent_case_key)
        .where(
            CASE.c.parent_case_key.is_not(None),
            or_(parent.c.case_key.is_(None), parent.c.root_case_key != CASE.c.root_case_key),
        )
    )
    lonely = select(CASE.c.case_key).where(CASE.c.parent_case_key.is_(None), CASE.c.root_case_key != CASE.c.case_key)
    found = [(row.case_key, "its caller is gone or of another family") for row in tx.execute(query.limit(limit))]
    return found + [(row.case_key, "it names another root than itself") for row in tx.execute(lonely.limit(limit))]


def late_timers(tx: Tx, *, before: datetime, limit: int) -> list[tuple[int, datetime]]:
    """Up to `limit` timers that were due before that moment: (case key, due)."""
    query = select(TIMER.c.case_key, TIMER.c.due_at).where(TIMER.c.due_at < before).order_by(TIMER.c.due_at)
    return [(row.case_key, row.due_at) for row in tx.execute(query.limit(limit))]


def late_deliveries(tx: Tx, *, before: datetime) -> int:
    """How many deliveries of ours (jobs of no case) waited since before that moment."""
    waiting = and_(JOB.c.case_key.is_(None), JOB.c.ended_at.is_(None), JOB.c.available_at < before)
    return int(tx.execute(select(func.count()).select_from(JOB).where(waiting)).scalar_one())


def active_incidents(tx: Tx) -> dict[int, int]:
    """Case key → how many incidents are active, of the cases that have any."""
    query = select(INCIDENT.c.case_key, func.count()).where(INCIDENT.c.state == "ACTIVE").group_by(INCIDENT.c.case_key)
    counted: defaultdict[int, int] = defaultdict(int)
    counted.update({row[0]: row[1] for row in tx.execute(query)})
    return counted
