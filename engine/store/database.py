"""One database, SQLite or PostgreSQL, and the transactions on it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event
from sqlalchemy.engine import make_url

from engine.clock import Clock
from engine.store.prepared import Insertion, Query, Update
from engine.store.trips import Trips, prepare_postgres, trips_of


@dataclass(slots=True)
class Tx:
    """One open transaction: its connection, its one instant, its source of keys.

    `after_commit` runs, in order, once the commit succeeded (wake-ups only: nothing that may fail or matter).
    `follow_up` says that the transaction left work of ours behind that should be done at once.
    """

    connection: Connection
    now: datetime
    new_key: Callable[[], int]
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    follow_up: bool = False
    _trips: Trips = field(init=False)

    def __post_init__(self) -> None:
        self._trips = trips_of(self.connection)

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run one statement; a list of parameter mappings runs it for each in one round trip."""
        self._trips.flush()
        return self.connection.execute(statement, parameters)

    def later(self, statement: Insertion | Update, rows: Sequence[Mapping[str, object]]) -> None:
        """Write `rows` before anything that is read after this, and with the commit at the latest."""
        if rows:
            self._trips.write(statement, rows)

    def look(self, *queries: tuple[Query, Mapping[str, object]]) -> list[list[Any]]:
        """The rows of each query, in order, asked in one trip; each sees what the one before it waited for."""
        return self._trips.read(queries)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, where the writer already holds the only write lock."""
        return self.connection.dialect.name == "sqlite"


class Database:
    """The only place that opens transactions; `engine.service` is the only caller."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = make_url(_with_driver(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # SQLite has one writer: threads that queue here take turns, those that meet in SQLite sleep and retry.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            self.sql = create_engine(self.url, connect_args={"check_same_thread": False, "timeout": 30})
            _prepare_sqlite(self.sql)
        else:
            # SQLAlchemy's statements are not prepared on the server: too many, and a pooler between may not keep them.
            self.sql = create_engine(
                self.url,
                pool_size=pool_size,
                max_overflow=10,
                pool_pre_ping=False,
                connect_args={"prepare_threshold": None},
            )
            # Several rows go in one statement: a round trip each would cost more than the rows.
            self.sql.dialect.use_insertmanyvalues_wo_returning = True
            prepare_postgres(self.sql)
        # Without a transaction of its own a read saves PostgreSQL two round trips.
        self._reading = (
            self.sql.execution_options(servicelane_reads=True)
            if self.is_sqlite
            else self.sql.execution_options(isolation_level="AUTOCOMMIT")
        )

    @contextmanager
    def write(self, clock: Clock, new_key: Callable[[], int]) -> Iterator[Tx]:
        """A read-write transaction: one commit at the end, none of it when anything raises."""
        with self._turn, self.sql.connect() as connection, connection.begin():
            tx = Tx(connection, clock(), new_key)
            yield tx
        for wake in tx.after_commit:
            wake()

    @contextmanager
    def read(self, clock: Clock, new_key: Callable[[], int]) -> Iterator[Tx]:
        """To read only; nothing is kept. On SQLite all of it sees one moment, on PostgreSQL each statement its own."""
        with self._reading.connect() as connection, connection.begin() as transaction:
            yield Tx(connection, clock(), new_key)
            transaction.rollback()

    def close(self) -> None:
        """Give all connections back."""
        self.sql.dispose()


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _prepare_sqlite(sql: Engine) -> None:
    @event.listens_for(sql, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA recursive_triggers=ON")  # else INSERT OR REPLACE deletes past the guards of history

    @event.listens_for(sql, "begin")
    def _begin(connection: Connection) -> None:
        # Take SQLite's write lock at BEGIN: taken later, two claims both read "open" and one dies "locked".
        reads = connection.get_execution_options().get("servicelane_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
