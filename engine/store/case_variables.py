"""The live variables of a case by scope, read when they are asked for where there are many (a wide multi-instance)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, MutableMapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import LargeBinary, Select, bindparam, cast, func, select

from engine.process.surroundings import MeasuredScopes
from engine.store.database import Tx
from engine.store.prepared import Query
from engine.store.schema import CASE_VARIABLE, TASK
from engine.values import Values, load

_MANY = 200
"""rows up to which all are read at once"""
_SINGLE_READS = 40
"""scopes read one by one before all that are left are read at once"""
_OF_CASE = select(CASE_VARIABLE.c.scope_key, CASE_VARIABLE.c.name, CASE_VARIABLE.c.value).where(
    CASE_VARIABLE.c.case_key == bindparam("key")
)
SOME = Query(_OF_CASE.limit(_MANY + 1))
"""Up to one row more than are read at once, of the case `key`: what `of_rows` wants."""
SOME_OF_TASK = Query(
    select(*_OF_CASE.selected_columns)
    .where(
        CASE_VARIABLE.c.case_key == select(TASK.c.case_key).where(TASK.c.task_key == bindparam("key")).scalar_subquery()
    )
    .limit(_MANY + 1)
)
"""The same of the case that the task `key` belongs to."""
_OF_SCOPE = select(CASE_VARIABLE.c.name, CASE_VARIABLE.c.value).where(
    CASE_VARIABLE.c.case_key == bindparam("key"), CASE_VARIABLE.c.scope_key == bindparam("scope")
)


@cache
def _bytes(is_sqlite: bool) -> Select[tuple[int]]:
    """How many bytes the values of a case are; SQLite counts them in binary values only."""
    value = CASE_VARIABLE.c.value
    size = func.length(cast(value, LargeBinary)) if is_sqlite else func.octet_length(value)
    return select(func.coalesce(func.sum(size), 0)).where(CASE_VARIABLE.c.case_key == bindparam("key"))


def read(tx: Tx, case_key: int) -> MutableMapping[int, Values]:
    """All live variables of the case by scope; the root scope's key is the case's. Good until the transaction ends."""
    return of_rows(tx, case_key, tx.look((SOME, {"key": case_key}))[0])


def of_rows(tx: Tx, case_key: int, rows: Sequence[Any]) -> MutableMapping[int, Values]:
    """What `read` gives, from rows of `SOME` that were read already."""
    if len(rows) > _MANY:
        return StoredScopes(tx, case_key)
    scopes: defaultdict[int, Values] = defaultdict(dict)
    for row in rows:
        scopes[row.scope_key][row.name] = load(row.value)
    return dict(scopes)


class StoredScopes(MeasuredScopes):
    """Scopes read one at a time; what was set or deleted here is no longer looked for in the database."""

    def __init__(self, tx: Tx, case_key: int) -> None:
        self._tx, self._case_key = tx, case_key
        self._known: dict[int, Values] = {}
        """scope → variables; empty for one that has none"""
        self.read_count = 0
        """scopes that were looked for in the database"""
        self._has_all = False
        self._stored_bytes: int | None = None

    def __getitem__(self, scope_key: int) -> Values:
        if scope_key not in self._known and not self._has_all:
            self._read(scope_key)
        found = self._known.get(scope_key)
        if not found:
            raise KeyError(scope_key)
        return found

    def __setitem__(self, scope_key: int, values: Values) -> None:
        self._known[scope_key] = values

    def __delitem__(self, scope_key: int) -> None:
        if scope_key not in self:
            raise KeyError(scope_key)
        self._known[scope_key] = {}

    def __iter__(self) -> Iterator[int]:
        self._read_all()
        return iter([key for key, values in self._known.items() if values])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def total_bytes(self) -> int:
        """What all stored values come to as text; as stored when first asked."""
        if self._stored_bytes is None:
            self._stored_bytes = int(self._tx.execute(_bytes(self._tx.is_sqlite), {"key": self._case_key}).scalar_one())
        return self._stored_bytes

    def _read(self, scope_key: int) -> None:
        self.read_count += 1
        if self.read_count > _SINGLE_READS:
            self._read_all()
            return
        rows = self._tx.execute(_OF_SCOPE, {"key": self._case_key, "scope": scope_key})
        self._known[scope_key] = {row.name: load(row.value) for row in rows}

    def _read_all(self) -> None:
        if self._has_all:
            return
        self._has_all = True
        found: defaultdict[int, Values] = defaultdict(dict)
        for row in self._tx.execute(_OF_CASE, {"key": self._case_key}):
            if row.scope_key not in self._known:
                found[row.scope_key][row.name] = load(row.value)
        self._known.update(found)
