"""Rows of any reference table by their natural key: read them all, write the new and the changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Table, insert, select, update

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


def change(tx: Tx, name: str, record: Record, *, key: Sequence[str]) -> None:
    """Overwrite the row of the record's natural key."""
    found = table(name)
    changed = {column: value for column, value in record.items() if column not in key}
    tx.execute(update(found).where(*(found.c[part] == record[part] for part in key)).values(**changed))
