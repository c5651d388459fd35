"""Joins: when waiting tokens let a gateway fire (W3 to W8), and when they never can (K12)."""

from __future__ import annotations

from engine.process.graph import Flow, Node
from engine.process.machine import complex_gateway, incidents, lifecycle, reach, tokens
from engine.process.machine.run import Run
from engine.process.state import Form, Instance


def arrive(run: Run, flow: Flow, scope: Instance) -> None:
    """A token reaches a join. A parallel one may fire now; inclusive ones are looked at after each move (W7)."""
    tokens.add(scope, flow)
    node = flow.target
    if node.behaviour == "parallel" and len(tokens.filled(scope, node)) == len(node.incoming):
        _fire(run, node, scope, node.incoming)
    elif node.behaviour == "complex":
        complex_gateway.try_start(run, node, scope)


def _fire(run: Run, node: Node, scope: Instance, flows: tuple[Flow, ...]) -> None:
    """Take one token from each of `flows`; the rest waits for the next firing (W3, W6)."""
    tokens.use(scope, flows)
    lifecycle.advance(run, run.create(node, scope.key))


def reexamine(run: Run, scope: Instance) -> None:
    """Fire every inclusive join, and reset every complex gateway, that now may (W6, W7, W12)."""
    while "arrived" in scope.data or "complex" in scope.data:
        ready = _ready_inclusive(run, scope)
        if ready is not None:
            _fire(run, ready[0], scope, ready[1])
            continue
        over = complex_gateway.reset_ready(run, scope)
        if over is None:
            return
        complex_gateway.reset(run, over[0], scope, over[1])


def _ready_inclusive(run: Run, scope: Instance) -> tuple[Node, tuple[Flow, ...]] | None:
    looked_at: set[str] = set()
    for flow_id in tokens.arrived(scope):
        node = run.definition.flows[flow_id].target
        if node.behaviour != "inclusive" or node.id in looked_at:
            continue
        looked_at.add(node.id)
        filled = tokens.filled(scope, node)
        empty = tuple(flow for flow in node.incoming if flow not in filled)
        if reach.none_comes(run, node, scope, filled=filled, empty=empty):
            return node, filled
    return None


def may_be_stuck(scope: Instance) -> bool:
    """Whether tokens wait in the scope, or were found stuck before."""
    return tokens.wait(scope) or any(name.startswith(incidents.STUCK) for name in scope.data)


def _is_aside(child: Instance) -> bool:
    """No token of it ever comes to a join of its scope."""
    return child.is_event_sub or "undo" in child.data or child.form is Form.SERIES


def report_stuck(run: Run, scope: Instance) -> None:
    """K12: nothing is active and nothing can arrive while tokens wait: an incident at each node where they do.

    An incident stays until its tokens have gone on or ended, or an operator started something that may reach them;
    event sub-processes and compensation handlers never do.
    """
    waiting: dict[str, None] = {}
    if scope.key not in run.pending and all(_is_aside(child) for child in scope.children.values()):
        waiting = dict.fromkeys(run.definition.flows[flow_id].target.id for flow_id in tokens.arrived(scope))
        waiting |= dict.fromkeys(tokens.starting(scope))
    for slot in [name for name in scope.data if name.startswith(incidents.STUCK)]:
        if slot.removeprefix(incidents.STUCK) not in waiting:
            incidents.close_incident(run, scope, slot=slot)
    if scope.children:
        return
    for node_id in waiting:
        slot = incidents.STUCK + node_id
        if slot not in scope.data:
            message = f"expected more tokens at '{node_id}', but nothing in its scope is active and none can arrive"
            incidents.open_incident(run, scope, "STUCK_TOKEN", message, element_id=node_id, slot=slot)
