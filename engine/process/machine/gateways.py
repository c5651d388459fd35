"""Gateways without waiting: exclusive, parallel and inclusive splits, event-based (1.4). Joins: joins.py."""

from __future__ import annotations

from engine.process.graph import Flow
from engine.process.machine import flows, lifecycle, subscriptions
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Instance


@lifecycle.behaves("exclusive")
def exclusive(run: Run, instance: Instance) -> bool:
    """W1: first true condition in XML order, else the default."""
    lifecycle.leave_to(run, instance, (_first_true(run, instance),) if instance.node.outgoing else ())
    return False


def _first_true(run: Run, instance: Instance) -> Flow:
    outgoing = instance.node.outgoing
    for flow in outgoing:
        if flow.is_default:
            continue
        if flow.condition is None or flows.is_open(run, flow, instance.scope_key):
            return flow
    default = next((flow for flow in outgoing if flow.is_default), None)
    if default is None:
        message = (
            f"expected a condition of gateway '{instance.node.id}' to be true or a default flow, but found neither"
        )
        raise Fault(flows.CONDITION, message)
    return default


@lifecycle.behaves("inclusive")
def inclusive(run: Run, instance: Instance) -> bool:
    """W5: every true flow; all conditions are evaluated before a token moves."""
    taken = flows.choose(run, instance)
    lifecycle.leave_to(run, instance, taken)
    return False


@lifecycle.behaves("parallel")
def parallel(run: Run, instance: Instance) -> bool:
    """W3: one token on every flow."""
    lifecycle.leave_to(run, instance, instance.node.outgoing)
    return False


@lifecycle.behaves("event_gateway")
def event_gateway(run: Run, instance: Instance) -> bool:
    """W9: open the triggers of every target on the gateway."""
    subscriptions.open_all(run, instance, [flow.target for flow in instance.node.outgoing])
    return False
