"""What happens when a wait fires or an error is caught: boundary, event sub-process, gateway, catch event (1.2)."""

from __future__ import annotations

from engine.process.graph import Node
from engine.process.machine import incidents, interrupting, lifecycle, subscriptions, timing
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Instance, Wait
from engine.values import Values


def fire(run: Run, wait: Wait, values: Values | None = None) -> None:
    """The trigger happened; `values` is its payload."""
    host = run.instance(wait.host_key)
    node = wait.node
    _tell(run, wait, host)
    if node.kind == "boundaryEvent":
        _used(run, wait, host)
        catch_at_boundary(run, node, host, values)
    elif node.kind == "startEvent":
        _used(run, wait, host)
        start_event_sub(run, node, host, values)
    elif host.node.behaviour == "event_gateway":
        _win_race(run, wait, host, values)
    else:
        _close_all(run, host, but_boundaries=True)
        lifecycle.complete(run, host, values)


lifecycle.FIRE["wait"] = fire


def _tell(run: Run, wait: Wait, host: Instance) -> None:
    if wait.kind == "timer":
        run.happened(
            "timer.fired", host, at=wait.node.id, due_at=timing.due_at(wait).isoformat(), **timing.missed(run, wait)
        )
    elif wait.kind in ("message", "signal"):
        run.happened("message.correlated", host, at=wait.node.id, kind=wait.kind, subscription_key=wait.key)


def _used(run: Run, wait: Wait, host: Instance) -> None:
    """A single trigger is used up; a repeating one waits on (E13). A cycle opens its next round."""
    if wait.kind == "timer":
        _rearm(run, wait, host)
    elif wait.node.interrupting:
        run.close_wait(wait, fired=True)


def _rearm(run: Run, wait: Wait, host: Instance) -> None:
    rest = None
    if not wait.node.interrupting:
        try:
            rest = timing.next_round(run, wait)
        except Fault as fault:
            slot = incidents.REOPEN + wait.node.id
            incidents.open_incident(run, host, fault.error_type, fault.message, element_id=wait.node.id, slot=slot)
    run.close_wait(wait, fired=True)
    if rest is not None:
        subscriptions.open_one(run, host, subscriptions.Prepared(wait.node, wait.index, "timer", data=rest))


def _close_all(run: Run, host: Instance, *, but_boundaries: bool) -> None:
    for wait in [wait for wait in host.waits.values() if wait.node is host.node or not but_boundaries]:
        run.close_wait(wait, fired=True)


def catch_at_boundary(run: Run, node: Node, host: Instance, values: Values | None) -> None:
    """The boundary event takes place: interrupting ones end the activity first (K13)."""
    scope_key = host.scope_key
    if node.interrupting:
        interrupting.terminate(run, host)
    event = run.create(node, scope_key)
    lifecycle.complete(run, event, values)


def start_event_sub(run: Run, start: Node, scope: Instance, values: Values | None) -> None:
    """An event sub-process starts in its scope; the payload becomes its locals (P2, P3)."""
    sub = start.scope
    assert sub is not None
    if start.interrupting:
        interrupting.close_event_subs(run, scope)
        interrupting.terminate_content(run, scope)
        scope.data["interrupted"] = 1
    instance = run.create(sub, scope.key)
    lifecycle.begin(run, instance, values)


def _win_race(run: Run, wait: Wait, gateway: Instance, values: Values | None) -> None:
    """W9: the first trigger wins, all others close."""
    flow = next(flow for flow in gateway.node.outgoing if flow.target is wait.node)
    for other in list(gateway.waits.values()):
        run.close_wait(other, fired=other is wait)
    lifecycle.leave_to(run, gateway, (flow,))
    run.queue[-1].data["fired"] = dict(values or {})


def skip(run: Run, wait: Wait) -> None:
    """T9 `skip`: a cycle that missed rounds waits for the next regular one without firing."""
    _rearm(run, wait, run.instance(wait.host_key))
