"""The queue of a step: moves first in, first out, until every token waits (K9, K11)."""

from __future__ import annotations

from engine.process.machine import (
    adhoc,
    catching,
    compensation,
    conditions,
    incidents,
    joins,
    lifecycle,
    loops,
    scopes,
    tokens,
)
from engine.process.machine.run import Move, Run
from engine.process.state import Form, Instance, Stage

LIMIT_SLOT = "limit"


def drain(run: Run) -> None:
    """Work through everything that is queued, then look for tokens that can never go on."""
    while _work(run):
        pass
    if run.is_over or run.state.parked:
        return
    for key in run.touched:
        scope = run.state.instances.get(key)
        if scope is not None and scope.data and joins.may_be_stuck(scope):
            joins.report_stuck(run, scope)


def _work(run: Run) -> bool:
    """One piece of work; False when there is none left."""
    if run.dirty:
        key = next(iter(run.dirty))
        del run.dirty[key]
        run.touched[key] = None
        _review(run, key)
    elif run.queue:
        _carry_out(run, run.queue.popleft())
    else:
        return False
    return True


def _review(run: Run, key: int) -> None:
    instance = run.state.instances.get(key)
    if instance is None or instance.stage is not Stage.ACTIVE:
        return
    if instance.form is Form.BODY:
        loops.review(run, instance)
    elif instance.form is Form.ACTIVATION or (
        instance.form in (Form.PLAIN, Form.INNER) and instance.node.behaviour == "scope"
    ):
        scopes.review(run, instance)
    elif instance.form in (Form.PLAIN, Form.INNER) and instance.node.behaviour == "adhoc":
        adhoc.review(run, instance)


def _carry_out(run: Run, move: Move) -> None:
    if move.action == "fire":
        wait = run.state.waits.get(move.key)
        if wait is not None:
            catching.fire(run, wait)
        return
    if move.action == "check":
        conditions.check(run, catching.fire)
        return
    if not run.taken_off(move):
        return
    instance = run.state.instances[move.key]
    if move.action == "undo":
        compensation.next_handler(run, instance)
    elif move.action == "next":
        if _may_enter(run, move):
            loops.start_inner(run, instance, move)
    elif _may_enter(run, move):
        _enter(run, instance, move)


def _may_enter(run: Run, move: Move) -> bool:
    """Count an entry; beyond the limit everything queued is parked and an incident opened (K11)."""
    run.entered_count += 1
    if run.entered_count <= run.around.element_limit:
        return True
    parked = [move, *(other for other in run.queue if other.action in ("enter", "next", "undo"))]
    run.state.parked = [_row(other) for other in parked]
    run.queue.clear()
    run.pending.clear()
    run.dirty.clear()
    node_id = move.node.id if move.node else run.state.instances[move.key].node.id
    message = f"expected at most {run.around.element_limit} elements in one step, but found more"
    incidents.open_incident(run, run.state.root, "LIMIT_EXCEEDED", message, element_id=node_id, slot=LIMIT_SLOT)
    return False


def _row(move: Move) -> list[object]:
    node_id = move.node.id if move.node else None
    return [move.action, move.key, node_id, move.flow.id if move.flow else None, move.data, move.values]


def unpark(run: Run) -> None:
    """Queue again what a used-up limit left over."""
    rows, run.state.parked = run.state.parked, []
    for row in rows:
        action, key, node_id, flow_id, data, values = row
        assert isinstance(key, int)
        assert isinstance(data, dict)
        assert isinstance(values, dict)
        node = None if node_id is None else run.definition.nodes[str(node_id)]
        flow = None if flow_id is None else run.definition.flows[str(flow_id)]
        run.enqueue(Move(str(action), key, node, flow, data, values))


def _enter(run: Run, scope: Instance, move: Move) -> None:
    node = move.node
    assert node is not None
    if move.flow is not None and node.is_join:
        joins.arrive(run, move.flow, scope)
        return
    if move.flow is not None and node.start_quantity > 1 and not tokens.add_for_start(scope, node):
        return
    instance = run.create(node, scope.key, Form.BODY if node.loop is not None else Form.PLAIN)
    if move.data:
        instance.data.update(move.data)
    lifecycle.begin(run, instance, move.values)
