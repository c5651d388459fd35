"""Reference tables as pages show them: columns with labels, cells in words, inputs for a row."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.known_names import Names
from api.pages.texts import Texts
from engine.errors import FieldError
from engine.reference.cells import Kind, choices_of, kind_of
from engine.reference.columns import Column
from engine.reference.rows import DataRow
from engine.reference.tables import DataTable

# Which look-up finds what a column refers to, by the table it names.
_LOOKUPS = {
    "unit": "units", "part": "parts", "customer": "customers", "product_model": "product_models",
}  # fmt: skip
_IN_LIST = 7
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Field:
    """One column for one reader. `value` is the cell as an input holds it; `lookup` the source it is found in."""

    name: str
    label: str
    kind: Kind
    value: str
    choices: Sequence[tuple[str, str]]
    is_required: bool
    is_key: bool
    error: str
    lookup: str

    def has(self, choice: str) -> bool:
        """Whether a choice is taken."""
        return choice in self.value.split("|")


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a list: its label, the order that a click on it asks for, and whether it stands to the right."""

    name: str
    label: str
    sort: str
    direction: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month's picture. `state` is 'open', 'closed' (no working day) or 'holiday'."""

    number: int
    iso: str
    state: str


def title_of(table: DataTable, words: Texts) -> str:
    """What people call the table."""
    return words.pick(table.title.zh, table.title.en)


def label_of(table: DataTable, column: Column, words: Texts) -> str:
    """What people call a column."""
    label = table.label(column)
    return words.pick(label.zh, label.en)


def first_order(table: DataTable) -> str:
    """The order nobody asked for: records newest first, everything else by its key."""
    first = table.key_columns[0]
    return f"-{first.name}" if table.is_record and kind_of(first) == "key" else ""


def heads(table: DataTable, words: Texts, sort: str) -> list[Head]:
    """The columns of a list; English twins and long texts are left to the page of the row."""
    found = []
    for column in shown_columns(table, words):
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "none")
        following = f"-{column.name}" if sort == column.name else column.name
        is_number = kind_of(column) in ("number", "money")
        found.append(Head(column.name, label_of(table, column, words), following, direction, is_number))
    return found


def shown_columns(table: DataTable, words: Texts) -> list[Column]:
    """The columns of a list for this reader: the key, then the first of the others, each text in his language."""
    names = {column.name for column in table.sheet.columns}
    is_english = not words.language.startswith("zh")
    found = []
    for column in table.sheet.columns:
        twin = f"{column.name}_en" in names
        if kind_of(column) in ("long", "days") or (column.name.endswith("_en") and not is_english):
            continue
        if not (twin and is_english):
            found.append(column)
    return found[:_IN_LIST]


def referring_codes(columns: Sequence[Column], rows: Sequence[DataRow]) -> set[str]:
    """The codes that the rows name other rows by."""
    return {row.texts[column.name] for column in columns if _is_reference(column) for row in rows}


def cell_words(column: Column, row: DataRow, words: Texts, names: Names) -> str:
    """A cell for people: codes in words (`names`: of units and warehouses), yes and no, money with its sign."""
    text = row.texts[column.name]
    if not text and column.name.endswith("_en"):
        text = row.texts[column.name.removesuffix("_en")]
    kind = kind_of(column)
    if _is_reference(column) and text in names:
        return words.pick(*names[text])
    if kind == "flag":
        return words("value.yes") if text == "yes" else words("value.no")
    if kind == "money":
        return f"−¥{text[1:]}" if text.startswith("-") else f"¥{text}" if text else ""
    if kind in ("choice", "several"):
        return words("app.comma").join(word_of(part, words) for part in text.split("|") if part)
    return text


def _is_reference(column: Column) -> bool:
    """Whether cells name another row; a tariff's region may also be any, and so refers to no table."""
    return column.refers is not None or column.name == "region_code"


def word_of(code: str, words: Texts) -> str:
    """A code in words, when the catalogue knows it."""
    return words("data.any") if code == "*" else words.either(f"word.{code}", code)


def fields(table: DataTable, texts: Mapping[str, str], words: Texts, errors: Sequence[FieldError] = ()) -> list[Field]:
    """The inputs of a row."""
    told = {error.pointer: words.pick(error.zh, error.en) for error in errors}
    keys = {column.name for column in table.key_columns}
    return [
        Field(
            name=column.name,
            label=label_of(table, column, words),
            kind=kind_of(column),
            value=texts.get(column.name, ""),
            choices=[(choice, word_of(choice, words)) for choice in choices_of(column)],
            is_required=not column.is_optional,
            is_key=column.name in keys,
            error=told.get(column.name, ""),
            lookup=_LOOKUPS.get(column.refers[0], "") if column.refers else "",
        )
        for column in table.sheet.columns
    ]


def months(year: int, days: str, holidays: str) -> list[list[list[Day | None]]]:
    """Twelve months of weeks from Monday on, each day open, closed or a holiday; None outside the month."""
    working, free = set(days.split("|")), set(holidays.split("|"))

    def picture(day: date) -> Day:
        state = "holiday" if day.isoformat() in free else "open" if _WEEKDAYS[day.weekday()] in working else "closed"
        return Day(day.day, day.isoformat(), state)

    weeks = calendar.Calendar(firstweekday=0)
    return [
        [
            [picture(day) if day.month == month else None for day in week]
            for week in weeks.monthdatescalendar(year, month)
        ]
        for month in range(1, 13)
    ]
