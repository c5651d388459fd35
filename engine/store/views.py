"""What pages read of a case: whether it is seen, its diagram, its tasks, its relations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, case, func, select

from engine.actor import Actor
from engine.store import scope
from engine.store.database import Tx
from engine.store.event_form import details_of
from engine.store.schema import CASE, ELEMENT_INSTANCE, EVENT, INCIDENT, PROCESS_DEFINITION, UNIT, USER

Record = Row[*tuple[Any, ...]]


def sees_case(tx: Tx, case_key: int, actor: Actor) -> bool:
    """Whether the actor sees the case."""
    query = select(CASE.c.case_key).where(CASE.c.case_key == case_key, scope.case_condition(actor))
    return tx.execute(query).one_or_none() is not None


def owns_case(tx: Tx, case_key: int, actor: Actor) -> bool:
    """Whether the actor reaches the case's own unit: more than working on a task of it."""
    query = select(CASE.c.case_key).where(CASE.c.case_key == case_key, scope.own_case_condition(actor))
    return tx.execute(query).one_or_none() is not None


def case_of_scope(tx: Tx, scope_key: int) -> int | None:
    """The case that a scope key names: a case key itself, or an element instance of it."""
    found = tx.execute(select(CASE.c.case_key).where(CASE.c.case_key == scope_key)).scalar_one_or_none()
    if found is not None:
        return int(found)
    query = select(ELEMENT_INSTANCE.c.case_key).where(ELEMENT_INSTANCE.c.element_instance_key == scope_key)
    return tx.execute(query).scalar_one_or_none()


def head(tx: Tx, case_key: int, actor: Actor) -> Record | None:
    """The case row with process and unit names, and `is_own`: whether the actor reaches the case's own unit."""
    own = case((scope.own_case_condition(actor), 1), else_=0).label("is_own")
    query = (
        select(
            CASE,
            PROCESS_DEFINITION.c.name.label("process_name"),
            PROCESS_DEFINITION.c.name_en.label("process_name_en"),
            UNIT.c.code.label("unit_code"),
            UNIT.c.name.label("unit_name"),
            UNIT.c.name_en.label("unit_name_en"),
            USER.c.display_name.label("started_by_name"),
            own,
        )
        .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == CASE.c.definition_key)
        .join(UNIT, UNIT.c.unit_id == CASE.c.unit_id)
        .outerjoin(USER, USER.c.username == CASE.c.started_by)
        .where(CASE.c.case_key == case_key, scope.case_condition(actor))
    )
    return tx.execute(query).one_or_none()


def element_counts(tx: Tx, case_key: int) -> Sequence[Record]:
    """Per element id: how many instances are ACTIVE, COMPLETED, TERMINATED."""
    query = (
        select(ELEMENT_INSTANCE.c.element_id, ELEMENT_INSTANCE.c.state, func.count().label("instances"))
        .where(ELEMENT_INSTANCE.c.case_key == case_key)
        .group_by(ELEMENT_INSTANCE.c.element_id, ELEMENT_INSTANCE.c.state)
    )
    return tx.execute(query).all()


def choices_made(tx: Tx, case_key: int) -> set[str]:
    """The sequence flows that the history names as taken, wherever there was a choice."""
    query = select(EVENT.c.body).where(EVENT.c.case_key == case_key, EVENT.c.event_type == "flow.taken")
    found: set[str] = set()
    for text in tx.execute(query).scalars():
        taken = details_of(text).get("taken")
        found |= {str(name) for name in taken} if isinstance(taken, list) else set()
    return found


def incidents(tx: Tx, case_key: int) -> Sequence[Record]:
    """The incidents of a case, newest first."""
    query = select(INCIDENT).where(INCIDENT.c.case_key == case_key)
    return tx.execute(query.order_by(INCIDENT.c.incident_key.desc())).all()


def family(tx: Tx, root_case_key: int, actor: Actor) -> Sequence[Record]:
    """The cases of one family that the actor sees, root first."""
    query = (
        select(
            CASE.c.case_key, CASE.c.parent_case_key, CASE.c.process_id, CASE.c.state, CASE.c.business_key,
            PROCESS_DEFINITION.c.name.label("process_name"), PROCESS_DEFINITION.c.name_en.label("process_name_en"),
        )
        .join(PROCESS_DEFINITION, PROCESS_DEFINITION.c.definition_key == CASE.c.definition_key)
        .where(CASE.c.root_case_key == root_case_key, scope.case_condition(actor))
        .order_by(CASE.c.case_key)
    )  # fmt: skip
    return tx.execute(query).all()


def display_names(tx: Tx, usernames: Sequence[str]) -> dict[str, str]:
    """What people call these users."""
    query = select(USER.c.username, USER.c.display_name).where(USER.c.username.in_(sorted(set(usernames))))
    return {row.username: row.display_name for row in tx.execute(query)}


def unit_names(tx: Tx, paths: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Code, Chinese and English name of the units at these paths."""
    query = select(UNIT.c.path, UNIT.c.code, UNIT.c.name, UNIT.c.name_en).where(UNIT.c.path.in_(sorted(set(paths))))
    return {row.path: (row.code, row.name, row.name_en or row.name) for row in tx.execute(query)}


def case_count(tx: Tx) -> int:
    """How many cases there are."""
    return int(tx.execute(select(func.count()).select_from(CASE)).scalar_one())
