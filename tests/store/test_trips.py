"""What waits for the commit leaves with its own transaction, or never."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from engine.clock import system_clock
from engine.store.database import Database, Tx
from engine.store.prepared import Insertion, Update
from engine.store.schema import IDEMPOTENT_ANSWER

_ANSWERS = Insertion(IDEMPOTENT_ANSWER)


class Refused(Exception):
    """The operation changed its mind."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """One connection only, so that each transaction meets what the one before left on it."""
    found = Database(database_url, pool_size=1)
    yield found
    found.close()


def test_what_a_failed_operation_wanted_to_write_is_not_written_by_the_next_one(database: Database) -> None:
    # Given an operation that fails after it has said what to write
    with pytest.raises(Refused):
        _keep_and_refuse(database, "first")
    # When others commit on the same connection, with our transactions and without
    with _writing(database) as tx:
        _keep(tx, "second")
    with database.sql.begin() as connection:
        connection.execute(text("SELECT 1"))
    # Then only what they wrote is there
    assert _kept(database) == ["second"]


def test_a_connection_that_comes_back_carries_nothing_of_the_operation_that_failed(database: Database) -> None:
    with pytest.raises(Refused):
        _keep_and_refuse(database, "first")

    with database.sql.begin() as connection:
        connection.execute(text("SELECT 1"))

    assert _kept(database) == []


def test_a_write_that_fails_takes_the_whole_commit_with_it(database: Database) -> None:
    with pytest.raises(IntegrityError):
        _keep_all(database, "new", "twice", "twice")

    assert _kept(database) == []


def test_what_was_said_is_there_for_the_next_question_of_the_same_transaction(database: Database) -> None:
    with _writing(database) as tx:
        _keep(tx, "first")
        seen = [row.request_key for row in tx.execute(select(IDEMPOTENT_ANSWER.c.request_key))]

    assert seen == ["first"]


def test_rows_that_do_not_name_the_same_columns_are_refused(database: Database) -> None:
    rows = [_row("one"), {**_row("two"), "more": 1}]

    with pytest.raises(ValueError, match="expected rows of 'idempotent_answer'"), _writing(database) as tx:
        tx.later(_ANSWERS, rows)

    assert _kept(database) == []


def test_a_connection_lost_in_between_is_told_as_lost_and_the_next_operation_gets_another(
    fresh_postgres_url: str,
) -> None:
    database = Database(fresh_postgres_url, pool_size=1)

    def lose_it() -> None:
        with _writing(database) as tx:
            _keep(tx, "lost")
            raw = tx.connection.connection.driver_connection
            with socket.socket(fileno=os.dup(raw.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
            tx.execute(text("SELECT 1"))

    with pytest.raises(OperationalError):
        lose_it()
    _keep_all(database, "kept")

    assert _kept(database) == ["kept"]
    database.close()


def test_no_rows_are_no_statement(database: Database) -> None:
    with _writing(database) as tx:
        tx.later(_ANSWERS, [])
        tx.later(Update(IDEMPOTENT_ANSWER, keys=("request_key",)), [])

    assert _kept(database) == []


def _writing(database: Database) -> AbstractContextManager[Tx]:
    return database.write(system_clock, iter(range(1, 1000)).__next__)


def _keep_and_refuse(database: Database, name: str) -> None:
    with _writing(database) as tx:
        _keep(tx, name)
        raise Refused


def _keep_all(database: Database, *names: str) -> None:
    with _writing(database) as tx:
        for name in names:
            _keep(tx, name)


def _keep(tx: Tx, name: str) -> None:
    tx.later(_ANSWERS, [{**_row_at(tx.now), "request_key": name}])


def _row_at(moment: datetime) -> dict[str, object]:
    return {"caller": "c", "request_key": "", "fingerprint": "f", "status": 200, "body": "", "answered_at": moment}


def _row(name: str) -> dict[str, object]:
    return {**_row_at(system_clock()), "request_key": name}


def _kept(database: Database) -> list[str]:
    with database.sql.connect() as connection:
        return list(connection.execute(select(IDEMPOTENT_ANSWER.c.request_key)).scalars())
