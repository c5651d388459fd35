"""What a DMN file says, as immutable data: decisions, inputs, knowledge, services, types and boxed expressions (N7).

Nothing here evaluates; `compiling` turns boxed expressions into closures.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from engine.dmn.findings import Place


class HitPolicy(StrEnum):
    """Which of the rules that hit decide (N2)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Aggregation(StrEnum):
    """How COLLECT joins the outputs of several hits (N2, N3)."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True)
class InformationItem:
    """A name with a declared type; an empty `type_ref` declares none."""

    name: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A FEEL text: an expression or, in table cells and allowed values, unary tests."""

    place: Place
    text: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class InputClause:
    """One condition column; `label` is what people read."""

    id: str
    label: str
    expression: Literal
    allowed: Literal | None


@dataclass(frozen=True, slots=True)
class OutputClause:
    """One conclusion column. `name` is empty for a single bare output."""

    id: str
    name: str
    label: str
    type_ref: str
    allowed: Literal | None
    default: Literal | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: as many `tests` as inputs, as many `outputs` as outputs."""

    id: str
    place: Place
    tests: tuple[Literal, ...]
    outputs: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table, rules as rows (N2 to N5)."""

    place: Place
    type_ref: str
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One line of a boxed context; without a variable it is the result cell."""

    variable: InformationItem | None
    value: Boxed


@dataclass(frozen=True, slots=True)
class BoxedContext:
    """Entries in order; later ones see earlier ones."""

    place: Place
    type_ref: str
    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True)
class BoxedList:
    """A list, one expression for each item."""

    place: Place
    type_ref: str
    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts, written as a grid."""

    place: Place
    type_ref: str
    columns: tuple[InformationItem, ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A FEEL function; `body` is None when nothing was drawn yet (its result is null)."""

    place: Place
    type_ref: str
    parameters: tuple[InformationItem, ...]
    body: Boxed | None


@dataclass(frozen=True, slots=True)
class Binding:
    """One argument of an invocation, by parameter name."""

    parameter: InformationItem
    value: Boxed | None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of `called` with named arguments."""

    place: Place
    type_ref: str
    called: Boxed | None
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """`if` condition `then` … `else` …"""

    place: Place
    type_ref: str
    condition: Boxed
    then: Boxed
    otherwise: Boxed


@dataclass(frozen=True, slots=True)
class BoxedFilter:
    """The items of `source` for which `match` is true; `item` and entries of contexts are in scope."""

    place: Place
    type_ref: str
    source: Boxed
    match: Boxed


class IteratorKind(StrEnum):
    """`for … return`, `some … satisfies`, `every … satisfies`."""

    FOR = "for"
    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class BoxedIterator:
    """One loop over `source` with `variable`; a FOR also sees `partial`."""

    place: Place
    type_ref: str
    kind: IteratorKind
    variable: str
    source: Boxed
    source_type_ref: str
    body: Boxed


Boxed: TypeAlias = (
    Literal
    | DecisionTable
    | BoxedContext
    | BoxedList
    | Relation
    | FunctionDefinition
    | Invocation
    | Conditional
    | BoxedFilter
    | BoxedIterator
)
