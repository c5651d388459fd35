"""Copying the rows of a PostgreSQL database in one snapshot, and putting them into an empty one in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
from psycopg import sql
from sqlalchemy import Connection, inspect

from engine.store.backup.archive import DamagedBackup, Reader, Writer

Told = Callable[[int, int], None]
_ENDING = ".rows"
_VERSION = "alembic_version"
_SEQUENCES = """SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped
    AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL"""


def copy_out(connection: Connection, writer: Writer, *, told: Told) -> None:
    """Copy every table as of one moment. `connection` is in a transaction that has read nothing yet."""
    raw = _driver(connection)
    raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    tables = _tables(connection)
    for done, table in enumerate(tables, start=1):
        columns = [column["name"] for column in inspect(connection).get_columns(table)]
        writer.add(f"{table}{_ENDING}", _rows(raw, table, columns), columns=columns)
        told(done, len(tables))


def put_in(connection: Connection, reader: Reader, *, told: Told) -> None:
    """Put every row into the tables that the migrations have just made. Raises DamagedBackup."""
    raw = _driver(connection)
    order = _tables(connection)
    parts = {name.removesuffix(_ENDING): part for name, part in reader.manifest.parts.items()}
    if set(order) != set(parts):
        raise DamagedBackup(f"expected the tables of its schema, but {', '.join(set(order) ^ set(parts))} differ")
    for table in order:  # what the migrations brought along is in the backup too
        raw.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    for done, table in enumerate(order, start=1):
        part = parts[table]
        names = sql.SQL(", ").join(map(sql.Identifier, part.columns))
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        with raw.cursor().copy(copy) as stream:
            for piece in reader.pieces(f"{table}{_ENDING}"):
                stream.write(piece)
        _require_count(raw, table, part.row_count)
        told(done, len(order))
    _move_sequences(raw)


def _tables(connection: Connection) -> list[str]:
    """Every table, those that others refer to first."""
    found = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name is not None]
    return [name for name in found if name != _VERSION]


def _rows(raw: psycopg.Connection[tuple[object, ...]], table: str, columns: list[str]) -> Iterator[bytes]:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(names, sql.Identifier(table))
    with raw.cursor().copy(query) as stream:
        for piece in stream:
            yield bytes(piece)


def _require_count(raw: psycopg.Connection[tuple[object, ...]], table: str, expected: int) -> None:
    row = raw.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    if row is None or row[0] != expected:
        raise DamagedBackup(f"expected {expected} rows of {table}, but found {row[0] if row else 0}")


def _move_sequences(raw: psycopg.Connection[tuple[object, ...]]) -> None:
    """Numbers that the database gives out go on behind the highest that came."""
    for table, column, sequence in raw.execute(_SEQUENCES).fetchall():
        highest = sql.SQL("SELECT setval({}, greatest((SELECT max({}) FROM {}), 1))")
        raw.execute(highest.format(str(sequence), sql.Identifier(str(column)), sql.Identifier(str(table))))


def _driver(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw
