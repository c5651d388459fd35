"""Pages by keyset: an order without ties, and the place of a row in it as a text."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, case, or_
from sqlalchemy.types import TypeDecorator

from engine.errors import Invalid


@dataclass(frozen=True, slots=True)
class Order:
    """Rows by one column (those without a value last) and then by their key."""

    columns: Sequence[Column[Any]]
    is_descending: bool
    sorts: bool

    @classmethod
    def of(cls, found: Table, sort: str, key: Sequence[str], *, is_descending: bool) -> Order:
        """By the column `sort` ('' = by key alone), downwards if wanted; the key always upwards."""
        names = [*([sort] if sort else []), *(part for part in key if part != sort)]
        return cls([found.c[name] for name in names], is_descending and bool(sort), bool(sort))

    @property
    def terms(self) -> list[ColumnElement[Any]]:
        """What to order by."""
        first = self.columns[0]
        ahead: list[ColumnElement[Any]] = [_is_empty(first)] if first.nullable else []
        return [*ahead, first.desc() if self.is_descending else first.asc(), *self.columns[1:]]

    def place(self, row: Mapping[str, Any]) -> str:
        """The place after `row`."""
        values = [row[column.name] for column in self.columns]
        texts = [value.isoformat() if isinstance(value, date) else value for value in values]
        return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode()

    def beyond(self, place: str) -> ColumnElement[bool]:
        """Rows after that place. Raises Invalid for a text that is none of this order."""
        values = self._read(place)
        ways: list[ColumnElement[bool]] = []
        for index, column in enumerate(self.columns):
            equal = [_equals(before, value) for before, value in zip(self.columns[:index], values, strict=False)]
            ways += [and_(*equal, step) for step in self._steps(column, values[index], is_first=index == 0)]
        return or_(*ways)

    def _steps(self, column: Column[Any], value: Any, *, is_first: bool) -> list[ColumnElement[bool]]:
        if value is None:
            return []
        further = column < value if is_first and self.is_descending else column > value
        return [further, column.is_(None)] if is_first and column.nullable else [further]

    def _read(self, place: str) -> list[Any]:
        try:
            values = json.loads(base64.urlsafe_b64decode(place.encode()))
            if not isinstance(values, list) or len(values) != len(self.columns):
                raise ValueError
            return [_typed(column, value) for column, value in zip(self.columns, values, strict=True)]
        except (ValueError, TypeError):
            raise Invalid("expected a cursor that a page of this table gave, but found another") from None


def _is_empty(column: Column[Any]) -> ColumnElement[int]:
    return case((column.is_(None), 1), else_=0)


def _equals(column: Column[Any], value: Any) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _typed(column: Column[Any], value: Any) -> Any:
    """A value of a place as the column holds it. Raises ValueError or TypeError."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    wanted = kind.python_type
    if value is None:
        if not column.nullable:
            raise ValueError
        return None
    if issubclass(wanted, datetime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if issubclass(wanted, date):
        return date.fromisoformat(value)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise TypeError
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError
    if isinstance(value, str) and "\0" in value:
        raise ValueError
    return value
