"""Which parallel joins can end up waiting for ever: a token game over each scope of a model (dialect G11).

Conditions are not evaluated: a decision may go every way. Inclusive and complex joins are taken to fire, so they never
give a hint. A sub-process is one node here; its content is a scope of its own. Bounds: 30 flows or boundary events at
one node; at most 6 outgoing flows of an inclusive split are combined.

A first search of 600 markings a scope and 4,000 a file runs here, which is all that most models need. The larger scopes
go to a child process together: 200,000 markings, 2 seconds, 256 MiB; see limited_child.py. Where there can be no child
the search goes on here to 3,000 a scope and 20,000 a file. Beyond its bounds it ends quietly with what it found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import overload

from engine.process.check.explorer import Net, NetNode, Outcome, explore
from engine.process.check.limited_child import explore_in_child
from engine.process.check.model import Flow, Node, Scope, is_true
from engine.process.check.reach import link_names

MOST_MARKINGS_HERE = 4_000
MOST_MARKINGS_OF_SCOPE_HERE = 600
MOST_MARKINGS_WITHOUT_CHILD = 20_000
MOST_MARKINGS_OF_SCOPE_WITHOUT_CHILD = 3_000
MOST_MARKINGS = 200_000
MOST_WAYS = 20_000
"""ways on of all nodes of the scopes for a child; a file with more is not sent"""
MOST_TOKENS = 12
_MAX_ARMS = 30
_MAX_COMBINED = 6


class Budget:
    """How much a search may still do."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, count: int = 1) -> None:
        """Some steps more."""
        self._left -= count

    @property
    def left(self) -> int:
        """How many are left."""
        return max(0, self._left)

    @property
    def is_spent(self) -> bool:
        """Whether the search must end."""
        return self._left <= 0


def stuck_joins(scopes: Sequence[Scope]) -> list[list[Node]]:
    """For each scope the nodes where, in some run, tokens wait and nothing else can move."""
    budget = Budget(MOST_MARKINGS_HERE)
    nets = [
        _net(scope) if any(_is_join(node) for node in scope.nodes) and _is_playable(scope) else None for scope in scopes
    ]
    found: list[Outcome | None] = [
        None if net is None else _look(net, budget, MOST_MARKINGS_OF_SCOPE_HERE) for net in nets
    ]
    large = {number: net for number, net in enumerate(nets) if net is not None and not _is_whole(found[number])}
    for number, outcome in zip(large, _search_on(list(large.values())), strict=True):
        found[number] = outcome
    return [
        [] if outcome is None else [scope.nodes[number] for number in outcome["stuck"]]
        for scope, outcome in zip(scopes, found, strict=True)
    ]


def _is_whole(outcome: Outcome | None) -> bool:
    return outcome is None or outcome["is_whole"]


def _search_on(nets: list[Net]) -> list[Outcome]:
    if not nets:
        return []
    asked = _made(nets)
    found = explore_in_child(asked, most_markings=MOST_MARKINGS, most_tokens=MOST_TOKENS) if asked else None
    if found is not None and len(found) == len(nets):
        return found
    budget = Budget(MOST_MARKINGS_WITHOUT_CHILD)
    return [_look(net, budget, MOST_MARKINGS_OF_SCOPE_WITHOUT_CHILD) for net in nets]


def _made(nets: list[Net]) -> list[Net]:
    """The nets with all their nodes; none when that is too much to send."""
    made: list[Net] = []
    ways = 0
    for net in nets:
        nodes: list[NetNode] = []
        for node in net["nodes"]:
            ways += len(node["ways"])
            if ways > MOST_WAYS:
                return []
            nodes.append(node)
        made.append({"targets": net["targets"], "nodes": nodes, "starts": net["starts"]})
    return made


def _look(net: Net, budget: Budget, most: int) -> Outcome:
    most = min(budget.left, most)
    outcome = explore(net, most_markings=most, most_tokens=MOST_TOKENS)
    budget.take(outcome["markings"])
    return outcome


def _is_playable(scope: Scope) -> bool:
    """No start quantities, which this game does not know, and no node with very many ways to go on."""
    return not scope.is_ad_hoc and all(
        node.element.get("startQuantity", "1") == "1" and max(len(node.outgoing), len(node.boundary)) <= _MAX_ARMS
        for node in scope.nodes
    )


def _is_join(node: Node) -> bool:
    return node.kind == "parallelGateway" and len(node.incoming) > 1


def _net(scope: Scope) -> Net:
    """The scope as numbers; nodes by their place in `scope.nodes`."""
    flows = [flow for flow in scope.flows if flow.source is not None and flow.target is not None]
    numbers = {flow: number for number, flow in enumerate(flows)}
    places = {node: place for place, node in enumerate(scope.nodes)}
    links = {name: node for node in scope.nodes if node.kind == "intermediateCatchEvent" for name in link_names(node)}
    nodes = _Nodes(scope, numbers, links)
    targets = [places[flow.target] for flow in flows if flow.target is not None]
    starts = [way for start in scope.starts() for way in (nodes[places[start]]["ways"] if start in places else ())]
    return {"targets": targets, "nodes": nodes, "starts": starts}


class _Nodes(Sequence[NetNode]):
    """The nodes of a scope as numbers, made when they are looked at: a node may have thousands of ways on."""

    def __init__(self, scope: Scope, numbers: dict[Flow, int], links: dict[str, Node]) -> None:
        self._scope, self._numbers, self._links = scope, numbers, links
        self._made: dict[int, NetNode] = {}

    @overload
    def __getitem__(self, index: int) -> NetNode: ...
    @overload
    def __getitem__(self, index: slice) -> list[NetNode]: ...
    def __getitem__(self, index: int | slice) -> NetNode | list[NetNode]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        if index not in self._made:
            self._made[index] = _net_node(self._scope.nodes[index], self._numbers, self._links)
        return self._made[index]

    def __len__(self) -> int:
        return len(self._scope.nodes)


def _net_node(node: Node, numbers: dict[Flow, int], links: dict[str, Node]) -> NetNode:
    ways = list(_ways(node, links))
    for boundary in node.boundary:
        for way in _ways(boundary, links):
            if is_true(boundary.element, "cancelActivity", absent=True):
                ways.append(way)
            else:
                ways.extend([*normal, *way] for normal in _ways(node, links))
    return {
        "needs": [numbers[flow] for flow in node.incoming if flow in numbers] if _is_join(node) else [],
        "ways": [[numbers[flow] for flow in way if flow in numbers] for way in ways],
        "ends": node.kind == "endEvent" and bool({"terminate", "error", "cancel"} & set(node.triggers)),
    }


def _ways(node: Node, links: dict[str, Node]) -> Iterator[list[Flow]]:
    if node.kind == "intermediateThrowEvent" and "link" in node.triggers:
        for name in link_names(node):
            if name in links:
                yield list(links[name].outgoing)
        return
    if node.kind in ("exclusiveGateway", "eventBasedGateway"):
        yield from ([flow] for flow in node.outgoing)
        return
    if node.kind in ("inclusiveGateway", "complexGateway"):
        yield from _choices(node.outgoing)
        return
    always = [flow for flow in node.outgoing if flow.condition is None and flow.id != node.default]
    maybe = [flow for flow in node.outgoing if flow not in always]
    if node.kind == "parallelGateway" or not maybe:
        yield list(node.outgoing)
        return
    if always:
        yield always
    yield from ([*always, *chosen] for chosen in _choices(maybe))


def _choices(flows: list[Flow]) -> Iterator[list[Flow]]:
    """Every non-empty choice of up to six flows; of more only each alone and all together."""
    if len(flows) > _MAX_COMBINED:
        yield from ([flow] for flow in flows)
        yield list(flows)
        return
    for size in range(1, len(flows) + 1):
        yield from (list(chosen) for chosen in combinations(flows, size))
