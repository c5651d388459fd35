"""A small token game over one scope: which parallel joins can end up waiting for ever (dialect G11).

Conditions are not evaluated: a decision may go every way. Bounds: 3,000 markings a scope and 20,000 a file, 12 tokens a
marking, 30 flows or boundary events at one node; at most 6 outgoing flows of an inclusive split are combined. Beyond
them the search ends quietly with what it found. Inclusive and complex joins are taken to fire, so they never give a
hint. A sub-process is one node here; its content is a scope of its own. Only one node moves per marking (its moves
disturb no other node's), which keeps parallel work linear.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

from engine.process.check.model import Flow, Node, Scope, is_true
from engine.process.check.reach import link_names

MAX_MARKINGS = 20_000
MAX_MARKINGS_OF_SCOPE = 3_000
MAX_TOKENS = 12
_MAX_ARMS = 30
_MAX_COMBINED = 6
Marking: TypeAlias = "tuple[int, ...]"


class Budget:
    """How much a search may still do."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self) -> None:
        """One step more."""
        self._left -= 1

    @property
    def is_spent(self) -> bool:
        """Whether the search must end."""
        return self._left <= 0


def explore(scope: Scope, budget: Budget) -> list[Node]:
    """The parallel joins of `scope` where, in some run, tokens wait and nothing else can move."""
    if not any(_is_join(node) for node in scope.nodes) or not _is_playable(scope):
        return []
    game = _Game(scope)
    seen: set[Marking] = set()
    waiting = [marking for start in scope.starts() for marking in game.moves_of(start, ())]
    stuck: set[Node] = set()
    while waiting and len(seen) < MAX_MARKINGS_OF_SCOPE and not budget.is_spent:
        budget.take()
        marking = waiting.pop()
        if marking in seen or len(marking) > MAX_TOKENS:
            continue
        seen.add(marking)
        following = game.next_markings(marking)
        if following is None:
            stuck.update(game.targets[flow] for flow in marking)
        else:
            waiting.extend(following)
    return [node for node in scope.nodes if node in stuck]


def _is_playable(scope: Scope) -> bool:
    """No start quantities, which this game does not know, and no node with very many ways to go on."""
    return not scope.is_ad_hoc and all(
        node.element.get("startQuantity", "1") == "1" and max(len(node.outgoing), len(node.boundary)) <= _MAX_ARMS
        for node in scope.nodes
    )


def _is_join(node: Node) -> bool:
    return node.kind == "parallelGateway" and len(node.incoming) > 1


class _Game:
    """Flows are numbered; a marking is the sorted numbers of the flows that hold tokens, one entry a token."""

    def __init__(self, scope: Scope) -> None:
        flows = [flow for flow in scope.flows if flow.source is not None and flow.target is not None]
        self._number = {flow: number for number, flow in enumerate(flows)}
        self.targets: list[Node] = [flow.target for flow in flows if flow.target is not None]
        self._links = {
            name: node for node in scope.nodes if node.kind == "intermediateCatchEvent" for name in link_names(node)
        }

    def next_markings(self, marking: Marking) -> list[Marking] | None:
        """What can follow when one movable node moves; None when tokens are left and nothing moves."""
        for flow in marking:
            node = self.targets[flow]
            consumed = self._join(node, marking) if _is_join(node) else (flow,)
            if consumed:
                return self.moves_of(node, _without(marking, consumed))
        return None if marking else []

    def _join(self, node: Node, marking: Marking) -> Marking:
        needed = tuple(self._number[flow] for flow in node.incoming if flow in self._number)
        return needed if set(needed) <= set(marking) else ()

    def moves_of(self, node: Node, rest: Marking) -> list[Marking]:
        """The markings after `node` has taken its tokens, for each way it may go on."""
        if node.kind == "endEvent" and {"terminate", "error", "cancel"} & set(node.triggers):
            return [()]
        ways = list(self._ways(node))
        for boundary in node.boundary:
            for way in self._ways(boundary):
                if is_true(boundary.element, "cancelActivity", absent=True):
                    ways.append(way)
                else:
                    ways.extend([*normal, *way] for normal in self._ways(node))
        return [tuple(sorted([*rest, *(self._number[flow] for flow in way if flow in self._number)])) for way in ways]

    def _ways(self, node: Node) -> Iterator[list[Flow]]:
        if node.kind == "intermediateThrowEvent" and "link" in node.triggers:
            for name in link_names(node):
                if name in self._links:
                    yield list(self._links[name].outgoing)
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


def _without(marking: Marking, consumed: Marking) -> Marking:
    left = list(marking)
    for flow in consumed:
        left.remove(flow)
    return tuple(left)
