"""How one source of look-ups is read: its columns, what is searched, who sees which rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, FromClause, and_, case, or_, select, true

from engine.actor import Actor
from engine.store.database import Tx

Condition: TypeAlias = ColumnElement[bool]
Filter: TypeAlias = Callable[[Tx, str], Condition]
MAX_WORDS = 6


def everybody(actor: Actor) -> Condition:
    """Nothing in these rows belongs to a unit."""
    return true()


@dataclass(frozen=True, slots=True)
class Reading:
    """One source. The first of `columns` is the key; `searched` are compared with the typed words.

    `near` holds for rows the actor may browse. With `exact`, rows that are not near are found too, but only by
    `exact(text)`, and without the columns of `private`; who names such a row by its key learns nothing of `personal`.
    """

    columns: Mapping[str, ColumnElement[Any]]
    rows: FromClause
    searched: Sequence[ColumnElement[Any]]
    near: Callable[[Actor], Condition] = everybody
    exact: Callable[[str], Condition] | None = None
    private: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    filters: Mapping[str, Filter] = field(default_factory=dict)

    @property
    def key(self) -> ColumnElement[Any]:
        """The column that a field keeps."""
        return next(iter(self.columns.values()))


def search(
    tx: Tx, reading: Reading, text: str, filters: Mapping[str, str], *, actor: Actor, limit: int
) -> list[dict[str, Any]]:
    """The rows that hold every word of `text`, best first: the key itself, keys that begin so, then by key.

    Each row has its columns and `is_near`.
    """
    words = text.split()[:MAX_WORDS]
    near = reading.near(actor)
    browsed = and_(near, *(_holds(reading, word) for word in words))
    reached = browsed
    if reading.exact is not None and words:
        reached = or_(browsed, reading.exact(text))
    begins = reading.key.ilike(f"{_escaped(text.strip())}%", escape="\\")
    rank = case((reading.key == text.strip(), 0), (begins, 1), else_=2)
    query = _select(reading, near).where(reached, *_conditions(tx, reading, filters))
    name = next(iter(reading.columns))
    # A person with several grants stands in several rows.
    rows = tx.execute(query.order_by(rank, reading.key).limit(limit * 2)).mappings()
    return list({row[name]: dict(row) for row in reversed(rows.all())}.values())[::-1][:limit]


def find(
    tx: Tx, reading: Reading, keys: Sequence[str], filters: Mapping[str, str], *, actor: Actor
) -> dict[str, dict[str, Any]]:
    """The rows of these keys that the actor reaches and the filters leave, by key."""
    near = reading.near(actor)
    reached = true() if reading.exact is not None else near
    query = _select(reading, near).where(reading.key.in_(keys), reached, *_conditions(tx, reading, filters))
    name = next(iter(reading.columns))
    return {str(row[name]): dict(row) for row in tx.execute(query).mappings()}


def _select(reading: Reading, near: Condition) -> Any:
    named = (column.label(name) for name, column in reading.columns.items())
    return select(*named, near.label("is_near")).select_from(reading.rows)


def _conditions(tx: Tx, reading: Reading, filters: Mapping[str, str]) -> list[Condition]:
    return [reading.filters[name](tx, value) for name, value in filters.items() if name in reading.filters]


def _holds(reading: Reading, word: str) -> Condition:
    pattern = f"%{_escaped(word)}%"
    return or_(*(column.ilike(pattern, escape="\\") for column in reading.searched))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
