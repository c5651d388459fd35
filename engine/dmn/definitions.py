"""The parts of a DMN file around the boxed expressions: the requirements graph, types and imports (N5, N6, N8)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dmn.elements import Boxed, FunctionDefinition, InformationItem, Literal
from engine.dmn.findings import Place


@dataclass(frozen=True, slots=True)
class Reference:
    """A `href`: id of an element; `namespace` is empty for one of the same file."""

    namespace: str
    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class ItemSource:
    """An item definition or component as written: a base type, components, or a function signature."""

    place: Place
    name: str
    is_collection: bool
    type_ref: str
    components: tuple[ItemSource, ...]
    is_function: bool
    allowed: Literal | None
    constraint: Literal | None


@dataclass(frozen=True, slots=True)
class InputSource:
    """An input data element; its value comes from the caller, by the name of its variable (N6)."""

    place: Place
    id: str
    name: str
    variable: InformationItem


@dataclass(frozen=True, slots=True)
class DecisionSource:
    """A decision: what it requires and its logic (None: nothing drawn, the result is null)."""

    place: Place
    id: str
    name: str
    version_tag: str
    variable: InformationItem
    required: tuple[Reference, ...]
    knowledge: tuple[Reference, ...]
    logic: Boxed | None


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """A business knowledge model: a function with a name."""

    place: Place
    id: str
    name: str
    variable: InformationItem
    knowledge: tuple[Reference, ...]
    function: FunctionDefinition | None


@dataclass(frozen=True, slots=True)
class ServiceSource:
    """A decision service: output decisions from given input data and input decisions."""

    place: Place
    id: str
    name: str
    variable: InformationItem
    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...]
    input_decisions: tuple[Reference, ...]
    input_data: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ImportSource:
    """An imported DMN file; an empty name brings its elements into scope under their own names (DMN 1.5)."""

    place: Place
    name: str
    namespace: str


NodeSource = InputSource | DecisionSource | KnowledgeSource | ServiceSource


@dataclass(frozen=True, slots=True)
class Definitions:
    """One DMN file. `nodes` holds inputs, decisions, knowledge models and services by id, in file order."""

    id: str
    name: str
    namespace: str
    version_tag: str
    imports: tuple[ImportSource, ...]
    items: tuple[ItemSource, ...]
    nodes: dict[str, NodeSource]
