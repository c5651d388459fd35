"""Where flows may leave and arrive, and which carry conditions (dialect K4, W2, W9 to W13)."""

from __future__ import annotations

from engine.process.check.context import Context
from engine.process.check.model import Node, bpmn, is_true, text_of
from engine.process.check.names import GATEWAYS

_CONDITIONAL_GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
_RACING = frozenset({"message", "timer", "signal", "conditional"})


def check_flow_rules(context: Context) -> None:
    """Every rule about the flows of one node."""
    for node in context.model.all_nodes():
        _check_ends(context, node)
        if node.kind in GATEWAYS:
            _check_gateway(context, node)
        _check_conditions(context, node)


def _check_ends(context: Context, node: Node) -> None:
    """Start events take no flow, end events give none; event sub-processes and handlers stand alone."""
    alone = node.is_event_sub_process or node.is_handler
    if node.incoming and (alone or node.kind in ("startEvent", "boundaryEvent")):
        context.report.add("FLOW_NOT_ALLOWED.incoming", node.element)
    if node.outgoing and (alone or node.kind == "endEvent"):
        context.report.add("FLOW_NOT_ALLOWED.outgoing", node.element)
    link_catch = node.kind == "intermediateCatchEvent" and "link" in node.triggers
    link_throw = node.kind == "intermediateThrowEvent" and "link" in node.triggers
    compensation = node.kind == "boundaryEvent" and "compensate" in node.triggers
    if (link_catch and node.incoming) or (link_throw and node.outgoing) or (compensation and node.outgoing):
        context.report.add("FLOW_NOT_ALLOWED.link" if not compensation else "FLOW_NOT_ALLOWED.outgoing", node.element)


def _check_gateway(context: Context, node: Node) -> None:
    if not node.outgoing or (not node.incoming and not node.scope.is_ad_hoc):
        context.report.add("GATEWAY_FLOWS", node.element)
    if node.kind == "complexGateway" and not text_of(node.element.find(bpmn("activationCondition"))):
        context.report.add("ACTIVATION_CONDITION", node.element)
    if node.kind == "eventBasedGateway":
        _check_event_gateway(context, node)


def _check_event_gateway(context: Context, node: Node) -> None:
    if is_true(node.element, "instantiate") or node.element.get("eventGatewayType", "Exclusive") == "Parallel":
        context.report.add("EVENT_GATEWAY_START", node.element)
    if len(node.outgoing) < 2:
        context.report.add("EVENT_GATEWAY_TARGET.count", node.element, count=len(node.outgoing))
    for flow in node.outgoing:
        target = flow.target
        if target is not None and not _may_race(target):
            context.report.add("EVENT_GATEWAY_TARGET", flow.element, target=target.element.get("name") or target.id)
        elif target is not None and len(target.incoming) > 1:
            context.report.add("EVENT_GATEWAY_TARGET.shared", target.element)


def _may_race(node: Node) -> bool:
    if node.kind == "receiveTask":
        return not node.boundary
    return node.kind == "intermediateCatchEvent" and bool(node.triggers) and _RACING.issuperset(node.triggers)


def _check_conditions(context: Context, node: Node) -> None:
    allowed = node.is_activity or node.kind in _CONDITIONAL_GATEWAYS
    for flow in node.outgoing:
        if flow.condition is None:
            continue
        if not allowed:
            context.report.add("CONDITION_NOT_ALLOWED", flow.element)
        elif flow.id == node.default:
            context.report.add("DEFAULT_WITH_CONDITION", flow.element)
    if node.kind in _CONDITIONAL_GATEWAYS and len(node.outgoing) > 1:
        for flow in node.outgoing:
            if flow.condition is None and flow.id != node.default:
                context.report.add("CONDITION_MISSING", flow.element)
