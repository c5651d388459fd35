"""Hints about models that run but may not do what their drawing promises; warnings, never errors (dialect G11)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from engine.process.check.context import Context
from engine.process.check.model import Flow, Node, Scope, extension, text_of, zeebe
from engine.process.check.token_game import Budget, stuck_joins
from engine.process.check.words import words

_MAX_FLOWS = 50
_MAX_STEPS = 200_000
_COMPLEMENTS = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_COMPARISON = re.compile(r"(?P<left>[^=<>!]+?)\s*(?P<operator>!=|<=|>=|=|<|>)\s*(?P<right>[^=<>!]+)\Z")
_AUTOMATIC = words("task manualTask scriptTask exclusiveGateway parallelGateway inclusiveGateway complexGateway")


def check_soundness(context: Context) -> None:
    """Joins that may wait for ever, uncovered gateways, writes in parallel, loops nobody leaves."""
    steps = Budget(_MAX_STEPS)
    for nodes in stuck_joins(context.model.scopes):
        for node in nodes:
            context.report.add("SOUNDNESS_HINT.join", node.element)
    for scope in context.model.scopes:
        for node in scope.nodes:
            _check_covering(context, node)
        _check_parallel_writes(context, scope, steps)
        _check_endless(context, scope)


def _check_covering(context: Context, node: Node) -> None:
    """A deciding gateway without default whose conditions do not obviously cover every case."""
    if (
        node.kind not in ("exclusiveGateway", "inclusiveGateway")
        or node.default is not None
        or not 1 < len(node.outgoing) <= _MAX_FLOWS
    ):
        return
    if any(flow.condition is None for flow in node.outgoing):
        return
    conditions = [_normal(flow) for flow in node.outgoing]
    if not any(_covers(first, second) for first in conditions for second in conditions):
        context.report.add("SOUNDNESS_HINT.no_default", node.element)


def _normal(flow: Flow) -> str:
    return " ".join(text_of(flow.condition).removeprefix("=").split())


def _covers(first: str, second: str) -> bool:
    """Whether one of the two is always true: `true`, `not(x)` beside `x`, or a comparison beside its opposite."""
    if first == "true" or second in (f"not({first})", f"not ({first})"):
        return True
    left, right = _COMPARISON.match(first), _COMPARISON.match(second)
    if left is None or right is None or left["left"].strip() != right["left"].strip():
        return False
    if left["right"] == right["right"]:
        return right["operator"] == _COMPLEMENTS[left["operator"]]
    booleans = {left["right"].strip(), right["right"].strip()} == {"true", "false"}
    return booleans and left["operator"] == right["operator"] and left["operator"] in ("=", "!=")


def _check_parallel_writes(context: Context, scope: Scope, steps: Budget) -> None:
    """Splits of up to 50 flows; after 200,000 steps in one file the search ends quietly."""
    for split in scope.nodes:
        if not 1 < len(split.outgoing) <= _MAX_FLOWS or not _is_parallel(split):
            continue
        branches = [_branch(flow, split, steps) for flow in split.outgoing]
        if steps.is_spent:
            return
        visits = Counter(node for branch in branches for node in branch)
        writers: dict[str, set[int]] = defaultdict(set)
        for number, branch in enumerate(branches):
            for node in branch:
                if visits[node] == 1:
                    for name in _written(node):
                        writers[name].add(number)
        for name, numbers in sorted(writers.items()):
            if len(numbers) > 1:
                context.report.add("SOUNDNESS_HINT.parallel_write", split.element, variable=name)


def _is_parallel(node: Node) -> bool:
    if node.kind == "parallelGateway":
        return True
    return (node.is_activity or node.kind == "startEvent") and sum(flow.condition is None for flow in node.outgoing) > 1


def _branch(flow: Flow, split: Node, steps: Budget) -> set[Node]:
    """What a token can reach from `flow` without coming back to the split."""
    reached: set[Node] = set()
    waiting = [flow.target]
    while waiting and not steps.is_spent:
        node = waiting.pop()
        steps.take()
        if node is None or node is split or node in reached:
            continue
        reached.add(node)
        waiting.extend(out.target for at in (node, *node.boundary) for out in at.outgoing)
        reached.update(node.boundary)
    return reached


def _written(node: Node) -> set[str]:
    """The variables of the scope that the node writes for sure: mapped outputs, results, collected lists."""
    names: set[str] = set()
    mapping = extension(node.element, "ioMapping")
    if mapping is not None:
        names.update((out.get("target") or "").partition(".")[0].strip() for out in mapping.iterfind(zeebe("output")))
    if not names:
        for name in ("script", "calledDecision"):
            found = extension(node.element, name)
            names.add((found.get("resultVariable") or "").strip() if found is not None else "")
    loop = node.loop()
    settings = extension(loop, "loopCharacteristics") if loop is not None else None
    if settings is not None:
        names.add((settings.get("outputCollection") or "").strip())
    return names - {""}


def _check_endless(context: Context, scope: Scope) -> None:
    """A ring of automatic nodes that no flow leaves runs until the step limit (K11)."""
    for ring in _rings(scope):
        leaves = any(flow.target not in ring for node in ring for flow in node.outgoing if flow.target is not None)
        waits = any(
            node.kind not in _AUTOMATIC or extension(node.element, "taskDefinition") is not None for node in ring
        )
        if not leaves and not waits:
            first = next(node for node in scope.nodes if node in ring)
            context.report.add("SOUNDNESS_HINT.endless", first.element)


def _rings(scope: Scope) -> list[set[Node]]:
    """Strongly connected groups of the scope that hold a cycle (Kosaraju, with own stacks)."""
    order: list[Node] = []
    seen: set[Node] = set()
    for start in scope.nodes:
        waiting: list[tuple[Node, bool]] = [(start, False)]
        while waiting:
            node, done = waiting.pop()
            if done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                waiting.extend((flow.target, False) for flow in node.outgoing if flow.target is not None)
    rings: list[set[Node]] = []
    placed: set[Node] = set()
    for start in reversed(order):
        if start in placed:
            continue
        ring: set[Node] = set()
        backwards = [start]
        while backwards:
            node = backwards.pop()
            if node not in placed:
                placed.add(node)
                ring.add(node)
                backwards.extend(flow.source for flow in node.incoming if flow.source is not None)
        if len(ring) > 1 or any(flow.target is start for flow in start.outgoing):
            rings.append(ring)
    return rings
