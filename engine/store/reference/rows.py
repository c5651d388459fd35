"""Rows of any reference table by their natural key: read them all, write the new and the changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import BindParameter, Table, bindparam, insert, select, update

from engine.store.database import Tx
from engine.store.schema import table

Record: TypeAlias = Mapping[str, object]
Key: TypeAlias = tuple[object, ...]


def table_of(name: str) -> Table:
    """The Core table of that name."""
    return table(name)


def all_rows(tx: Tx, name: str, columns: Sequence[str], *, key: Sequence[str]) -> dict[Key, dict[str, object]]:
    """Every row of the table by its natural key; fit for tables of some ten thousand rows."""
    found = table(name)
    rows = tx.execute(select(*(found.c[column] for column in columns))).mappings()
    return {tuple(row[part] for part in key): dict(row) for row in rows}


def values_of(tx: Tx, name: str, column: str) -> set[object]:
    """Every value of one column: what a reference may point to."""
    return set(tx.execute(select(table(name).c[column])).scalars())


def add(tx: Tx, name: str, records: Iterable[Record]) -> None:
    """Insert records that are not there yet."""
    rows = [dict(record) for record in records]
    if rows:
        tx.execute(insert(table(name)), rows)


def change(tx: Tx, name: str, records: Iterable[Record], *, key: Sequence[str]) -> None:
    """Overwrite the rows of the records' natural keys, all in one statement; records have the same columns."""
    rows = [{f"new_{column}": value for column, value in record.items()} for record in records]
    if not rows:
        return
    found = table(name)
    columns = [part.removeprefix("new_") for part in rows[0]]
    named: dict[str, BindParameter[object]] = {column: bindparam(f"new_{column}") for column in columns}
    written = {column: value for column, value in named.items() if column not in key}
    if written:
        tx.execute(update(found).where(*(found.c[part] == named[part] for part in key)).values(written), rows)
