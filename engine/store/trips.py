"""How prepared statements travel: at once on SQLite; in few round trips, psycopg's pipeline, on PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import psycopg
from sqlalchemy import Connection, Engine, event

from engine.store.prepared import Insertion, Query, Ready, Update, as_json

Asked = tuple[Query, Mapping[str, object]]
_PENDING = "servicelane_pending"
_PREPARES = "servicelane_prepares"
_NEVER_BY_ITSELF = 1_000_000_000


class Trips(Protocol):
    """One transaction's way to its database for prepared statements."""

    def write(self, statement: Insertion | Update, rows: Sequence[Mapping[str, object]]) -> None: ...
    def read(self, queries: Sequence[Asked]) -> list[list[Any]]: ...
    def flush(self) -> None: ...


def trips_of(connection: Connection) -> Trips:
    """The way to the database of `connection`, for the transaction it is in."""
    return _AtOnce(connection) if connection.dialect.name == "sqlite" else _Pipelined(connection)


class _AtOnce:
    """SQLite: a call into the same process costs nothing, so nothing waits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, statement: Insertion | Update, rows: Sequence[Mapping[str, object]]) -> None:
        rows = statement.rows(rows) if isinstance(statement, Insertion) else rows
        ready = statement.ready(self._connection.dialect, rows[0])
        _tell(self._connection, ready.sql)
        values = [ready.values(row) for row in rows]
        with _Wrapped(self._connection, ready.sql):
            self._raw().executemany(ready.sql, values)

    def read(self, queries: Sequence[Asked]) -> list[list[Any]]:
        found = []
        for query, parameters in queries:
            ready, named = query.ready(self._connection.dialect)
            _tell(self._connection, ready.sql)
            with _Wrapped(self._connection, ready.sql):
                rows = self._raw().execute(ready.sql, ready.values(parameters)).fetchall()
            found.append([named(row) for row in rows])
        return found

    def flush(self) -> None: ...

    def _raw(self) -> sqlite3.Connection:
        raw = self._connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return raw


class _Pipelined:
    """PostgreSQL: writes wait for the next read or the commit and leave with it; the server plans each text once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._info = connection.connection.info
        self._info[_PENDING] = []

    def write(self, statement: Insertion | Update, rows: Sequence[Mapping[str, object]]) -> None:
        pending: list[tuple[str, Sequence[object]]] = self._info[_PENDING]
        if isinstance(statement, Insertion):
            rows = statement.rows(rows)
            ready = statement.ready(self._connection.dialect, rows[0])
            _tell(self._connection, ready.sql)
            pending.append((ready.sql, (as_json(ready, rows),)))
            return
        for row in rows:
            ready = statement.ready(self._connection.dialect, row)
            _tell(self._connection, ready.sql)
            pending.append((ready.sql, ready.values(row)))

    def read(self, queries: Sequence[Asked]) -> list[list[Any]]:
        dialect = self._connection.dialect
        asked = [(*query.ready(dialect), parameters) for query, parameters in queries]
        for ready, _, _ in asked:
            _tell(self._connection, ready.sql)
        raw = _driver(self._connection.connection)
        with _Wrapped(self._connection, asked[0][0].sql):
            if len(asked) == 1 and not self._info.get(_PENDING):
                cursors = [_send(raw, self._info, ready, parameters) for ready, _, parameters in asked]
            else:
                with raw.pipeline():
                    _send_pending(raw, self._info)
                    cursors = [_send(raw, self._info, ready, parameters) for ready, _, parameters in asked]
            return [
                [named(row) for row in cursor.fetchall()] for cursor, (_, named, _) in zip(cursors, asked, strict=True)
            ]

    def flush(self) -> None:
        if self._info.get(_PENDING):
            with _Wrapped(self._connection, self._info[_PENDING][0][0]):
                _flush(_driver(self._connection.connection), self._info)


def prepare_postgres(sql: Engine) -> None:
    """Let what waits leave with the commit, and statements be prepared unless a pooler stands between.

    What waits when a transaction is given up is forgotten with it: the next one on that connection may be anybody's.
    """
    commit = sql.dialect.do_commit

    def do_commit(connection: Any) -> None:
        """Write what waits and commit, in one trip. A write that fails takes the commit with it."""
        if not connection.info.get(_PENDING):
            commit(connection)
            return
        raw = _driver(connection)
        with raw.pipeline():
            _send_pending(raw, connection.info)
            raw.commit()

    setattr(sql.dialect, "do_commit", do_commit)  # noqa: B010 (SQLAlchemy has no event between its commit and the driver's)
    event.listen(sql, "connect", _look_for_pooler)
    event.listen(sql, "rollback", _forget)
    event.listen(sql, "checkin", lambda _connection, record: record.info.pop(_PENDING, None))


def _forget(connection: Connection) -> None:
    """A connection that was lost has nothing left to forget, and would not say where it kept it."""
    if not connection.invalidated:
        connection.connection.info.pop(_PENDING, None)


def _look_for_pooler(connection: psycopg.Connection[Any], record: Any) -> None:
    """A pooler gives out a process number of its own; behind one, prepared statements may vanish between uses."""
    found = connection.execute("SELECT pg_backend_pid()").fetchone()
    connection.rollback()
    prepares = found is not None and found[0] == connection.info.backend_pid
    record.info[_PREPARES] = prepares
    # Only what asks for it is prepared: SQLAlchemy's own statements are too many.
    connection.prepare_threshold = _NEVER_BY_ITSELF if prepares else None


def _flush(raw: psycopg.Connection[Any], info: dict[Any, Any]) -> None:
    with raw.pipeline():
        _send_pending(raw, info)


def _send_pending(raw: psycopg.Connection[Any], info: dict[Any, Any]) -> None:
    pending, info[_PENDING] = info[_PENDING], []
    prepares = info[_PREPARES]
    for text, values in pending:
        raw.cursor().execute(text, values, prepare=prepares)


def _send(
    raw: psycopg.Connection[Any], info: dict[Any, Any], ready: Ready, parameters: Mapping[str, object]
) -> psycopg.Cursor[Any]:
    values = dict(zip(ready.names, ready.values(parameters), strict=True))
    return raw.cursor().execute(ready.sql, values, prepare=info[_PREPARES])


def _driver(connection: Any) -> psycopg.Connection[Any]:
    raw = connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def _tell(connection: Connection, text: str) -> None:
    """Tell whoever listens to statements (fault injection, counting) of one that SQLAlchemy does not send."""
    if connection._has_events or connection.engine._has_events:
        connection.dispatch.before_cursor_execute(connection, None, text, (), None, False)


class _Wrapped:
    """Errors of the driver rise as SQLAlchemy's, and a lost connection leaves the pool, as after any statement."""

    def __init__(self, connection: Connection, text: str) -> None:
        self._connection, self._text = connection, text

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.Error | psycopg.Error):
            self._connection._handle_dbapi_exception(error, self._text, None, None, None)
