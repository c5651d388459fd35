"""What a search is made of: sources with fields, and a query over them. Names and enums are those of `/v2`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, FromClause

from engine.actor import Actor
from engine.store.database import Tx

Scalar: TypeAlias = "None | bool | int | str | object"


class FieldType(StrEnum):
    """How a field reads in JSON: keys are decimal strings, moments RFC 3339, JSON fields stand as they are."""

    KEY = "key"
    TEXT = "text"
    ENUM = "enum"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    JSON = "json"


class Operator(StrEnum):
    """Comparisons of API 1.4."""

    EQ = "$eq"
    NEQ = "$neq"
    EXISTS = "$exists"
    IN = "$in"
    NOT_IN = "$notIn"
    LIKE = "$like"
    GT = "$gt"
    GTE = "$gte"
    LT = "$lt"
    LTE = "$lte"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of an item.

    `values` (ENUM): each name a caller may send or get → the stored values it stands for, perhaps none.
    `read` makes of the stored value what the item holds. `is_listed` False: for filters only.
    """

    name: str
    type: FieldType
    expression: ColumnElement[Any]
    is_nullable: bool = False
    can_filter: bool = True
    can_sort: bool = True
    is_listed: bool = True
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    read: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison. `operand` is of the field's type; a tuple for `$in` and `$notIn`, a bool for `$exists`."""

    operator: Operator
    operand: object


class ExtraForm(StrEnum):
    """How the operand of an extra filter reads."""

    TEXT = "text"
    TEXTS = "texts"
    VARIABLES = "variables"


@dataclass(frozen=True, slots=True, eq=False)
class Extra:
    """A filter that is no field: `build(tx, actor, operand)` gives its condition.

    The operand is a tuple of Tests (TEXT), of texts (TEXTS) or of (variable name, tests) (VARIABLES).
    """

    name: str
    form: ExtraForm
    build: Callable[[Tx, Actor, Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Condition:
    """Either tests on a field, or an extra filter with its operand."""

    of: Field | Extra
    operand: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One field to sort by; nulls come last ascending and first descending."""

    by: Field
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which part: `limit` rows from `offset`, or from beyond `edge` (sort values and key of a row), or up to it."""

    limit: int = 100
    offset: int = 0
    edge: tuple[object, ...] | None = None
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A whole search: all of `all_of`, and any one of the groups `any_of` when there are some."""

    order: tuple[Order, ...]
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[tuple[Condition, ...], ...] = ()
    pins: tuple[tuple[str, Any], ...] = ()
    """(name of a pin of the source, value): what the path of the request fixes"""
    window: Window = Window()


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What can be sought: rows of `table`, each with a unique `key`, of which an actor sees those of `scope`.

    `complete` adds to the items of a page what one more query finds for all of them.
    """

    kind: str
    title: str
    key: Field
    fields: tuple[Field, ...]
    table: FromClause
    scope: Callable[[Actor], ColumnElement[bool]]
    extras: tuple[Extra, ...] = ()
    pins: Mapping[str, Callable[[Any], ColumnElement[bool]]] = field(default_factory=dict)
    complete: Callable[[Tx, Sequence[dict[str, object]]], None] | None = None
    revision: ColumnElement[Any] | None = None
    ways: Callable[[Actor], Sequence[ColumnElement[bool]]] | None = None
    """The parts of `scope`, any of which is enough, where each has an index of its own."""
    descends: bool = False
    """Whether unsorted results come newest first."""


def enum(*names: str) -> dict[str, tuple[str, ...]]:
    """Values that are stored as they are named."""
    return {name: (name,) for name in names}
