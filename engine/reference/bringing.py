"""Imports of whole files: CSV or JSON lines, planned first, then carried out in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, TypeAlias, cast

from engine.actor import Actor
from engine.errors import Forbidden, Invalid, NotFound
from engine.findings import Text
from engine.reference import cells
from engine.reference.importing import (
    MAX_ERRORS,
    MAX_LINES,
    ImportRefused,
    LineError,
    Lines,
    References,
    check_references,
    csv_lines,
    read_lines,
    references,
)
from engine.reference.rights import holds_at_root, known_table, out_of_reach, require_edit
from engine.reference.rows import Record, json_of, row_id
from engine.reference.tables import DataTable
from engine.store.database import Tx
from engine.store.reference import changes, data, rows
from engine.store.reference.changes import ImportRow, NewChange
from engine.values import Values, dump, load

Mode: TypeAlias = Literal["upsert", "replace"]
MAX_BYTES = 10 * 2**20


@dataclass(frozen=True, slots=True)
class NewImport:
    """A file for a table. `replace` also removes the rows that the file does not name. A dry run only tells."""

    table: str
    content: bytes
    form: Literal["csv", "jsonl"] = "csv"
    mode: Mode = "upsert"
    is_dry_run: bool = False
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that an import changes; None where there was or will be no row."""

    row_id: str
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did, or would do: its row in the log, and the first differences."""

    row: ImportRow
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    new: list[Record]
    changed: list[tuple[Record, Record]]
    removed: list[Record]
    unchanged: int


def bring(tx: Tx, wanted: NewImport, *, actor: Actor, told: int = 200) -> Brought:
    """Carry an import out, or tell what it would do; `told` differences at most come back.

    Raises NotFound, Forbidden; ImportRefused with every fault, and then nothing may be kept of this transaction.
    """
    sheet = known_table(wanted.table).sheet
    require_edit(known_table(wanted.table), actor)
    records = read_file(wanted, references(tx, sheet))
    return bring_records(tx, wanted, records, actor=actor, import_key=tx.new_key(), told=told)


def read_file(
    wanted: NewImport, known: References, *, most: int = MAX_ERRORS, told: Callable[[int], None] | None = None
) -> Lines:
    """The records of the file, checked cell by cell, without a transaction; see `read_lines`.

    Raises ImportRefused with `most` faults at most, Forbidden, Invalid for a file that is too large.
    """
    table, file = known_table(wanted.table), wanted.file_name or wanted.table
    if wanted.mode == "replace" and not table.may_remove:
        raise Forbidden("remove_row", reason=f"expected mode upsert, since rows of {table.name} are kept")
    if len(wanted.content) > MAX_BYTES:
        raise Invalid(f"expected a file of at most {MAX_BYTES} bytes, but found {len(wanted.content)}")
    is_csv = wanted.form == "csv"
    lines = csv_lines(table.sheet, wanted.content, file) if is_csv else _json_lines(table, wanted.content, file)
    return read_lines(known, table.sheet, lines, file=file, most=most, told=told)


def bring_records(
    tx: Tx, wanted: NewImport, records: Lines, *, actor: Actor, import_key: int, told: int = 200
) -> Brought:
    """Carry out, or tell, what records that were read before say. Raises as `bring` does."""
    table = known_table(wanted.table)
    require_edit(table, actor)
    plan = _plan(tx, table, wanted, records, actor)
    if not wanted.is_dry_run:
        _carry_out(tx, table, plan, wanted)
        changes.note(tx, [_noted(table, one, import_key) for one in _differences(table, plan)], by=actor.name)
    row = replace(
        _row(tx, import_key, wanted, actor), added=len(plan.new), changed=len(plan.changed), removed=len(plan.removed),
        unchanged=plan.unchanged,
    )  # fmt: skip
    if not wanted.is_dry_run:
        changes.keep_import(tx, row)
    return Brought(row, tuple(islice(_differences(table, plan), told)))


def keep_refusal(
    tx: Tx, wanted: NewImport, refused: ImportRefused, *, actor: Actor, import_key: int | None = None
) -> ImportRow:
    """Write why nothing was taken over."""
    row = _row(tx, tx.new_key() if import_key is None else import_key, wanted, actor)
    row = replace(row, state="refused", errors=faults_text(refused))
    changes.keep_import(tx, row)
    return row


def faults_text(refused: ImportRefused) -> str:
    """Every fault of a refusal as JSON, as `faults_of` reads it."""
    faults: list[Values] = [
        {"line": one.line, "column": one.column, "value": one.value[:200], "en": one.reason.en, "zh": one.reason.zh}
        for one in refused.errors
    ]
    return dump([*faults])


def get_import(tx: Tx, import_key: int, *, actor: Actor) -> ImportRow:
    """An import as it ended, for who started it and for administrators. Raises NotFound."""
    row = changes.get_import(tx, import_key)
    if row is None or not (row.started_by == actor.name or holds_at_root(actor, "admin", "operator")):
        raise NotFound("import", import_key)
    return row


def faults_of(errors: str) -> tuple[LineError, ...]:
    """The faults of a refused import, from the JSON of its row."""
    found = load(errors)
    return tuple(
        LineError(int(str(one["line"])), str(one["column"]), str(one["value"]), Text(str(one["en"]), str(one["zh"])))
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict)
    )


def _plan(tx: Tx, table: DataTable, wanted: NewImport, records: Lines, actor: Actor) -> _Plan:
    sheet, file = table.sheet, wanted.file_name or table.name
    check_references(references(tx, sheet), sheet, records, file=file)
    known = cast(dict[object, Record], rows.all_rows(tx, sheet.table, sheet.fields, key=sheet.key))
    plan, named = _Plan([], [], [], 0), set[object]()
    same = 0
    for _, record in records:
        key = tuple(record[part] for part in sheet.key)
        named.add(key)
        before = known.get(key)
        if before is None:
            plan.new.append(record)
        elif before != record:
            plan.changed.append((before, record))
        else:
            same += 1
    if wanted.mode == "replace":
        plan.removed.extend(record for key, record in known.items() if key not in named)
    _check(tx, table, plan, {id(record): line for line, record in records}, actor, file)
    return replace(plan, unchanged=same)


def _check(tx: Tx, table: DataTable, plan: _Plan, lines: Mapping[int, int], actor: Actor, file: str) -> None:
    """Every row within reach, before and after; nothing removed that others refer to. Raises ImportRefused."""
    after = [*plan.new, *(one for _, one in plan.changed)]
    far = {id(one) for one in out_of_reach(tx, table, [*after, *(one for one, _ in plan.changed)], actor=actor)}
    column = next((one.name for one in table.sheet.columns if table.unit_by and one.field == table.unit_by.column), "")
    told = Text("expected a unit in your reach", "不在您的管辖范围内")
    errors = [LineError(lines[id(one)], column, str(one.get(column)), told) for one in after if id(one) in far]
    for before, one in plan.changed:
        if id(before) in far and id(one) not in far:
            errors.append(LineError(lines[id(one)], column, row_id(table, one), told))
    if plan.removed:
        mine = {id(one) for one in plan.removed} - {
            id(one) for one in out_of_reach(tx, table, plan.removed, actor=actor)
        }
        plan.removed[:] = [one for one in plan.removed if id(one) in mine]
        errors += _still_used(tx, table, plan.removed)
    if errors:
        raise ImportRefused(file, sorted(errors, key=lambda one: one.line)[:MAX_ERRORS])


def _still_used(tx: Tx, table: DataTable, removed: Sequence[Record]) -> Iterator[LineError]:
    for record in removed:
        user = data.used_by(tx, table.sheet.table, {part: record[part] for part in table.sheet.key})
        if user is not None:
            reason = Text(
                f"expected this row in the file, since rows of {user} refer to it", f"{user} 仍在使用,不能删除"
            )
            yield LineError(0, table.key_columns[0].name, row_id(table, record), reason)


def _carry_out(tx: Tx, table: DataTable, plan: _Plan, wanted: NewImport) -> None:
    sheet = table.sheet
    after = [*plan.new, *(one for _, one in plan.changed)]
    if sheet.apply is not None:
        try:
            sheet.apply(tx, after)
        except Invalid as wrong:
            raise ImportRefused(
                wanted.file_name or table.name, [LineError(0, "", "", Text(str(wrong), str(wrong)))]
            ) from None
        return
    rows.add(tx, sheet.table, plan.new)
    rows.change(tx, sheet.table, [record for _, record in plan.changed], key=sheet.key)
    for record in plan.removed:
        data.remove(tx, sheet.table, {part: record[part] for part in sheet.key})


def _differences(table: DataTable, plan: _Plan) -> Iterator[Difference]:
    for before, after in plan.changed:
        yield Difference(row_id(table, after), json_of(table, before), json_of(table, after))
    for record in plan.new:
        yield Difference(row_id(table, record), None, json_of(table, record))
    for record in plan.removed:
        yield Difference(row_id(table, record), json_of(table, record), None)


def _noted(table: DataTable, one: Difference, import_key: int) -> NewChange:
    before = dump(one.before) if one.before is not None else None
    after = dump(one.after) if one.after is not None else None
    return NewChange(table.name, one.row_id, before, after, import_key)


def _row(tx: Tx, import_key: int, wanted: NewImport, actor: Actor) -> ImportRow:
    return ImportRow(
        import_key, wanted.table, wanted.file_name[:200], wanted.mode, wanted.is_dry_run, "done", 0, 0, 0, 0, "[]",
        actor.name, tx.now,
    )  # fmt: skip


def _json_lines(table: DataTable, content: bytes, file: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line, cells by column name) of each object; empty lines are skipped. Raises ImportRefused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(file, 1, "", f"expected UTF-8, but byte {error.start} is not", "文件应为 UTF-8 编码") from None
    for line, part in enumerate(text.splitlines(), start=1):
        if line > MAX_LINES:
            raise _refused(file, line, "", f"expected at most {MAX_LINES} lines", f"最多 {MAX_LINES} 行")
        if part.strip():
            yield line, _json_cells(table, part, line, file)


def _json_cells(table: DataTable, part: str, line: int, file: str) -> dict[str, str]:
    try:
        found = load(part)
    except Invalid:
        found = None
    if not isinstance(found, dict):
        raise _refused(file, line, part[:60], "expected a JSON object on each line", "每行应为一个 JSON 对象")
    for name, value in found.items():
        if table.column(name) is None:
            raise ImportRefused(file, [LineError(line, name[:60], "", Text("expected a known column", "未知的列"))])
        if isinstance(value, dict):
            raise ImportRefused(file, [LineError(line, name, "", Text("expected no object", "不能是对象"))])
    return {name: cells.text_of(value) for name, value in found.items()}


def _refused(file: str, line: int, value: str, en: str, zh: str) -> ImportRefused:
    return ImportRefused(file, [LineError(line, "", value, Text(en, zh))])
