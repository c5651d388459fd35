"""Faults at any point of the way to the database, counted so that every one of them can be tried.

A point is a statement, the moment before a commit, or the moment after it, before anybody is answered.

    faults = Faults(database)
    faults.arm("statement", 17)               the 17th statement ...
    faults.arm("after commit", 2, how="cut")  ... or what else stands in POINTS

`die`: the process is gone. Nothing of it reaches the database any more, whatever its code still tries.
`cut`: only the connection is gone. The process lives, gets its driver's error and goes on.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections import Counter
from typing import Any

import psycopg
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from engine.store.database import Database

POINTS = ("statement", "before commit", "after commit")
_GONE = "the connection was cut on purpose"


class Died(BaseException):
    """The process ended here, as by kill -9: no handler may go on as if nothing had happened."""


class Faults:
    """Stands between one engine and its database."""

    def __init__(self, database: Database) -> None:
        self.seen: Counter[str] = Counter()
        self.is_dead = False
        self._armed: tuple[str, int, str] | None = None
        self._is_sqlite = database.is_sqlite
        self._commit = database.sql.dialect.do_commit
        event.listen(database.sql, "before_cursor_execute", self._before_statement)
        setattr(database.sql.dialect, "do_commit", self._do_commit)  # noqa: B010

    def forget(self) -> None:
        """A new life begins: nothing has been counted, nothing will fail."""
        self.seen.clear()
        self.is_dead, self._armed = False, None

    def arm(self, point: str, number: int, *, how: str = "die") -> None:
        """Fail at the `number`th (from 1) passage of `point` from now on."""
        self.seen.clear()
        self._armed = (point, number, how)

    def _before_statement(self, connection: Connection, *_: object) -> None:
        if self._is_hit("statement"):
            if self._is_sqlite:
                raise OperationalError("", {}, sqlite3.OperationalError(_GONE))
            _cut(connection.connection)

    def _do_commit(self, connection: Any) -> None:
        if self._is_hit("before commit"):
            _cut(connection)
        self._commit(connection)
        if self._is_hit("after commit"):
            _cut(connection)
            raise psycopg.OperationalError(_GONE)

    def _is_hit(self, point: str) -> bool:
        """Whether the connection breaks here. Raises Died when the process does, or did before."""
        if self.is_dead:
            raise Died
        self.seen[point] += 1
        if self._armed is None or (point, self.seen[point]) != self._armed[:2]:
            return False
        how, self._armed = self._armed[2], None
        if how == "die":
            self.is_dead = True
            raise Died
        return True


def _cut(connection: Any) -> None:
    """Break the connection under its driver; a file has no connection, so the driver's error is raised here."""
    raw = connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        raise sqlite3.OperationalError(_GONE)
    with socket.socket(fileno=os.dup(raw.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
