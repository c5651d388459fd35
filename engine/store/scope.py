"""What an actor may see, as SQL conditions. The one place where isolation is written (architecture, decision 10)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from engine.actor import OVERSEEING_ROLES, Actor, ActorKind, Grant
from engine.store.schema import CASE, CASE_SHARE, TASK, TASK_CANDIDATE


def case_condition(actor: Actor) -> ColumnElement[bool]:
    """Cases the actor sees: in his reach, shared with a unit in his reach, or with an open task for him."""
    if actor.kind is ActorKind.SYSTEM:
        return true()
    if not actor.grants:
        return false()
    shared = exists().where(CASE_SHARE.c.case_key == CASE.c.case_key, _reach(CASE_SHARE.c.unit_path, actor.grants))
    asked = exists().where(TASK.c.case_key == CASE.c.case_key, TASK.c.state == "open", task_condition(actor))
    return or_(_reach(CASE.c.unit_path, actor.grants), shared, asked)


def own_case_condition(actor: Actor) -> ColumnElement[bool]:
    """Cases whose own unit the actor reaches: only there he sees raw variables and the whole history."""
    return true() if actor.kind is ActorKind.SYSTEM else _reach(CASE.c.unit_path, actor.grants)


def task_condition(actor: Actor) -> ColumnElement[bool]:
    """Tasks the actor sees: of one of his roles at a unit in its reach, his own, or offered to him by name (S5, S6)."""
    if actor.kind is ActorKind.SYSTEM:
        return true()
    by_reach: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    for grant in actor.grants:
        by_reach[grant.unit_path, grant.below].add(grant.role)
    conditions = [_task_reach(path, below, roles) for (path, below), roles in by_reach.items()]
    named = exists().where(
        TASK_CANDIDATE.c.task_key == TASK.c.task_key,
        TASK_CANDIDATE.c.kind == "user",
        TASK_CANDIDATE.c.name == actor.name,
    )
    return or_(*conditions, TASK.c.assignee == actor.name, named)


def inbox_condition(actor: Actor) -> ColumnElement[bool]:
    """Tasks the actor may work on: as `task_condition`, without what he only oversees."""
    by_reach: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    for grant in actor.grants:
        by_reach[grant.unit_path, grant.below].add(grant.role)
    conditions = [
        and_(_under(TASK.c.unit_path, path, below), TASK.c.role.in_(sorted(roles)))
        for (path, below), roles in by_reach.items()
    ]
    candidate = exists().where(
        TASK_CANDIDATE.c.task_key == TASK.c.task_key,
        or_(
            and_(TASK_CANDIDATE.c.kind == "user", TASK_CANDIDATE.c.name == actor.name),
            *(
                and_(
                    TASK_CANDIDATE.c.kind == "role",
                    TASK_CANDIDATE.c.name.in_(sorted(roles)),
                    _under(TASK.c.unit_path, path, below),
                )
                for (path, below), roles in by_reach.items()
            ),
        ),
    )
    return or_(*conditions, TASK.c.assignee == actor.name, candidate)


def reach_condition(column: ColumnElement[Any], actor: Actor) -> ColumnElement[bool]:
    """Rows whose unit path `column` the actor reaches by any grant."""
    return true() if actor.kind is ActorKind.SYSTEM else _reach(column, actor.grants)


def visible_case_keys(actor: Actor) -> Select[tuple[int]]:
    """A sub-select of the keys of all cases the actor sees, for tables that hang on a case."""
    return select(CASE.c.case_key).where(case_condition(actor))


def own_case_keys(actor: Actor) -> Select[tuple[int]]:
    """A sub-select of the keys of all cases whose own unit the actor reaches."""
    return select(CASE.c.case_key).where(own_case_condition(actor))


def _task_reach(path: str, below: bool, roles: set[str]) -> ColumnElement[bool]:
    under = _under(TASK.c.unit_path, path, below)
    if roles & OVERSEEING_ROLES:
        return under
    further = exists().where(
        TASK_CANDIDATE.c.task_key == TASK.c.task_key,
        TASK_CANDIDATE.c.kind == "role",
        TASK_CANDIDATE.c.name.in_(sorted(roles)),
    )
    return and_(under, or_(TASK.c.role.in_(sorted(roles)), further))


def _reach(column: ColumnElement[Any], grants: tuple[Grant, ...]) -> ColumnElement[bool]:
    reaches = {(grant.unit_path, grant.below) for grant in grants}
    return or_(false(), *(_under(column, path, below) for path, below in sorted(reaches)))


def _under(column: ColumnElement[Any], path: str, below: bool) -> ColumnElement[bool]:
    """A byte range instead of LIKE, so that the index serves; '0' follows '/' in ASCII."""
    if not below:
        return column == path
    return and_(column >= path, column < path[:-1] + "0")
