"""Counts over element instances and flows, within the actor's scope."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func, select

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import CASE, ELEMENT_INSTANCE, INCIDENT
from engine.store.search.cases import CASES
from engine.store.search.fields import Query
from engine.store.search.paging import conditions


def element_counts(tx: Tx, query: Query, actor: Actor) -> list[tuple[str, int, int, int, int]]:
    """(element id, active, terminated, completed, open incidents) over the cases that `query` finds."""
    keys = select(CASE.c.case_key).select_from(CASES.table).where(*conditions(tx, CASES, query, actor))
    incidents = dict(_incidents(tx, INCIDENT.c.case_key.in_(keys)))
    counted = (
        select(
            ELEMENT_INSTANCE.c.element_id,
            _count_of("ACTIVE"),
            _count_of("TERMINATED"),
            _count_of("COMPLETED"),
        )
        .where(ELEMENT_INSTANCE.c.case_key.in_(keys), ELEMENT_INSTANCE.c.type != "PROCESS")
        .group_by(ELEMENT_INSTANCE.c.element_id)
        .order_by(ELEMENT_INSTANCE.c.element_id)
    )
    return [(row[0], int(row[1]), int(row[2]), int(row[3]), incidents.get(row[0], 0)) for row in tx.execute(counted)]


def _incidents(tx: Tx, of_cases: ColumnElement[bool]) -> list[tuple[str, int]]:
    counted = (
        select(INCIDENT.c.element_id, func.count())
        .where(of_cases, INCIDENT.c.state == "ACTIVE")
        .group_by(INCIDENT.c.element_id)
    )
    return [(row[0], int(row[1])) for row in tx.execute(counted)]


def _count_of(state: str) -> ColumnElement[int]:
    return func.sum(case((ELEMENT_INSTANCE.c.state == state, 1), else_=0))
