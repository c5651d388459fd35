"""Transactions, compensation and ad-hoc content (dialect P7, P12, P21, P23)."""

from __future__ import annotations

from engine.process.check.context import Context
from engine.process.check.model import Model, Node, Scope
from engine.process.check.report import local_name


def check_transactions(context: Context) -> None:
    """Cancel events belong to transactions, and each cancelled transaction has its way out (P7)."""
    for node in context.model.all_nodes():
        if "cancel" not in node.triggers:
            continue
        if node.kind == "boundaryEvent" and node.host is not None and node.host.kind != "transaction":
            context.report.add("EVENT_POSITION.cancel", node.element)
        if node.kind == "endEvent":
            _check_cancel_end(context, node)


def _check_cancel_end(context: Context, node: Node) -> None:
    around = node.scope.node
    if around is None or around.kind != "transaction":
        context.report.add("EVENT_POSITION.cancel", node.element)
    elif not any("cancel" in boundary.triggers for boundary in around.boundary):
        context.report.add("CANCEL_UNCAUGHT", around.element)


def check_compensation(context: Context) -> None:
    """Handlers are joined to compensation boundary events, throws name what can be compensated (P21, P23)."""
    model = context.model
    joined: set[Node] = set()
    for node in model.all_nodes():
        if node.kind == "boundaryEvent" and "compensate" in node.triggers:
            joined.update(_check_handlers_of(context, node))
    for node in model.all_nodes():
        if node.is_handler and node not in joined:
            context.report.add("COMPENSATION_HANDLER.loose", node.element)
        if node.kind in ("intermediateThrowEvent", "endEvent") and "compensate" in node.triggers:
            _check_throw(context, node)


def _check_handlers_of(context: Context, boundary: Node) -> list[Node]:
    targets = [association.get("targetRef") or "" for association in boundary.scope.associations.get(boundary.id, [])]
    found = [context.model.nodes[target] for target in targets if target in context.model.nodes]
    handlers = [node for node in found if node.is_handler and node.scope is boundary.scope]
    if len(handlers) != 1:
        context.report.add("COMPENSATION_HANDLER", boundary.element, count=len(handlers))
    return handlers


def _check_throw(context: Context, node: Node) -> None:
    for definition in node.definitions():
        reference = definition.get("activityRef")
        if local_name(definition) != "compensateEventDefinition" or reference is None:
            continue
        target = context.model.nodes.get(reference)
        if target is None or not target.is_activity:
            context.report.add("COMPENSATION_REF", node.element, found=reference)
        elif target.scope not in _reach_of(node) or not _is_compensable(target):
            context.report.add("COMPENSATION_REF.out_of_reach", node.element, found=reference)


def _reach_of(node: Node) -> list[Scope]:
    """The scope of a throw; inside an event sub-process also the scope around it (P23)."""
    reach = [node.scope]
    at = node.scope
    while at.node is not None and at.node.is_event_sub_process and at.parent is not None:
        at = at.parent
        reach.append(at)
    return reach


def _is_compensable(node: Node) -> bool:
    """It has a compensation boundary event, or is a sub-process that holds something compensable."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if any("compensate" in boundary.triggers for boundary in at.boundary):
            return True
        if at.inner is not None:
            if at.is_event_sub_process and any("compensate" in start.triggers for start in at.inner.starts()):
                return True
            waiting.extend(at.inner.nodes)
    return False


def check_ad_hoc(context: Context) -> None:
    """An ad-hoc sub-process holds activities, and neither start nor end events (P12)."""
    for scope in context.model.scopes:
        if not scope.is_ad_hoc:
            continue
        if not any(node.is_activity and not node.is_event_sub_process for node in scope.nodes):
            context.report.add("AD_HOC_CONTENT.empty", scope.element)
        for node in scope.nodes:
            if node.kind in ("startEvent", "endEvent"):
                context.report.add("AD_HOC_CONTENT", node.element)


def has_none_start(model: Model, process_id: str) -> bool:
    """Whether the process of this file can be started by a call (E2)."""
    scopes = [scope for scope in model.scopes if scope.is_process and scope.element.get("id") == process_id]
    return any(not start.triggers for scope in scopes for start in scope.starts())
