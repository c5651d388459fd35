"""The compiled requirements graph: inputs, decisions, knowledge models and services, linked by reference (N6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TypeAlias

from engine.dmn.findings import Place
from engine.dmn.session import DecisionFailure, Session
from engine.feel import FeelType, FeelValue

Scope: TypeAlias = Mapping[str, FeelValue]
Logic: TypeAlias = Callable[[Scope, Session], FeelValue]


def null_logic(scope: Scope, session: Session) -> FeelValue:
    """The logic of an empty box: null."""
    return None


def broken_logic(scope: Scope, session: Session) -> FeelValue:
    """The logic of a FEEL text that does not parse, in a file read with that tolerated."""
    raise DecisionFailure("expected a FEEL text, but it does not parse")


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

    `order`, made when it is first asked, lists all decisions it needs, itself last, each after those it requires.
    """

    version_tag: str = ""
    kind: str = "UNSPECIFIED"
    required: tuple[Requirement, ...] = ()
    logic: Logic | None = None

    @cached_property
    def order(self) -> tuple[DecisionNode, ...]:
        """All decisions it needs, itself last, each after those it requires."""
        return order_of([self], frozenset())

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

    @cached_property
    def order(self) -> tuple[DecisionNode, ...]:
        """The decisions to evaluate inside: outputs last, input decisions left out, for they are given."""
        return order_of(self.outputs, frozenset(self.input_decisions))


@dataclass
class Graph:
    """The nodes of one file by id, the import names that lead to other namespaces, and names that may follow a dot."""

    nodes: dict[str, Node] = field(default_factory=dict)
    alias_paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entry_names: frozenset[str] = frozenset()


def order_of(wanted: Iterable[DecisionNode], given: frozenset[DecisionNode]) -> tuple[DecisionNode, ...]:
    """`wanted` decisions with all they require, each after its requirements; `given` ones are not evaluated."""
    edges: dict[DecisionNode, list[DecisionNode]] = {}
    waiting = [node for node in wanted if node not in given]
    while waiting:
        node = waiting.pop()
        if node in edges:
            continue
        edges[node] = [need for need in _decisions(node) if need not in given]
        waiting.extend(edges[node])
    return tuple(TopologicalSorter(edges).static_order())


def _decisions(node: DecisionNode) -> list[DecisionNode]:
    return [need.node for need in node.required if isinstance(need.node, DecisionNode)]
