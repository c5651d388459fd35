"""The complex gateway: fires by its own condition, then waits for the rest of the round (W11, W12).

In the data of a scope: `complex` {element id: [flow ids consumed in this round]} while it waits for its reset; in that
of an instance: `reset` when it could not end a round yet.
"""

from __future__ import annotations

from engine.process.graph import Flow, Node
from engine.process.machine import evaluation, flows, incidents, lifecycle, reach, tokens
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Instance
from engine.values import Json

_SLOT = incidents.ACTIVATION
_RESET = "reset"


def _rounds(scope: Instance) -> dict[str, list[str]]:
    found = scope.data.get("complex")
    return found if isinstance(found, dict) else {}


def try_start(run: Run, node: Node, scope: Instance) -> None:
    """In state waiting for start: fire when the activation condition is true. A failing one is an incident."""
    if node.id in _rounds(scope):
        return
    incidents.close_incident(run, scope, slot=_SLOT + node.id)
    filled = tokens.filled(scope, node)
    counts = tokens.arrived(scope)
    extra = {"activationCount": sum(counts[flow.id] for flow in filled), "waitingForStart": True}
    assert node.activation is not None
    try:
        what = f"the activation condition of '{node.id}'"
        starts = bool(filled) and evaluation.condition(
            run, node.activation, scope.key, what=what, error=flows.CONDITION, extra=extra
        )
    except Fault as fault:
        incidents.open_incident(run, scope, fault.error_type, fault.message, element_id=node.id, slot=_SLOT + node.id)
        return
    if starts:
        tokens.use(scope, filled)
        scope.data["complex"] = {**_rounds(scope), node.id: [flow.id for flow in filled]}
        lifecycle.advance(run, run.create(node, scope.key))


@lifecycle.behaves("complex")
def split(run: Run, instance: Instance) -> bool:
    """The round starts: every true flow, else the default (W11). It ends: every true one, none is no error (W12)."""
    node, scope_key = instance.node, instance.scope_key
    if _RESET in instance.data:
        taken = _taken_at_reset(run, node, scope_key)
    else:
        taken = flows.choose_true(run, node, scope_key, needs_one=True, extra={"waitingForStart": True})
    lifecycle.leave_to(run, instance, taken)
    return False


def reset_ready(run: Run, scope: Instance) -> tuple[Node, tuple[Flow, ...]] | None:
    """A gateway whose round is over by the rule of W6, and the flows that hold the rest of its tokens."""
    for node_id, consumed in _rounds(scope).items():
        node = run.definition.nodes[node_id]
        rest = tuple(flow for flow in node.incoming if flow.id not in consumed)
        filled = tuple(flow for flow in tokens.filled(scope, node) if flow in rest)
        empty = tuple(flow for flow in rest if flow not in filled)
        if reach.none_comes(run, node, scope, filled=filled, empty=empty):
            return node, filled
    return None


def reset(run: Run, node: Node, scope: Instance, filled: tuple[Flow, ...]) -> None:
    """Take the rest of the round's tokens and leave once more (W12); who came early may start the next round."""
    tokens.use(scope, filled)
    left = {id_: consumed for id_, consumed in _rounds(scope).items() if id_ != node.id}
    scope.data["complex"] = left
    if not left:
        scope.data.pop("complex")
    try:
        taken = _taken_at_reset(run, node, scope.key)
    except Fault:
        instance = run.create(node, scope.key)  # which holds the incident
        instance.data[_RESET] = 1
        lifecycle.advance(run, instance)
    else:
        if taken:
            flows.take(run, node, scope.key, taken, None)
    try_start(run, node, scope)


def _taken_at_reset(run: Run, node: Node, scope_key: int) -> tuple[Flow, ...]:
    extra: dict[str, Json] = {"waitingForStart": False}
    conditional = (flow for flow in node.outgoing if flow.condition is not None)
    return tuple(flow for flow in conditional if flows.is_open(run, flow, scope_key, extra=extra))
