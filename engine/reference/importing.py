"""CSV import: idempotent by natural key, all or nothing, every fault named with line, column and value."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import Invalid
from engine.findings import Text
from engine.reference.columns import Cell, Column, WrongCell
from engine.reference.formulas import unguarded
from engine.reference.sheets import Sheet
from engine.store.database import Tx
from engine.store.reference import rows

MAX_LINES = 100_000
MAX_ERRORS = 200
_STEP = 2_000
References: TypeAlias = Mapping[str, set[object]]
"""What each column that refers to another table may hold, by the column's name."""
Lines: TypeAlias = list[tuple[int, dict[str, Cell]]]
"""The records of a file, each with its line."""


@dataclass(frozen=True, slots=True)
class LineError:
    """One fault: `line` as an editor counts it (the header is 1), the column's name, what stood there."""

    line: int
    column: str
    value: str
    reason: Text


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    sheet: str
    added: int
    changed: int
    unchanged: int


class ImportRefused(Invalid):
    """Something in the file is wrong; nothing of it was imported. At most 200 faults are listed."""

    code = "import_refused"

    def __init__(self, file: str, errors: Sequence[LineError]) -> None:
        first = errors[0]
        super().__init__(
            f"{file}: {len(errors)} faults; line {first.line}, {first.column} '{first.value}': {first.reason.en}"
        )
        self.file, self.errors = file, tuple(errors)


def import_csv(tx: Tx, sheet: Sheet, content: bytes, *, file: str = "", adds_only: bool = False) -> ImportReport:
    """Bring the table to what the file says; rows that the file does not name stay.

    With `adds_only` rows that are there stay too: for opening stock and limits, which business changes afterwards.
    Raises ImportRefused with every fault when a single cell is wrong.
    """
    records = read_csv(tx, sheet, content, file=file)
    known = rows.all_rows(tx, sheet.table, sheet.fields, key=sheet.key)
    new, changed = [], []
    for record in records:
        before = known.get(tuple(record[part] for part in sheet.key))
        if before is None:
            new.append(record)
        elif before != record and not adds_only:
            changed.append(record)
    if sheet.apply is not None:
        sheet.apply(tx, [*new, *changed])
    else:
        rows.add(tx, sheet.table, new)
        rows.change(tx, sheet.table, changed, key=sheet.key)
    return ImportReport(sheet.name, len(new), len(changed), len(records) - len(new) - len(changed))


def read_csv(tx: Tx, sheet: Sheet, content: bytes, *, file: str = "") -> list[dict[str, Cell]]:
    """The records of the file, checked cell by cell. Raises ImportRefused."""
    lines = csv_lines(sheet, content, file or sheet.name)
    return [record for _, record in read_lines(references(tx, sheet), sheet, lines, file=file)]


def references(tx: Tx, sheet: Sheet) -> References:
    """What stands now in the tables that this sheet refers to."""
    return {column.name: rows.values_of(tx, *column.refers) for column in sheet.columns if column.refers}


def read_lines(
    known: References,
    sheet: Sheet,
    lines: Iterable[tuple[int, Mapping[str, str]]],
    *,
    file: str = "",
    most: int = MAX_ERRORS,
    told: Callable[[int], None] | None = None,
) -> Lines:
    """The records of (line, cells by column name), each with its line, checked cell by cell. Raises ImportRefused.

    `told` hears the line it is at every 2,000 records; `most` faults at most are listed.
    """
    errors: list[LineError] = []
    records: Lines = []
    seen: dict[tuple[Cell, ...], int] = {}
    for line, cells in lines:
        record = {column.field: _cell(column, cells, line, known, errors) for column in sheet.columns}
        records.append((line, record))
        key = tuple(record[part] for part in sheet.key)
        if key in seen:
            where = Text(f"expected each key once, but line {seen[key]} has it too", f"与第 {seen[key]} 行重复")
            errors.append(LineError(line, sheet.key[0], ", ".join(map(str, key)), where))
        seen.setdefault(key, line)
        if len(errors) >= most:
            break
        if told is not None and len(records) % _STEP == 0:
            told(line)
    if errors:
        raise ImportRefused(file or sheet.name, errors)
    return records


def check_references(known: References, sheet: Sheet, records: Lines, *, file: str) -> None:
    """Refuse records whose references went away since they were read. Raises ImportRefused."""
    errors = [
        LineError(line, column.name, str(record[column.field]), _unknown(column))
        for column in sheet.columns
        if column.refers
        for line, record in records
        if record[column.field] not in (column.default, None) and record[column.field] not in known[column.name]
    ]
    if errors:
        raise ImportRefused(file, sorted(errors, key=lambda one: one.line)[:MAX_ERRORS])


def csv_lines(sheet: Sheet, content: bytes, file: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line number, cells by column name) of each row; spaces around cells are dropped, empty lines skipped."""
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip() for name in next(reader, [])]
        _check_header(sheet, header, file)
        for row in reader:
            line = reader.line_num
            if line > MAX_LINES:
                raise _refused(file, line, "", f"expected at most {MAX_LINES} lines", f"最多 {MAX_LINES} 行")
            if len(row) > len(header):
                raise _refused(file, line, row[-1], f"expected {len(header)} cells, but found {len(row)}", "列数过多")
            if any(cell.strip() for cell in row):
                yield line, dict(zip(header, (unguarded(cell.strip()) for cell in row), strict=False))
    except UnicodeDecodeError as error:
        raise _refused(file, 1, "", f"expected UTF-8, but byte {error.start} is not", "文件应为 UTF-8 编码") from None
    except csv.Error as error:
        raise _refused(file, reader.line_num, "", f"expected CSV, but {error}", "不是有效的 CSV") from None


def _check_header(sheet: Sheet, header: Sequence[str], file: str) -> None:
    names = {column.name for column in sheet.columns}
    unknown = [name for name in header if name not in names]
    missing = [column.name for column in sheet.columns if not column.is_optional and column.name not in header]
    doubled = [name for name in header if header.count(name) > 1]
    for wrong, en, zh in (
        (unknown, "expected a known column", "未知的列"),
        (missing, "expected this column, but it is missing", "缺少这一列"),
        (doubled, "expected each column once", "列重复"),
    ):
        if wrong:
            raise ImportRefused(file, [LineError(1, name, name, Text(en, zh)) for name in wrong])


def _cell(column: Column, cells: Mapping[str, str], line: int, known: References, errors: list[LineError]) -> Cell:
    value = cells.get(column.name, "")
    try:
        if not value:
            if column.is_optional:
                return column.default
            raise WrongCell("expected a value", "不能为空")
        parsed = column.parse(value)
        if column.refers and parsed not in known[column.name]:
            unknown = _unknown(column)
            raise WrongCell(unknown.en, unknown.zh)
    except WrongCell as wrong:
        errors.append(LineError(line, column.name, value, wrong.reason))
        return None
    return parsed


def _unknown(column: Column) -> Text:
    table = column.refers[0] if column.refers else ""
    return Text(f"expected a known {table}", f"{table} 中没有这个代码")


def _refused(file: str, line: int, value: str, en: str, zh: str) -> ImportRefused:
    return ImportRefused(file, [LineError(line, "", value, Text(en, zh))])
