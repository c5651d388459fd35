"""Tokens that wait in a scope, counted per incoming flow (W4) or for a start quantity (K7).

In the data of a scope: `arrived` {flow id: tokens waiting}, `starting` {element id: tokens waiting}.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.process.graph import Flow, Node
from engine.process.state import Instance


def arrived(scope: Instance) -> dict[str, int]:
    """Tokens at joins by flow id; only for reading."""
    found = scope.data.get("arrived")
    return found if isinstance(found, dict) else {}


def starting(scope: Instance) -> dict[str, int]:
    """Tokens waiting for a start quantity by element id; only for reading."""
    found = scope.data.get("starting")
    return found if isinstance(found, dict) else {}


def filled(scope: Instance, node: Node) -> tuple[Flow, ...]:
    """The incoming flows of a join that hold a token."""
    counts = arrived(scope)
    return tuple(flow for flow in node.incoming if counts.get(flow.id))


def add(scope: Instance, flow: Flow) -> None:
    """A token waits at the end of `flow`."""
    counts = scope.counts("arrived")
    counts[flow.id] = counts.get(flow.id, 0) + 1


def add_for_start(scope: Instance, node: Node) -> bool:
    """K7: count a token; True when the start quantity is reached, and its tokens are used."""
    counts = scope.counts("starting")
    counts[node.id] = counts.get(node.id, 0) + 1
    is_reached = counts[node.id] >= node.start_quantity
    if is_reached:
        del counts[node.id]
        if not counts:
            del scope.data["starting"]
    return is_reached


def use(scope: Instance, flows: Iterable[Flow]) -> None:
    """Take one token from each of `flows`."""
    counts = scope.counts("arrived")
    for flow in flows:
        counts[flow.id] -= 1
        if not counts[flow.id]:
            del counts[flow.id]
    if not counts:
        del scope.data["arrived"]


def wait(scope: Instance) -> bool:
    """Any token waits in the scope."""
    return "arrived" in scope.data or "starting" in scope.data
