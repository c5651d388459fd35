"""Looking at reference data: pages of rows, one row, its history, everything as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.actor import Actor
from engine.errors import Invalid, NotFound
from engine.reference.cells import kind_of
from engine.reference.columns import WrongCell
from engine.reference.formulas import guarded
from engine.reference.rights import known_table, place_of
from engine.reference.rows import DataRow, data_row, stored_key
from engine.reference.tables import DataTable
from engine.store.database import Tx
from engine.store.reference import changes, data
from engine.store.reference.changes import ChangeRow
from engine.values import dump

MAX_PAGE = 500
MAX_EXPORT = 1_000_000
_SEARCHED = frozenset({"text", "long", "choice", "several"})


@dataclass(frozen=True, slots=True)
class DataQuery:
    """What to look at: words, exact cells by column name, a column to sort by (`-` before it: downwards), a place.

    `count_up_to`: more rows than that are told as one more; None = the exact number.
    """

    text: str = ""
    equals: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    after: str = ""
    limit: int = 50
    is_counted: bool = True
    count_up_to: int | None = None


@dataclass(frozen=True, slots=True)
class DataPage:
    """Some rows of `total` (-1: nobody asked how many); `next_after` None = the last of them."""

    rows: tuple[DataRow, ...]
    total: int
    next_after: str | None


def list_rows(tx: Tx, name: str, query: DataQuery, *, actor: Actor) -> DataPage:
    """The rows the actor may see. Raises NotFound for an unknown table, Invalid for an unknown column."""
    table = known_table(name)
    look = _looking(table, query)
    sheet = table.sheet
    found, total, following = data.page(
        tx, sheet.table, sheet.fields, sheet.key, look, place=place_of(table), actor=actor
    )
    return DataPage(tuple(data_row(table, record) for record in found), total, following)


def get_row(tx: Tx, name: str, row_id: str, *, actor: Actor) -> DataRow:
    """One row. Raises NotFound, also for a row out of reach."""
    table = known_table(name)
    sheet, key = table.sheet, stored_key(table, row_id)
    found = data.one(tx, sheet.table, sheet.fields, key, place=place_of(table), actor=actor)
    if found is None:
        raise NotFound(f"row of {name}", row_id)
    return data_row(table, found)


def history(tx: Tx, name: str, row_id: str, *, actor: Actor) -> tuple[ChangeRow, ...]:
    """Who changed a row that the actor sees, newest first. Raises NotFound."""
    get_row(tx, name, row_id, actor=actor)
    return changes.of_row(tx, name, row_id)


def export(tx: Tx, name: str, *, form: str, actor: Actor) -> str:
    """Every row the actor may see, as CSV with a header or as JSON lines: what an import of the same table reads."""
    table = known_table(name)
    page = list_rows(tx, name, DataQuery(limit=MAX_EXPORT), actor=actor)
    if form == "jsonl":
        return "".join(f"{dump(row.values)}\n" for row in page.rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.sheet.columns])
    writer.writerows([guarded(row.texts[column.name]) for column in table.sheet.columns] for row in page.rows)
    return out.getvalue()


def _looking(table: DataTable, query: DataQuery) -> data.Looking:
    texts = [column.field for column in table.sheet.columns if kind_of(column) in _SEARCHED]
    sort = query.sort.removeprefix("-")
    return data.Looking(
        text=query.text[:100],
        texts=texts,
        equals={_field(table, name): _cell(table, name, text) for name, text in query.equals.items()},
        sort=_field(table, sort) if sort else "",
        is_descending=query.sort.startswith("-"),
        after=query.after,
        limit=query.limit,
        is_counted=query.is_counted,
        count_up_to=query.count_up_to,
    )


def _field(table: DataTable, name: str) -> str:
    column = table.column(name)
    if column is None:
        known = ", ".join(one.name for one in table.sheet.columns)
        raise Invalid(f"expected a column of {known}, but found '{name[:60]}'")
    return column.field


def _cell(table: DataTable, name: str, text: str) -> object:
    column = table.column(name)
    assert column is not None, "the field was found"
    try:
        return column.parse(text) if text else None
    except WrongCell as wrong:
        raise Invalid(f"{name}: {wrong.reason.en}") from None
