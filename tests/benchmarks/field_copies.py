"""Copies of a played case, each as the engine would have written it: own keys, moments, places, people, hashes.

Every text of the case's rows is cut where something differs from copy to copy (a mark), once; a copy is then one
`%` of its marks into each text. Keys keep their distances, so that the core's state only names another root. The
chain is linked again with each copy's own hashes, and values that name a place get digests of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import itemgetter
from struct import pack
from types import SimpleNamespace
from typing import Any

from sqlalchemy import LargeBinary, Table, select

from engine.history.chain import digest_of, hashed_text, salt_of
from engine.service import Engine
from engine.store.event_form import facts_of, opened, unsealed
from engine.store.events import GENESIS, stored
from engine.store.schema import (
    CASE,
    CASE_SHARE,
    CASE_VARIABLE,
    ELEMENT_INSTANCE,
    EVENT,
    TASK,
    TASK_CANDIDATE,
)
from engine.store.types import Utc
from engine.values import Json, Values, dump_canonical
from tests.benchmarks.field_models import PLAYED_FROM, Played
from tests.benchmarks.field_network import TEMPLATE_NUMBER, Place, Places

TABLES = (CASE, CASE_VARIABLE, ELEMENT_INSTANCE, CASE_SHARE, TASK, TASK_CANDIDATE, EVENT)
_KEYS = ("case_key", "scope_key", "variable_key", "element_instance_key", "task_key", "event_key", "operation_id")
_UNITS = ("store", "dealer", "region", "station")
_PEOPLE = tuple(item.name for item in fields(Place) if item.name not in (*_UNITS, "number"))
_UNKNOWN = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d{16}\b")
Marks = tuple[str, ...]


class Cut:
    """A text with places for marks."""

    def __init__(self, text: str, marks: Mapping[str, int], pattern: re.Pattern[str]) -> None:
        found: list[int] = []

        def place(match: re.Match[str]) -> str:
            found.append(marks[match.group()])
            return "%s"

        self.text = pattern.sub(place, text.replace("%", "%%"))
        assert not _UNKNOWN.search(self.text), f"expected all moments and keys to be marks, but found {self.text}"
        self.at = tuple(found)
        self._take: Callable[[Sequence[str]], Any] | None = itemgetter(*found) if found else None
        self._same = text

    def filled(self, marks: Sequence[str]) -> str:
        """The text with its marks."""
        return self._same if self._take is None else self.text % self._take(marks)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: None, or a text and what it is to be (int, bool, text, moment, bytes)."""

    cut: Cut | None
    kind: str


class Template:
    """A played case, cut. `rows` are its cells by table."""

    def __init__(self, engine: Engine, played: Played, place: Place, places: Places) -> None:
        self.is_ended, self.weight, self.base_ms, self._places = played.is_ended, played.weight, played.base_ms, places
        rows = {table.name: _rows_of(engine, table, played.case_key) for table in TABLES}
        self._root = played.case_key
        everything = [(name, value) for found in rows.values() for row in found for name, value in row.items()]
        self._offsets = sorted({int(value) - self._root for name, value in everything if name in _KEYS and value})
        self._moments = sorted({value - PLAYED_FROM for _, value in everything if isinstance(value, datetime)})
        marks = [str(self._root + offset) for offset in self._offsets]
        marks += [(PLAYED_FROM + moment).isoformat(timespec="microseconds") for moment in self._moments]
        marks += _named(place, places)
        events = rows[EVENT.name]
        digests = list(_digests(events, marks))
        self._event_count = len(events)
        marks += [digest for digest, _ in digests]
        self._hashes_at = len(marks)
        marks += [row["hash"].hex() for row in events]
        marks.append(pack(">Q", self._root).hex())
        self._marks = {text: number for number, text in reversed(list(enumerate(marks)))}
        self._pattern = re.compile("|".join(re.escape(text) for text in sorted(self._marks, key=len, reverse=True)))
        self._texts = [self._cut(text) for text in _hashed_texts(played.case_key, events)]
        self._leaves = [
            {name: (salt, self._cut(value), self._cut(old)) for name, (salt, value, old) in leaves.items()}
            for _, leaves in digests
        ]
        self.rows = {table.name: [self._cells(table, row, place) for row in rows[table.name]] for table in TABLES}

    def marks(self, place: Place, began: datetime, base_ms: int, node: int) -> Marks:
        """What fills the template for a case at `place` that began at that moment; `base_ms` since 1970, unique."""
        root = self._root + ((base_ms - self.base_ms) << 22) + (node << 12)
        values = [str(root + offset) for offset in self._offsets]
        values += [(began + moment).isoformat(timespec="microseconds") for moment in self._moments]
        values += _named(place, self._places)
        for leaves in self._leaves:
            hashes: Values = {
                name: _hash(f"{salt}\0{value.filled(values)}\0{old.filled(values)}")
                for name, (salt, value, old) in leaves.items()
            }
            values.append(_hash(_canonical(hashes)))
        values += [""] * self._event_count
        for number, text in enumerate(self._texts):
            values[self._hashes_at + number] = _hash(text.filled(values))
        values.append(pack(">Q", root).hex())
        return tuple(values)

    def _cut(self, text: str) -> Cut:
        return Cut(text, self._marks, self._pattern)

    def _cells(self, table: Table, row: Mapping[str, Any], place: Place) -> list[Cell]:
        return [self._cell(table, column.name, row[column.name], place) for column in table.c]

    def _cell(self, table: Table, name: str, value: Any, place: Place) -> Cell:
        if value is None:
            return Cell(None, "text")
        if name == "unit_id":
            ids = {self._places.units[getattr(place, unit)][0]: unit for unit in _UNITS}
            mark = f"<id of {ids[value]}>" if value in ids else str(value)
            return Cell(self._cut(mark), "int")
        if isinstance(table.c[name].type, Utc):
            return Cell(self._cut(value.isoformat(timespec="microseconds")), "moment")
        if isinstance(table.c[name].type, LargeBinary):
            return Cell(self._cut(bytes(value).hex()), "bytes")
        if isinstance(value, bool):
            return Cell(self._cut("true" if value else "false"), "bool")
        if isinstance(value, int):
            return Cell(self._cut(str(value)), "int")
        return Cell(self._cut(value), "text")


def _named(place: Place, places: Places) -> Iterator[str]:
    """Codes, paths and ids of the units, the number, the people: in the order of every template and copy."""
    for unit in _UNITS:
        code = getattr(place, unit)
        unit_id, path = places.units[code]
        yield code
        yield path
        yield str(unit_id) if place.number != TEMPLATE_NUMBER else f"<id of {unit}>"
    yield place.number
    for person in _PEOPLE:
        yield getattr(place, person)


def _rows_of(engine: Engine, table: Table, case_key: int) -> list[dict[str, Any]]:
    where = (
        table.c.case_key == case_key
        if "case_key" in table.c
        else table.c.task_key.in_(select(TASK.c.task_key).where(TASK.c.case_key == case_key))
    )
    query = select(table).where(where).order_by(*table.primary_key.columns)
    return engine._read(lambda tx: [dict(row._mapping) for row in tx.execute(query)])


def _digests(
    events: Sequence[Mapping[str, Any]], marks: Sequence[str]
) -> Iterator[tuple[str, dict[str, tuple[str, str, str]]]]:
    """Digest and name → (salt, canonical value, canonical old value) of each event with values that differ."""
    for row in events:
        if not row["vault"]:
            continue
        values, secret = opened(row["body"], row["vault"]), unsealed(row["vault"])[0]
        leaves = {
            name: (salt_of(secret, name), _canonical(value), _canonical(old)) for name, (value, old) in values.items()
        }
        if any(mark in value or mark in old for mark in marks for _, value, old in leaves.values()):
            yield digest_of(secret, values), leaves


def _hashed_texts(case_key: int, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    previous = GENESIS
    for row in rows:
        event, facts = stored(SimpleNamespace(**row)), facts_of(row["body"])
        assert facts is not None
        yield hashed_text(case_key, previous, event, facts).decode()
        previous = event.hash


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Json) -> str:
    return dump_canonical(value).decode()
