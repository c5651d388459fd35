"""Editing reference data row by row: checked cell by cell, against a revision, noted with before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.actor import Actor
from engine.errors import Conflict, FieldError, Forbidden, Invalid, InvalidFields, NotFound, StaleRevision
from engine.findings import Text
from engine.reference.cells import as_text, text_of
from engine.reference.columns import Cell, Column, WrongCell
from engine.reference.rights import known_table, out_of_reach, place_of, require_edit
from engine.reference.rows import DataRow, Record, data_row, json_of, key_of, revision, stored_key
from engine.reference.tables import DataTable
from engine.store.database import Tx
from engine.store.reference import changes, data, rows
from engine.store.reference.changes import NewChange
from engine.values import Values, dump


def put_row(
    tx: Tx, name: str, row_id: str, values: Values, *, actor: Actor, expected: int | None = None, only_new: bool = False
) -> DataRow:
    """Add the row, or write it whole; columns that are not named get what an import would give them.

    Raises NotFound, Forbidden, InvalidFields with the column as pointer, StaleRevision; Conflict with `only_new` when
    the key is taken.
    """
    table = known_table(name)
    require_edit(table, actor)
    key, before = key_of(table, row_id), _visible(tx, known_table(name), row_id, actor)
    if before is not None and only_new:
        raise Conflict(f"expected a free key, but {name} has '{row_id}'")
    _check_revision(tx, table, row_id, before, expected)
    return _write(tx, table, row_id, before, _cells(table, {**values, **_key_cells(table, key)}), actor)


def patch_row(tx: Tx, name: str, row_id: str, values: Values, *, actor: Actor, expected: int | None = None) -> DataRow:
    """Write the named columns of a row. Raises as `put_row`."""
    table = known_table(name)
    require_edit(table, actor)
    before = _visible(tx, table, row_id, actor)
    if before is None:
        raise NotFound(f"row of {name}", row_id)
    _check_revision(tx, table, row_id, before, expected)
    known = {column.name: as_text(column, before[column.field]) for column in table.sheet.columns}
    key = _key_cells(table, key_of(table, row_id))
    return _write(tx, table, row_id, before, _cells(table, {**known, **values, **key}), actor)


def remove_row(tx: Tx, name: str, row_id: str, *, actor: Actor, expected: int | None = None) -> None:
    """Take a row away. Raises NotFound, Forbidden, StaleRevision; Conflict when other rows refer to it."""
    table = known_table(name)
    require_edit(table, actor)
    before = _visible(tx, table, row_id, actor)
    if before is None:
        raise NotFound(f"row of {name}", row_id)
    if not table.may_remove:
        raise Forbidden("remove_row", reason=f"expected a table whose rows may be removed, but {name} keeps them")
    _check_revision(tx, table, row_id, before, expected)
    _require_reach(tx, table, before, actor)
    key = key_of(table, row_id)
    user = data.used_by(tx, table.sheet.table, key)
    if user is not None:
        raise Conflict(f"expected that nothing refers to '{row_id}' of {name}, but rows of {user} do")
    data.remove(tx, table.sheet.table, key)
    changes.note(tx, [NewChange(name, row_id, dump(json_of(table, before)), None)], by=actor.name)


def _write(
    tx: Tx, table: DataTable, row_id: str, before: Record | None, texts: Mapping[str, str], actor: Actor
) -> DataRow:
    record = checked(tx, table, texts)
    if before is None and data.exists_row(tx, table.sheet.table, key_of(table, row_id)):
        raise NotFound(f"row of {table.name}", row_id)
    for one in (before, record):
        if one is not None:
            _require_reach(tx, table, one, actor)
    after = data_row(table, record)
    if before is not None and json_of(table, before) == after.values:
        return after
    if table.sheet.apply is not None:
        table.sheet.apply(tx, [record])
    elif before is None:
        rows.add(tx, table.sheet.table, [record])
    else:
        rows.change(tx, table.sheet.table, [record], key=table.sheet.key)
    told = dump(json_of(table, before)) if before is not None else None
    changes.note(tx, [NewChange(table.name, row_id, told, dump(after.values))], by=actor.name)
    return after


def checked(tx: Tx, table: DataTable, texts: Mapping[str, str]) -> dict[str, Cell]:
    """The record that cells make. Raises InvalidFields naming each wrong column."""
    errors: list[FieldError] = []
    record: dict[str, Cell] = {}
    for column in table.sheet.columns:
        try:
            record[column.field] = _parsed(tx, column, texts.get(column.name, "").strip())
        except WrongCell as wrong:
            errors.append(FieldError(column.name, "cell", wrong.reason.en, wrong.reason.zh))
    if errors:
        raise InvalidFields(errors)
    return record


def _parsed(tx: Tx, column: Column, text: str) -> Cell:
    if not text:
        if column.is_optional:
            return column.default
        raise WrongCell("expected a value", "不能为空")
    value = column.parse(text)
    if column.refers is not None and not data.exists_row(tx, column.refers[0], {column.refers[1]: value}):
        raise WrongCell(f"expected a known {column.refers[0]}", f"{column.refers[0]} 中没有这个代码")
    return value


def _cells(table: DataTable, values: Values) -> dict[str, str]:
    unknown = list(_unknown(table, values))
    if unknown:
        raise InvalidFields(unknown)
    try:
        return {name: text_of(value) for name, value in values.items()}
    except Invalid as wrong:
        raise Invalid(f"{table.name}: {wrong}") from None


def _unknown(table: DataTable, values: Values) -> Iterator[FieldError]:
    told = Text("expected a known column", "未知的列")
    for name in values:
        if table.column(name) is None:
            yield FieldError(name[:60], "column", told.en, told.zh)


def _key_cells(table: DataTable, key: Mapping[str, str]) -> dict[str, str]:
    return {column.name: as_text(column, key[column.field]) for column in table.key_columns}


def _visible(tx: Tx, table: DataTable, row_id: str, actor: Actor) -> Record | None:
    sheet = table.sheet
    return data.one(tx, sheet.table, sheet.fields, stored_key(table, row_id), place=place_of(table), actor=actor)


def _require_reach(tx: Tx, table: DataTable, record: Record, actor: Actor) -> None:
    place = place_of(table)
    if place is not None and out_of_reach(tx, table, [record], actor=actor):
        name = next(column.name for column in table.sheet.columns if column.field == place.column)
        told = FieldError(name, "reach", "expected a unit in your reach", "不在您的管辖范围内")
        raise InvalidFields([told])


def _check_revision(tx: Tx, table: DataTable, row_id: str, before: Record | None, expected: int | None) -> None:
    if expected is None:
        return
    found = revision(json_of(table, before)) if before is not None else 0
    if found == expected:
        return
    last = changes.of_row(tx, table.name, row_id, limit=1)
    by, at = (last[0].changed_by, last[0].changed_at) if last else ("system", tx.now)
    raise StaleRevision(f"Row of {table.name}", row_id, found=found, expected=expected, changed_by=by, changed_at=at)
