"""What an actor may see, as SQL conditions. The one place where isolation is written (architecture, decision 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from engine.actor import OVERSEEING_ROLES, Actor, ActorKind, Grant
from engine.store.offers import OfferedTo, is_candidate, offered_by_candidates
from engine.store.schema import CASE, CASE_SHARE, TASK


def case_condition(actor: Actor) -> ColumnElement[bool]:
    """Cases the actor sees: in his reach, shared with a unit in his reach, or with an open task for him."""
    return or_(false(), *case_ways(actor))


def case_ways(actor: Actor) -> list[ColumnElement[bool]]:
    """The ways in which the actor sees a case, any of which is enough; an index serves each, but none their `or`.

    Who reaches all units sees each case by that, so he has no other way.
    """
    if actor.kind is ActorKind.SYSTEM:
        return [true()]
    if not actor.grants:
        return []
    reach = _reach(CASE.c.unit_path, actor.grants)
    if any(grant.is_at_root and grant.below for grant in actor.grants):
        return [reach]
    shared = select(CASE_SHARE.c.case_key).where(_reach(CASE_SHARE.c.unit_path, actor.grants))
    asked = (select(TASK.c.case_key).where(TASK.c.state == "open", way) for way in task_ways(actor))
    return [reach, *(CASE.c.case_key.in_(found) for found in (shared, *asked))]


def own_case_condition(actor: Actor) -> ColumnElement[bool]:
    """Cases whose own unit the actor reaches: only there he sees raw variables and the whole history."""
    return true() if actor.kind is ActorKind.SYSTEM else _reach(CASE.c.unit_path, actor.grants)


def task_condition(actor: Actor) -> ColumnElement[bool]:
    """Tasks the actor sees: of one of his roles at a unit in its reach, his own, or offered to him by name (S5, S6)."""
    return or_(false(), *task_ways(actor))


def task_ways(actor: Actor) -> list[ColumnElement[bool]]:
    """The ways in which the actor sees a task, open or ended, any of which is enough."""
    if actor.kind is ActorKind.SYSTEM:
        return [true()]
    overseen = [grant for grant in actor.grants if grant.role in OVERSEEING_ROLES]
    ways = [_reach(TASK.c.unit_path, tuple(overseen))] if overseen else []
    if any(grant.is_at_root and grant.below for grant in overseen):
        return ways
    return [*ways, *inbox_ways(actor, offered_by_candidates)]


def inbox_ways(actor: Actor, offered_to: OfferedTo) -> list[ColumnElement[bool]]:
    """The ways in which the actor may work on a task, any of which is enough: held by him, of his role, offered.

    As `task_ways`, without what he only oversees.
    """
    ways: list[ColumnElement[bool]] = [TASK.c.assignee == actor.name, is_candidate("user", [actor.name])]
    for reaches, roles in _reaches_of_roles(actor.grants).items():
        under = _at(TASK.c.unit_path, reaches)
        ways.append(and_(TASK.c.role.in_(roles), under))
        ways += [and_(offered, under) for offered in offered_to(roles)]
    return ways


def _reaches_of_roles(grants: tuple[Grant, ...]) -> dict[tuple[tuple[str, bool], ...], list[str]]:
    """Roles by the places where they are held: those held at the same places go together."""
    places: defaultdict[str, set[tuple[str, bool]]] = defaultdict(set)
    for grant in grants:
        places[grant.role].add((grant.unit_path, grant.below))
    found: defaultdict[tuple[tuple[str, bool], ...], list[str]] = defaultdict(list)
    for role in sorted(places):
        found[tuple(sorted(places[role]))].append(role)
    return found


def reach_condition(column: ColumnElement[Any], actor: Actor) -> ColumnElement[bool]:
    """Rows whose unit path `column` the actor reaches by any grant."""
    return true() if actor.kind is ActorKind.SYSTEM else _reach(column, actor.grants)


def visible_case_keys(actor: Actor) -> Select[tuple[int]]:
    """A sub-select of the keys of all cases the actor sees, for tables that hang on a case."""
    return select(CASE.c.case_key).where(case_condition(actor))


def own_case_keys(actor: Actor) -> Select[tuple[int]]:
    """A sub-select of the keys of all cases whose own unit the actor reaches."""
    return select(CASE.c.case_key).where(own_case_condition(actor))


def _reach(column: ColumnElement[Any], grants: tuple[Grant, ...]) -> ColumnElement[bool]:
    return _at(column, sorted({(grant.unit_path, grant.below) for grant in grants}))


def _at(column: ColumnElement[Any], reaches: Sequence[tuple[str, bool]]) -> ColumnElement[bool]:
    """At one of the units, or below. A byte range instead of LIKE lets the index serve; '0' follows '/' in ASCII."""
    exact = [path for path, below in reaches if not below]
    ranges = (and_(column >= path, column < path[:-1] + "0") for path, below in reaches if below)
    return or_(false(), *([column.in_(exact)] if exact else []), *ranges)
