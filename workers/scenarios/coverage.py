"""Which elements and sequence flows of a process were reached, by the steps that were really made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.process.definition import Definition
from engine.process.graph import Flow, Node


@dataclass(frozen=True, slots=True)
class Place:
    """An element or flow that was never reached: its id and what a designer calls it."""

    id: str
    name: str

    def told(self) -> str:
        """Name and id."""
        return f"{self.name} ({self.id})" if self.name and self.name != self.id else self.id


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a process was reached; `missed_*` in the order of the model."""

    process_id: str
    element_count: int
    flow_count: int
    missed_elements: tuple[Place, ...]
    missed_flows: tuple[Place, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything was reached."""
        return not self.missed_elements and not self.missed_flows


@dataclass(frozen=True, slots=True)
class Reached:
    """What a scenario reached of one process."""

    process_id: str
    elements: frozenset[str]
    flows: frozenset[str]


def coverage_of(definition: Definition, reached: Iterable[Reached]) -> Coverage:
    """The coverage of a process by everything that was played."""
    own = [one for one in reached if one.process_id == definition.process_id]
    elements = frozenset().union(*(one.elements for one in own))
    flows = frozenset().union(*(one.flows for one in own))
    return Coverage(
        definition.process_id,
        element_count=len(definition.nodes),
        flow_count=len(definition.flows),
        missed_elements=tuple(
            Place(node.id, node.name) for node in definition.nodes.values() if not _is_reached(node, elements)
        ),
        missed_flows=tuple(
            Place(flow.id, _flow_name(flow)) for flow in definition.flows.values() if flow.id not in flows
        ),
    )


def _is_reached(node: Node, elements: frozenset[str]) -> bool:
    """A compensation boundary event has no token of its own: its handler shows that it was used."""
    if node.host is not None and node.trigger("compensation") is not None:
        return node.host.handler is not None and node.host.handler.id in elements
    return node.id in elements


def _flow_name(flow: Flow) -> str:
    way = f" —{flow.name}→ " if flow.name else " → "
    return f"{flow.source.name or flow.source.id}{way}{flow.target.name or flow.target.id}"
