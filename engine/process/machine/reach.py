"""Which tokens can still reach an inclusive join (W6): along flows, links and boundary events of active elements."""

from __future__ import annotations

from collections.abc import Iterator

from engine.process.graph import Flow, Node
from engine.process.machine import tokens
from engine.process.machine.run import Run
from engine.process.state import Instance


def none_comes(run: Run, join: Node, scope: Instance, *, filled: tuple[Flow, ...], empty: tuple[Flow, ...]) -> bool:
    """W6: no other token can reach an `empty` flow, unless it can also reach a `filled` one."""
    return not empty or not any(_is_awaited(place, join, filled, empty) for place in _places(run, join, scope))


def _is_awaited(place: Node | Flow, join: Node, filled: tuple[Flow, ...], empty: tuple[Flow, ...]) -> bool:
    return any(_comes_to(place, join, flow) for flow in empty) and not any(
        _comes_to(place, join, flow) for flow in filled
    )


def _comes_to(place: Node | Flow, join: Node, flow: Flow) -> bool:
    sources = reaching(join, flow)
    if isinstance(place, Flow):
        return place is flow if place.target is join else place.target.id in sources
    return place.id in sources or any(event.id in sources for event in place.attached)


def _places(run: Run, join: Node, scope: Instance) -> Iterator[Node | Flow]:
    """Where the other tokens of the scope are: on flows, in active elements, at other joins or start quantities."""
    for move in run.queue:
        if move.action == "enter" and move.key == scope.key and move.node is not None:
            yield move.flow or move.node
    for child in scope.children.values():
        if child.node is not join and not child.is_event_sub and "undo" not in child.data:
            yield child.node
    for flow_id in tokens.arrived(scope):
        target = run.definition.flows[flow_id].target
        if target is not join:
            yield target
    for node_id in tokens.starting(scope):  # not active yet: its boundary events are no way out (W6)
        yield run.definition.nodes[node_id].incoming[0]


def reaching(join: Node, flow: Flow) -> frozenset[str]:
    """Ids of the nodes from which a token can come to `flow` without passing `join`; remembered at the flow."""
    if flow.reached_from is None:
        flow.reached_from = frozenset(_walk_back(join, flow))
    return flow.reached_from


def _walk_back(join: Node, flow: Flow) -> set[str]:
    seen: set[str] = set()
    todo = [flow.source]
    while todo:
        node = todo.pop()
        if node is join or node.id in seen:
            continue
        seen.add(node.id)
        todo += [incoming.source for incoming in node.incoming]
        todo += _throwers_of(node)
    return seen


def _throwers_of(node: Node) -> list[Node]:
    """A link catch is reached from the throws of its name in the same scope (E18)."""
    if node.scope is None or node.trigger("link") is None:
        return []
    return [other for other in node.scope.children if other.link_target is node]
