"""Leaving an element: which flows, and the tokens on them (K2, K3, K5, K7, W1, W5)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.process.graph import Flow, Node
from engine.process.machine.evaluation import condition
from engine.process.machine.faults import Fault
from engine.process.machine.run import Move, Run
from engine.process.state import Form, Instance
from engine.process.step import Happening
from engine.values import Json, Values

CONDITION = "CONDITION_ERROR"


def choose(run: Run, instance: Instance) -> tuple[Flow, ...]:
    """The flows the instance leaves over; empty when it has none. Fails with CONDITION_ERROR when none may be taken."""
    outgoing = instance.node.outgoing
    if all(flow.condition is None for flow in outgoing):
        return outgoing
    return choose_true(run, instance.node, instance.scope_key, needs_one=True)


def choose_true(
    run: Run, node: Node, scope_key: int, *, needs_one: bool, extra: dict[str, Json] | None = None
) -> tuple[Flow, ...]:
    """Every flow without condition or with a true one; the default only if no condition was true (K3, W5)."""
    taken = tuple(
        flow
        for flow in node.outgoing
        if not flow.is_default and (flow.condition is None or is_open(run, flow, scope_key, extra=extra))
    )
    if any(flow.condition is not None for flow in taken):
        return taken
    taken += tuple(flow for flow in node.outgoing if flow.is_default)
    if not taken and needs_one:
        raise Fault(CONDITION, f"expected a condition of '{node.id}' to be true or a default flow, but found neither")
    return taken


def is_open(run: Run, flow: Flow, scope_key: int, *, extra: dict[str, Json] | None = None) -> bool:
    """The flow's condition, which must be a boolean (W1)."""
    assert flow.condition is not None
    return condition(
        run, flow.condition, scope_key, what=f"the condition of flow '{flow.id}'", error=CONDITION, extra=extra
    )


def take(run: Run, node: Node, scope_key: int, taken: Sequence[Flow], instance_key: int | None) -> None:
    """Put a token on each flow, `completionQuantity` times (K7); the flows not taken are told too."""
    if len(node.outgoing) > 1:
        names: list[Json] = [flow.id for flow in taken]
        others: list[Json] = [flow.id for flow in node.outgoing if flow.id not in names]
        details: Values = {"taken": names, "others": others}
        run.step.happenings.append(Happening("flow.taken", node.id, instance_key, details))
    for flow in taken:
        for _ in range(node.completion_quantity):
            run.step.flows_taken.append((flow.id, scope_key))
            run.enter(flow.target, scope_key, flow=flow)


def keep_record(run: Run, instance: Instance) -> None:
    """P20: what completes and can be compensated leaves a record: [element id, locals, inner records, is body]."""
    if not instance.node.leaves_record or "undo" in instance.data:
        return
    is_handled_whole = instance.form is Form.BODY and instance.node.handler is not None
    if is_handled_whole and instance.number("done") != instance.number("count", instance.number("done")):
        return  # P25: not all its instances completed
    inner = instance.data.get("records", [])
    snapshot = dict(run.variables.local(instance.key))
    run.scope_of(instance).records().append([instance.node.id, snapshot, inner, instance.form.value])


def go_on_undoing(run: Run, holder_key: int) -> None:
    """A handler is done: queue the next one of the series."""
    if holder_key in run.state.instances:
        run.enqueue(Move("undo", holder_key))
