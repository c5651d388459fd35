"""Units as administrators see and move them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, literal, or_, select, update

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.schema import CASE, CASE_SHARE, ROLE_GRANT, TASK, UNIT
from engine.store.scope import reach_condition
from engine.store.tables import metadata

_PARENT, _CHILD = UNIT.alias("parent"), UNIT.alias("child")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit with its parent's code ('' for the root) and how many units stand right below it."""

    unit_id: int
    code: str
    parent: str
    kind: str
    name: str
    name_en: str
    region_code: str
    calendar: str | None
    is_closed: bool
    path: str
    child_count: int


def _columns() -> tuple[ColumnElement[Any], ...]:
    below = select(func.count()).where(_CHILD.c.parent_id == UNIT.c.unit_id).scalar_subquery()
    own = ("kind", "name", "name_en", "region_code", "calendar", "is_closed", "path")
    return (
        UNIT.c.unit_id, UNIT.c.code, func.coalesce(_PARENT.c.code, "").label("parent"),
        *(UNIT.c[name] for name in own), below,
    )  # fmt: skip


def _joined() -> Any:
    return UNIT.outerjoin(_PARENT, _PARENT.c.unit_id == UNIT.c.parent_id)


def one(tx: Tx, code: str, *, actor: Actor) -> UnitFacts | None:
    """The unit, if the actor reaches it."""
    query = select(*_columns()).select_from(_joined()).where(UNIT.c.code == code, reach_condition(UNIT.c.path, actor))
    row = tx.execute(query).one_or_none()
    return UnitFacts(*row) if row else None


def listed(
    tx: Tx, *, actor: Actor, parent: str | None, kind: str = "", text: str = "", skip: int = 0, limit: int = 50
) -> tuple[tuple[UnitFacts, ...], int]:
    """Units in reach and how many there are: right below `parent` ('' = the uppermost ones in reach), or anywhere."""
    where = [reach_condition(UNIT.c.path, actor)]
    if parent:
        where.append(_PARENT.c.code == parent)
    elif parent == "":
        where.append(or_(UNIT.c.parent_id.is_(None), ~reach_condition(_PARENT.c.path, actor)))
    if kind:
        where.append(UNIT.c.kind == kind)
    for word in text.split()[:6]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        where.append(or_(*(UNIT.c[name].ilike(pattern, escape="\\") for name in ("code", "name", "name_en"))))
    total: int = tx.execute(select(func.count()).select_from(_joined()).where(*where)).scalar_one()
    query = select(*_columns()).select_from(_joined()).where(*where)
    rows = tx.execute(query.order_by(UNIT.c.is_closed, UNIT.c.kind, UNIT.c.code).offset(skip).limit(limit))
    return tuple(UnitFacts(*row) for row in rows), total


def above(tx: Tx, path: str, *, actor: Actor) -> tuple[UnitFacts, ...]:
    """The units over a path that the actor reaches, from the root down."""
    ids = [int(part) for part in path.strip("/").split("/")][:-1]
    query = select(*_columns()).select_from(_joined())
    rows = tx.execute(query.where(UNIT.c.unit_id.in_(ids), reach_condition(UNIT.c.path, actor)).order_by(UNIT.c.path))
    return tuple(UnitFacts(*row) for row in rows)


def move(tx: Tx, unit: UnitFacts, parent_id: int, parent_path: str) -> str:
    """Put a unit with all below it under another parent; running cases and open tasks go along. The new path."""
    path = f"{parent_path}{unit.unit_id}/"
    tx.execute(update(UNIT).where(UNIT.c.unit_id == unit.unit_id).values(parent_id=parent_id))
    active = select(CASE.c.case_key).where(CASE.c.state == "active")
    _shift(tx, TASK, unit.path, path, TASK.c.state == "open")
    _shift(tx, CASE_SHARE, unit.path, path, CASE_SHARE.c.case_key.in_(active))
    _shift(tx, CASE, unit.path, path, CASE.c.state == "active")
    _shift(tx, UNIT, unit.path, path)
    return path


def is_used(tx: Tx, unit: UnitFacts) -> bool:
    """Whether a unit stands below it, somebody holds a role at it, a case or task was ever issued to it, or any
    row of stock, money, stores or the like names it."""
    used = (
        exists().where(_CHILD.c.parent_id == unit.unit_id),
        exists().where(ROLE_GRANT.c.unit_id == unit.unit_id),
        exists().where(CASE.c.unit_path == unit.path),
        exists().where(CASE_SHARE.c.unit_path == unit.path),
        exists().where(TASK.c.unit_path == unit.path),
        *(exists().where(column == unit.code) for column in _naming_units()),
    )
    return bool(tx.execute(select(or_(*used))).scalar_one())


@cache
def _naming_units() -> tuple[ColumnElement[str], ...]:
    """Every column that holds a unit's code, by its foreign key or, where a ledger outlives units, by its name."""
    return tuple(
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name == "unit_code" or any(key.target_fullname == "unit.code" for key in column.foreign_keys)
    )


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What hangs on a unit: codes of the open units right below it, its open tasks, its running cases."""

    children: tuple[str, ...]
    task_count: int
    case_count: int


def in_the_way(tx: Tx, unit: UnitFacts) -> InTheWay:
    """What keeps a unit from being closed."""
    below = select(UNIT.c.code).where(UNIT.c.parent_id == unit.unit_id, UNIT.c.is_closed.is_(False))
    tasks = select(func.count()).where(TASK.c.unit_path == unit.path, TASK.c.state == "open")
    cases = select(func.count()).where(CASE.c.unit_path == unit.path, CASE.c.state == "active")
    children = tuple(tx.execute(below.order_by(UNIT.c.code)).scalars())
    return InTheWay(children, int(tx.execute(tasks).scalar_one()), int(tx.execute(cases).scalar_one()))


def remove(tx: Tx, unit_id: int) -> None:
    """Forget a unit that nothing refers to."""
    tx.execute(delete(UNIT).where(UNIT.c.unit_id == unit_id))


def _shift(tx: Tx, table: Table, old: str, new: str, *where: ColumnElement[bool]) -> None:
    column = table.c.path if table is UNIT else table.c.unit_path
    under = and_(column >= old, column < old[:-1] + "0")  # '0' follows '/', as in engine.store.scope
    moved = literal(new) + func.substr(column, len(old) + 1)
    tx.execute(update(table).where(under, *where).values({column.name: moved}))
