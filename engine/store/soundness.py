"""Whether the database itself is sound, for the doctor: pages and indexes, the schema, kept answers, files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, inspect, select, text
from sqlalchemy.exc import DBAPIError

from engine.store.database import Tx
from engine.store.schema import CASE, DOCUMENT, IDEMPOTENT_ANSWER, RESOURCE
from engine.store.tables import metadata

_BATCH = 500
_CHECKED_INDEXES = "SELECT 1 FROM pg_extension WHERE extname = 'amcheck'"
_INDEXES = """SELECT c.oid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am a ON a.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.amname = 'btree' AND n.nspname = current_schema() AND i.indisvalid"""
_INVALID = """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT i.indisvalid"""


def faults(tx: Tx) -> Iterator[str]:
    """What is broken in pages and indexes. On PostgreSQL the indexes are walked when `amcheck` is installed there."""
    if tx.is_sqlite:
        told = [str(row[0]) for row in tx.execute(text("PRAGMA integrity_check(20)"))]
        yield from (line for line in told if line != "ok")
        yield from (f"a row of {row[0]} names a row of {row[2]} that is gone" for row in _loose(tx))
        return
    yield from (f"index {row.relname} is not valid" for row in tx.execute(text(_INVALID)))
    if tx.execute(text(_CHECKED_INDEXES)).first() is not None:
        for row in tx.execute(text(_INDEXES)).all():
            fault = _checked(tx, row.oid)
            if fault:
                yield f"index {row.relname}: {fault}"


def _loose(tx: Tx) -> list[Row[*tuple[Any, ...]]]:
    return list(tx.execute(text("PRAGMA foreign_key_check")).all())[:20]


def _checked(tx: Tx, oid: int) -> str:
    """What amcheck says against an index, with the heap behind it; '' when nothing."""
    try:
        tx.execute(text("SELECT bt_index_check(CAST(:oid AS regclass), true)"), {"oid": oid})
    except DBAPIError as error:  # each statement of a read stands for itself, so the next one may follow
        return str(error.orig).splitlines()[0]
    return ""


def missing_parts(tx: Tx) -> list[str]:
    """Tables, columns and indexes that this version needs and the database has not."""
    seen = inspect(tx.connection)
    tables = set(seen.get_table_names())
    missing = [f"table {name}" for name in metadata.tables if name not in tables]
    for name, table in metadata.tables.items():
        if name in tables:
            columns = {column["name"] for column in seen.get_columns(name)}
            indexes = {index["name"] for index in seen.get_indexes(name)}
            missing += [f"column {name}.{column.name}" for column in table.columns if column.name not in columns]
            missing += [f"index {index.name} of {name}" for index in table.indexes if index.name not in indexes]
    return missing


def unlike_files(tx: Tx) -> Iterator[tuple[int | None, str]]:
    """Files whose bytes are not those of their hash or size: (case key, what)."""
    after = ""
    while True:
        query = select(DOCUMENT).where(DOCUMENT.c.document_id > after).order_by(DOCUMENT.c.document_id).limit(20)
        rows = tx.execute(query).all()
        for row in rows:
            content = bytes(row.content)
            if hashlib.sha256(content).hexdigest() != row.content_hash or len(content) != row.size_bytes:
                yield row.case_key, f"document {row.document_id} ({row.file_name}) is not the file that was added"
        if not rows:
            break
        after = rows[-1].document_id
    for row in tx.execute(select(RESOURCE.c.name, RESOURCE.c.resource_key, RESOURCE.c.sha256, RESOURCE.c.content)):
        if hashlib.sha256(bytes(row.content)).hexdigest() != row.sha256:
            yield None, f"model file {row.name} ({row.resource_key}) is not the one that was deployed"


def answers(tx: Tx) -> Iterator[Row[*tuple[Any, ...]]]:
    """Every kept answer: caller, request_key, fingerprint, status, body."""
    columns = IDEMPOTENT_ANSWER.c
    caller, key = "", ""
    while True:
        behind = (columns.caller > caller) | ((columns.caller == caller) & (columns.request_key > key))
        query = select(columns.caller, columns.request_key, columns.fingerprint, columns.status, columns.body)
        rows = tx.execute(query.where(behind).order_by(columns.caller, columns.request_key).limit(_BATCH)).all()
        yield from rows
        if not rows:
            break
        caller, key = rows[-1].caller, rows[-1].request_key


def absent_cases(tx: Tx, keys: set[int]) -> set[int]:
    """Those of `keys` that no case has."""
    if not keys:
        return set()
    return keys - set(tx.execute(select(CASE.c.case_key).where(CASE.c.case_key.in_(keys))).scalars())
