"""One page of a search, by keyset: where a page begins is a row's sort values and key, never an offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    case,
    collate,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from engine.actor import Actor
from engine.store.database import Tx
from engine.store.search.comparing import condition
from engine.store.search.fields import Field, FieldType, Order, Query, Source

COUNTED_UP_TO = 10_000
REVISION = "_revision"


@dataclass(frozen=True, slots=True)
class Found:
    """One row: its item (with `_revision` when the source has one) and its place in the order, for cursors."""

    item: dict[str, object]
    edge: tuple[object, ...]


def page_rows(tx: Tx, source: Source, query: Query, actor: Actor) -> list[Found]:
    """The rows of the page, in order."""
    order = (*query.order, Order(source.key, query.order[-1].is_descending if query.order else source.descends))
    wanted, window = _wanted(tx, source, query, actor), query.window
    if window.edge is not None:
        wanted.append(_beyond(tx, order, window.edge, is_before=window.is_before))
    ordering = [_ordering(tx, part, is_reversed=window.is_before) for part in order]
    first = _by_way(source, actor, wanted, limit=window.offset + window.limit, ordering=ordering)
    seen = [source.key.expression.in_(_any_of(first))] if first else [source.scope(actor), *wanted]
    statement = _select(source).where(*seen)
    rows = tx.execute(statement.order_by(*ordering).limit(window.limit).offset(window.offset)).all()
    if window.is_before:
        rows = rows[::-1]
    edges = [tuple(row._mapping[part.by.name] for part in order) for row in rows]
    return [Found(item, edge) for item, edge in zip(_items(tx, source, rows), edges, strict=True)]


def count_rows(tx: Tx, source: Source, query: Query, actor: Actor) -> int:
    """How many rows match, at most one more than 10,000.

    Where several ways lead to them and the first, the actor's own reach, tells enough, the others are not looked at.
    """
    wanted = _wanted(tx, source, query, actor)
    by_way = _by_way(source, actor, wanted, limit=COUNTED_UP_TO + 1)
    if not by_way:
        found = select(source.key.expression).select_from(source.table).where(source.scope(actor), *wanted)
        return int(tx.execute(_count(found.limit(COUNTED_UP_TO + 1))).scalar_one())
    own = by_way[0].cte("own")
    enough = _count(select(own.c.found)).scalar_subquery()
    found = select(_any_of([select(own.c.found), *by_way[1:]]).subquery().c.found).distinct()
    counted = _count(found.limit(COUNTED_UP_TO + 1)).scalar_subquery()
    return int(tx.execute(select(case((enough > COUNTED_UP_TO, enough), else_=counted))).scalar_one())


def _count(found: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(found.subquery())


def one_row(tx: Tx, source: Source, key: object, actor: Actor) -> dict[str, object] | None:
    """The item with that key, if the actor sees it."""
    statement = _select(source).where(source.key.expression == key, source.scope(actor))
    items = _items(tx, source, tx.execute(statement).all())
    return items[0] if items else None


def read_nothing(tx: Tx) -> None:
    """A round trip to the database."""
    tx.execute(select(literal(1)))


def _select(source: Source) -> Select[Any]:
    columns = [field.expression.label(field.name) for field in source.fields if field.is_listed]
    if source.revision is not None:
        columns.append(source.revision.label(REVISION))
    return select(*columns).select_from(source.table)


def conditions(tx: Tx, source: Source, query: Query, actor: Actor) -> list[ColumnElement[bool]]:
    """What rows must meet: the actor's scope first, always."""
    return [source.scope(actor), *_wanted(tx, source, query, actor)]


def _wanted(tx: Tx, source: Source, query: Query, actor: Actor) -> list[ColumnElement[bool]]:
    """What the search asks for, without the actor's scope."""
    wanted = [source.pins[name](value) for name, value in query.pins]
    wanted += [condition(tx, actor, part) for part in query.all_of]
    if query.any_of:
        groups = [and_(true(), *(condition(tx, actor, part) for part in group)) for group in query.any_of]
        wanted.append(or_(false(), *groups))
    return wanted


def _by_way(
    source: Source,
    actor: Actor,
    wanted: Sequence[ColumnElement[bool]],
    *,
    limit: int,
    ordering: Sequence[ColumnElement[Any]] = (),
) -> list[Select[Any]]:
    """The keys of the first rows by each way in which the actor sees them; nothing where there are not several ways.

    An index serves each way, but none their `or`: asked together, every row that matches would be looked at.
    """
    ways = source.ways(actor) if source.ways is not None else ()
    if len(ways) < 2:
        return []
    keys = select(source.key.expression.label("found")).select_from(source.table)
    return [keys.where(way, *wanted).order_by(*ordering).limit(limit) for way in ways]


def _any_of(selects: Sequence[Select[Any]]) -> CompoundSelect[Any]:
    """The keys of any of them, some perhaps twice. Wrapped each, for SQLite orders no part of a union."""
    return union_all(*(select(one.subquery().c.found) for one in selects))


def _items(tx: Tx, source: Source, rows: Sequence[Row[Any]]) -> list[dict[str, object]]:
    items: list[dict[str, object]] = [dict(row._mapping) for row in rows]
    for field in source.fields:
        if field.read is not None and field.is_listed:
            for item in items:
                item[field.name] = field.read(item[field.name])
    if source.complete is not None and items:
        source.complete(tx, items)
    return items


def _ordering(tx: Tx, order: Order, *, is_reversed: bool) -> ColumnElement[Any]:
    expression = _sortable(tx, order.by)
    if order.is_descending == is_reversed:
        return expression.asc().nulls_last() if order.by.is_nullable else expression.asc()
    return expression.desc().nulls_first() if order.by.is_nullable else expression.desc()


def _sortable(tx: Tx, field: Field) -> ColumnElement[Any]:
    # Byte order, as SQLite has it: another collation would order pages differently on each server.
    if field.type is FieldType.TEXT and not tx.is_sqlite:
        return collate(field.expression, "C")
    return field.expression


def _beyond(tx: Tx, order: Sequence[Order], edge: Sequence[object], *, is_before: bool) -> ColumnElement[bool]:
    """Rows that come after `edge` in `order` (before it, when `is_before`): (a, b, key) > (x, y, k), spelt out."""
    beyond: ColumnElement[bool] = false()
    for part, value in reversed(list(zip(order, edge, strict=True))):
        expression = _sortable(tx, part.by)
        is_ascending = part.is_descending == is_before
        further: ColumnElement[bool]
        if value is None:
            further = false() if is_ascending else expression.is_not(None)
            beyond = or_(further, and_(expression.is_(None), beyond))
            continue
        bound = literal(value) if isinstance(value, bool) else value  # SQLAlchemy orders no bare True and False
        further = expression > bound if is_ascending else expression < bound
        if is_ascending and part.by.is_nullable:
            further = or_(further, expression.is_(None))
        beyond = or_(further, and_(expression == bound, beyond))
    return beyond
