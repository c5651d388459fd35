"""The compiled requirements graph: inputs, decisions, knowledge models and services, linked by reference (N6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.dmn.findings import Place
from engine.dmn.session import Session
from engine.feel import FeelType, FeelValue

Scope: TypeAlias = Mapping[str, FeelValue]
Logic: TypeAlias = Callable[[Scope, Session], FeelValue]


def null_logic(scope: Scope, session: Session) -> FeelValue:
    """The logic of an empty box: null."""
    return None


@dataclass(eq=False)
class Node:
    """Something a decision can require. `key` is its id; `variable` the name under which it is seen."""

    place: Place
    id: str
    name: str
    variable: str
    namespace: str
    type: FeelType | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A required node; `alias` is the name of its import, empty for one of the same file or an unnamed import."""

    alias: str
    node: Node


@dataclass(eq=False)
class InputNode(Node):
    """Input data: filled from outside by name."""


@dataclass(eq=False)
class DecisionNode(Node):
    """A decision. `kind`: DECISION_TABLE, LITERAL_EXPRESSION or UNSPECIFIED (every other boxed expression).

    `order` lists all decisions it needs, itself last, each after those it requires.
    """

    version_tag: str = ""
    kind: str = "UNSPECIFIED"
    required: tuple[Requirement, ...] = ()
    logic: Logic | None = None
    order: tuple[DecisionNode, ...] = ()

    @property
    def inputs(self) -> tuple[InputNode, ...]:
        """The input data it requires itself."""
        return tuple(need.node for need in self.required if isinstance(need.node, InputNode))


@dataclass(frozen=True, slots=True)
class FormalParameter:
    """A parameter of a knowledge model or service; without a type it takes anything."""

    name: str
    type: FeelType | None


@dataclass(eq=False)
class KnowledgeNode(Node):
    """A business knowledge model: a function that sees its parameters and the knowledge it requires."""

    required: tuple[Requirement, ...] = ()
    parameters: tuple[FormalParameter, ...] = ()
    body: Logic | None = None


@dataclass(eq=False)
class ServiceNode(Node):
    """A decision service. As a function it takes its input data, then its input decisions."""

    outputs: tuple[DecisionNode, ...] = ()
    input_decisions: tuple[DecisionNode, ...] = ()
    input_data: tuple[InputNode, ...] = ()
    order: tuple[DecisionNode, ...] = ()


@dataclass
class Graph:
    """The nodes of one file by id, the import names that lead to other namespaces, and names that may follow a dot."""

    nodes: dict[str, Node] = field(default_factory=dict)
    alias_paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entry_names: frozenset[str] = frozenset()
