"""Reading and writing the rows of any reference table, within a reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from engine.actor import Actor, ActorKind
from engine.store.database import Tx
from engine.store.reference.order import Order
from engine.store.schema import UNIT, table
from engine.store.scope import reach_condition
from engine.store.tables import metadata

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the unit of a row stands: a column, or the column `via` of the row in `table` whose `key` it names."""

    column: str
    table: str = ""
    key: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """Which rows: with every word of `text` in one of `texts`, equal to `equals`, in the order of `sort`.

    `after` is the place that the page before gave, '' = from the first row on. `count_up_to`: more count as one more.
    """

    text: str = ""
    texts: Sequence[str] = ()
    equals: Mapping[str, object] = field(default_factory=dict)
    sort: str = ""
    is_descending: bool = False
    after: str = ""
    limit: int = 50
    is_counted: bool = True
    count_up_to: int | None = None


def page(
    tx: Tx, name: str, fields: Sequence[str], key: Sequence[str], look: Looking, *, place: Place | None, actor: Actor
) -> tuple[list[Record], int, str | None]:
    """The rows of one page, how many there are in all (-1: not counted), and the place after the last row, if any.

    The place is made of that row's own values, so that rows which come and go meanwhile shift nothing.
    """
    found = table(name)
    where = and_(_reach(found, place, actor), *_looked_for(found, look))
    total = -1
    if look.is_counted:
        total = _count(tx, found, where, up_to=look.count_up_to)
    order = Order.of(found, look.sort, key, is_descending=look.is_descending)
    query = select(*(found.c[field] for field in fields)).where(where).order_by(*order.terms)
    if look.after:
        query = query.where(order.beyond(look.after))
    rows = [dict(row) for row in tx.execute(query.limit(look.limit + 1)).mappings()]
    following = order.place(rows[look.limit - 1]) if len(rows) > look.limit else None
    return rows[: look.limit], total, following


def _count(tx: Tx, found: Table, where: ColumnElement[bool], *, up_to: int | None) -> int:
    counted = select(func.count()).select_from(found).where(where)
    if up_to is not None:
        first = select(literal(1)).select_from(found).where(where).limit(up_to + 1)
        counted = select(func.count()).select_from(first.subquery())
    return int(tx.execute(counted).scalar_one())


def one(
    tx: Tx, name: str, fields: Sequence[str], key: Mapping[str, object], *, place: Place | None, actor: Actor
) -> Record | None:
    """One row by its key, if the actor reaches it; locked where the database locks rows."""
    found = table(name)
    query = select(*(found.c[field] for field in fields)).where(_reach(found, place, actor), *_is(found, key))
    if not tx.is_sqlite:
        query = query.with_for_update()
    row = tx.execute(query).mappings().one_or_none()
    return dict(row) if row is not None else None


def exists_row(tx: Tx, name: str, key: Mapping[str, object]) -> bool:
    """Whether the key is taken, in reach or not."""
    found = table(name)
    return bool(tx.execute(select(exists().where(*_is(found, key)))).scalar_one())


def change(tx: Tx, name: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
    """Write columns of one row."""
    found = table(name)
    if values:
        tx.execute(update(found).where(*_is(found, key)).values(**values))


def remove(tx: Tx, name: str, key: Mapping[str, object]) -> None:
    """Take one row away."""
    found = table(name)
    tx.execute(delete(found).where(*_is(found, key)))


def used_by(tx: Tx, name: str, key: Mapping[str, object]) -> str | None:
    """A table with rows that refer to this row; None when nothing does."""
    for other in metadata.tables.values():
        for column in other.columns:
            for foreign in column.foreign_keys:
                named = foreign.column
                if named.table.name != name or named.name not in key:
                    continue
                if tx.execute(select(exists().where(column == key[named.name]))).scalar_one():
                    return str(other.name)
    return None


def reached_units(tx: Tx, actor: Actor, roles: frozenset[str]) -> frozenset[str]:
    """The codes of units that the actor reaches with one of `roles`, closed ones too."""
    if actor.kind is ActorKind.SYSTEM:
        return frozenset(tx.execute(select(UNIT.c.code)).scalars())
    grants = tuple(grant for grant in actor.grants if grant.role in roles)
    reached = Actor(actor.name, actor.kind, grants)
    return frozenset(tx.execute(select(UNIT.c.code).where(reach_condition(UNIT.c.path, reached))).scalars())


def units_of(tx: Tx, place: Place, values: Sequence[object]) -> dict[object, str]:
    """The unit code behind each value of the place's column."""
    if not place.table:
        return {value: str(value) for value in values}
    other = table(place.table)
    query = select(other.c[place.key], other.c[place.via])
    if len(values) < 500:
        query = query.where(other.c[place.key].in_(values))
    return {row[0]: str(row[1]) for row in tx.execute(query)}


def _reach(found: Table, place: Place | None, actor: Actor) -> ColumnElement[bool]:
    if place is None:
        return true()
    code: ColumnElement[Any] = found.c[place.column]
    if place.table:
        other = table(place.table)
        # Said, not guessed: inside EXISTS the outer table would otherwise be joined anew, and every row be in reach.
        named = select(other.c[place.via]).where(other.c[place.key] == found.c[place.column])
        code = named.correlate(found).scalar_subquery()
    return exists(select(UNIT.c.unit_id).where(UNIT.c.code == code, reach_condition(UNIT.c.path, actor)))


def _looked_for(found: Table, look: Looking) -> list[ColumnElement[bool]]:
    wanted = [found.c[name] == value for name, value in look.equals.items()]
    for word in look.text.split()[:6]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        wanted.append(or_(*(cast(found.c[name], String).ilike(pattern, escape="\\") for name in look.texts)))
    return wanted


def _is(found: Table, key: Mapping[str, object]) -> list[ColumnElement[bool]]:
    return [found.c[name] == value for name, value in key.items()]
