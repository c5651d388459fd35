"""Rows of reference data as people and programs handle them: an id from the key, a revision from the content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import NotFound
from engine.reference import cells, columns
from engine.reference.columns import Cell
from engine.reference.tables import DataTable
from engine.values import Json, Values, dump

Record = Mapping[str, Cell]
_SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row. `values` are JSON by column name; `revision` changes with the content and is no counter."""

    table: str
    row_id: str
    values: Values
    texts: Mapping[str, str]
    revision: int


def data_row(table: DataTable, record: Record) -> DataRow:
    """The row of a record."""
    values = json_of(table, record)
    texts = {column.name: cells.as_text(column, record[column.field]) for column in table.sheet.columns}
    return DataRow(table.name, row_id(table, record), values, texts, revision(values))


def json_of(table: DataTable, record: Record) -> dict[str, Json]:
    """The record by column name, as JSON."""
    return {column.name: cells.as_json(column, record[column.field]) for column in table.sheet.columns}


def row_id(table: DataTable, record: Record) -> str:
    """The key as one text: its parts with colons between."""
    return _SEPARATOR.join(str(record[part]) for part in table.sheet.key)


def key_of(table: DataTable, text: str) -> dict[str, str]:
    """The key that an id means. Raises NotFound for an id of another form."""
    parts = text.split(_SEPARATOR)
    if len(parts) != len(table.sheet.key) or not all(parts):
        raise NotFound(f"row of {table.name}", text)
    return dict(zip(table.sheet.key, parts, strict=True))


def stored_key(table: DataTable, text: str) -> dict[str, object]:
    """The key as the table holds it: numbers as numbers. Raises NotFound for an id of another form."""
    key = key_of(table, text)
    numbers = {column.field for column in table.key_columns if column.parse is columns.key}
    if any(not key[name].isascii() or not key[name].isdecimal() or len(key[name]) > 18 for name in numbers):
        raise NotFound(f"row of {table.name}", text)
    return {name: int(part) if name in numbers else part for name, part in key.items()}


def revision(values: Values) -> int:
    """A number of at most 15 digits made of the content."""
    return int(hashlib.sha256(dump(values).encode()).hexdigest()[:14], 16) % 10**15
