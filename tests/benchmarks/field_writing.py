"""Writes copies into a database: COPY on PostgreSQL, one `executemany` a table on SQLite; a part is one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import text

from engine.store.database import Database
from tests.benchmarks.field_copies import TABLES, Cell, Marks, Template


@dataclass(slots=True)
class Part:
    """Cases to be written together, by template."""

    number: int
    cases: dict[int, tuple[Template, list[Marks]]] = field(default_factory=dict)

    def add(self, template: Template, marks: Marks) -> None:
        """One more copy of `template`."""
        self.cases.setdefault(id(template), (template, []))[1].append(marks)


def write(database: Database, part: Part) -> tuple[int, int]:
    """Write all cases of the part and that it is there; how many rows, and how many bytes of text they were."""
    with database.sql.begin() as connection:
        raw: Any = connection.connection.driver_connection
        found = _insert(raw, part) if database.is_sqlite else _copy(raw, part)
        connection.execute(text("INSERT INTO bench_field_part VALUES (:part)"), {"part": part.number})
    return found


_SHEETS: dict[int, Mapping[str, tuple[str, Callable[[Sequence[str]], Any]]]] = {}


def _copy(raw: Any, part: Part) -> tuple[int, int]:
    rows = size = 0
    pieces: defaultdict[str, list[str]] = defaultdict(list)
    for template, cases in part.cases.values():
        sheets = _SHEETS.setdefault(id(template), _sheets(template))
        for name, (sheet, take) in sheets.items():
            pieces[name] += [sheet % take(marks) for marks in cases]
        rows += len(cases) * sum(map(len, template.rows.values()))
    with raw.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        for table in TABLES:
            sent = "".join(pieces[table.name]).encode()
            size += len(sent)
            columns = ", ".join(column.name for column in table.c)
            with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
                copy.write(sent)
    return rows, size


def _sheets(template: Template) -> dict[str, tuple[str, Callable[[Sequence[str]], Any]]]:
    """All rows of a table as one text in COPY's form, and what takes its marks."""
    found = {}
    for name, rows in template.rows.items():
        if rows:
            text_ = "".join("\t".join(_copied(cell) for cell in row) + "\n" for row in rows)
            found[name] = (text_, itemgetter(*(at for row in rows for cell in row if cell.cut for at in cell.cut.at)))
    return found


def _copied(cell: Cell) -> str:
    if cell.cut is None:
        return "\\N"
    assert not set("\t\n\r") & set(cell.cut.text), "expected texts without tabs and line breaks"
    return "\\\\x" + cell.cut.text if cell.kind == "bytes" else cell.cut.text.replace("\\", "\\\\")


def _insert(raw: Any, part: Part) -> tuple[int, int]:
    rows: defaultdict[str, list[list[object]]] = defaultdict(list)
    for template, cases in part.cases.values():
        for name, cells in template.rows.items():
            rows[name] += [[_bound(cell, marks) for cell in row] for marks in cases for row in cells]
    for table in TABLES:
        places = ", ".join("?" * len(table.c))
        columns = ", ".join(column.name for column in table.c)
        raw.executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({places})", rows[table.name])
    return sum(map(len, rows.values())), 0


def _bound(cell: Cell, marks: Marks) -> object:
    if cell.cut is None:
        return None
    value = cell.cut.filled(marks)
    if cell.kind == "int":
        return int(value)
    if cell.kind == "bool":
        return value == "true"
    if cell.kind == "bytes":
        return bytes.fromhex(value)
    return value.replace("T", " ")[:26] if cell.kind == "moment" else value
