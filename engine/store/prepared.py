"""The statements of the hot path: their SQL is made once for each database, their rows go in as few trips as can be.

SQLAlchemy builds and sends everything else; here it only says how columns are named and typed. On PostgreSQL an
`Insertion` takes its rows as one JSON text, so that one prepared statement serves any number of rows, and everything
said with `Tx.later` leaves together with the commit. On SQLite it is carried out at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Column, Dialect, LargeBinary, Select, Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from engine.store.types import Utc

Row = tuple[Any, ...]
Parameters = Sequence[object] | Mapping[str, object]
Process = Callable[[Any], Any]


class Ready(NamedTuple):
    """A statement in one database's SQL: `names` are its parameters in order, `into` make the driver's values."""

    sql: str
    names: tuple[str, ...]
    into: tuple[Process | None, ...]
    fixed: Mapping[str, object] = MappingProxyType({})
    """Parameters whose values belong to the statement."""

    def values(self, row: Mapping[str, object]) -> list[object]:
        """The parameters of `row`, as the driver wants them."""
        if self.fixed:
            row = {**self.fixed, **row}
        return [
            value if process is None or value is None else process(value)
            for process, value in zip(self.into, map(row.__getitem__, self.names), strict=True)
        ]


class _Written(ABC):
    """A statement whose SQL is made once for each dialect and set of columns."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, tuple[str, ...]], Ready] = {}

    def ready(self, dialect: Dialect, row: Mapping[str, object]) -> Ready:
        """Its SQL for the columns of `row`."""
        columns = tuple(row)
        found = self._made.get((dialect.name, columns))
        if found is None:
            found = self._make(dialect, columns)
            self._made[dialect.name, columns] = found
        return found

    @abstractmethod
    def _make(self, dialect: Dialect, names: tuple[str, ...]) -> Ready: ...


class Insertion(_Written):
    """Insert rows; where `keys` exist already, take over only `changes`. Columns left out get their default."""

    def __init__(self, table: Table, *, keys: Sequence[str] = (), changes: Sequence[str] = ()) -> None:
        super().__init__()
        self._table, self._keys, self._changes = table, keys, changes
        self._defaults = {c.name: c.default.arg for c in table.c if isinstance(c.default, ScalarElementColumnDefault)}

    def rows(self, rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
        """The rows with their defaults. Raises ValueError when they do not name the same columns."""
        names = rows[0].keys()
        if any(row.keys() != names for row in rows):
            raise ValueError(f"expected rows of '{self._table.name}' with the same columns")
        absent = {name: value for name, value in self._defaults.items() if name not in names}
        return [{**absent, **row} for row in rows] if absent else list(rows)

    def _make(self, dialect: Dialect, names: tuple[str, ...]) -> Ready:
        quote = dialect.identifier_preparer.quote
        listed = ", ".join(map(quote, names))
        head = f"INSERT INTO {quote(self._table.name)} ({listed})"
        columns = [self._table.c[name] for name in names]
        if dialect.name == "sqlite":
            marks = ", ".join("?" * len(names))
            into = tuple(_into(column.type, dialect) for column in columns)
            return Ready(f"{head} VALUES ({marks}){self._conflict(quote)}", names, into)
        got = ", ".join(_from_json(column, quote) for column in columns)
        typed = ", ".join(f"{quote(column.name)} {_json_type(column, dialect)}" for column in columns)
        taken = f"SELECT {got} FROM json_to_recordset(%s) AS x({typed})"
        moments = tuple(_into(column.type, dialect) if isinstance(column.type, Utc) else None for column in columns)
        return Ready(f"{head} {taken}{self._conflict(quote)}", names, moments)

    def _conflict(self, quote: Callable[[str], str]) -> str:
        if not self._keys:
            return ""
        changed = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in self._changes)
        return f" ON CONFLICT ({', '.join(map(quote, self._keys))}) DO UPDATE SET {changed}"


class Update(_Written):
    """Set columns of the rows found by `keys`; counts `revision` up. `where` is further SQL without parameters."""

    def __init__(self, table: Table, *, keys: Sequence[str], where: str = "") -> None:
        super().__init__()
        self._table, self._keys, self._where = table, tuple(keys), where

    def _make(self, dialect: Dialect, names: tuple[str, ...]) -> Ready:
        quote = dialect.identifier_preparer.quote
        mark = "?" if dialect.name == "sqlite" else "%s"
        names = tuple(name for name in names if name not in self._keys) + self._keys
        values = [f"{quote(name)} = {mark}" for name in names]
        split = len(names) - len(self._keys)
        changes = ", ".join([*values[:split], "revision = revision + 1"])
        found = " AND ".join([*values[split:], *([self._where] if self._where else [])])
        sql = f"UPDATE {quote(self._table.name)} SET {changes} WHERE {found}"
        return Ready(sql, names, tuple(_into(self._table.c[name].type, dialect) for name in names))


class Query:
    """A SELECT whose parameters are `bindparam`s; its rows have the columns' names."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._made: dict[str, tuple[Ready, Callable[[Row], Row]]] = {}

    def ready(self, dialect: Dialect) -> tuple[Ready, Callable[[Row], Row]]:
        """Its SQL, and what makes a named row of a driver's row."""
        found = self._made.get(dialect.name)
        if found is None:
            found = self._made[dialect.name] = self._make(dialect)
        return found

    def _make(self, dialect: Dialect) -> tuple[Ready, Callable[[Row], Row]]:
        compiled = self._statement.compile(dialect=dialect)
        binds = compiled.binds
        names = tuple(compiled.positiontup or binds)
        into = tuple(_into(binds[name].type, dialect) for name in names)
        columns = list(self._statement.selected_columns)
        row = namedtuple("row", [column.key or "" for column in columns])  # type: ignore[misc]  # noqa: PYI024
        processes = [
            (index, process)
            for index, column in enumerate(columns)
            if (process := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

        def named(found: Row) -> Row:
            values = list(found)
            for index, process in processes:
                values[index] = process(values[index])
            return row._make(values)

        fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        return Ready(str(compiled), names, into, MappingProxyType(fixed)), named


def as_json(ready: Ready, rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as `json_to_recordset` reads them; bytes as hexadecimal text."""
    named = [dict(zip(ready.names, ready.values(row), strict=True)) for row in rows]
    return orjson.dumps(named, default=_hexadecimal).decode()


def _hexadecimal(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return value.hex()
    raise TypeError(f"expected text, number, moment or bytes in a row, but found {type(value).__name__}")


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_json(column: Column[Any], quote: Callable[[str], str]) -> str:
    name = quote(column.name)
    return f"decode({name}, 'hex')" if isinstance(column.type, LargeBinary) else name


def _json_type(column: Column[Any], dialect: Dialect) -> str:
    return "text" if isinstance(column.type, LargeBinary) else column.type.compile(dialect=dialect)
