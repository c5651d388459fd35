"""Start events and reachability (dialect E1, G10)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.process.check.context import Context
from engine.process.check.model import Node, Scope


def check_starts(context: Context) -> None:
    """Each scope begins where the dialect lets it begin."""
    for scope in context.model.scopes:
        starts = scope.starts()
        plain = [node for node in starts if not node.triggers]
        if scope.is_ad_hoc:
            continue
        if not starts:
            context.report.add("NO_START_EVENT", scope.element)
        elif scope.node is None:
            _report_extra(context, plain)
        elif scope.node.is_event_sub_process:
            _check_event_sub_process(context, scope, starts)
        else:
            _check_embedded(context, scope, starts, plain)


def _report_extra(context: Context, plain: list[Node]) -> None:
    for extra in plain[1:]:
        context.report.add("DUPLICATE_TRIGGER.start", extra.element)


def _check_event_sub_process(context: Context, scope: Scope, starts: list[Node]) -> None:
    if len(starts) > 1:
        context.report.add("EVENT_POSITION.one_start", scope.element, count=len(starts))
    for start in starts:
        if not start.triggers:
            context.report.add("EVENT_POSITION.untyped_start", start.element)


def _check_embedded(context: Context, scope: Scope, starts: list[Node], plain: list[Node]) -> None:
    _report_extra(context, plain)
    if not plain:
        context.report.add("NO_NONE_START_EVENT.embedded", scope.element)
    for start in starts:
        if start.triggers:
            context.report.add("EVENT_POSITION.typed_start", start.element)


def check_reachable(context: Context) -> None:
    """A node no token can reach is an error; scopes without start are spared (they have their own finding)."""
    for scope in context.model.scopes:
        entries = list(_entries(scope))
        if not entries:
            continue
        reached = _reached(scope, entries)
        for node in scope.nodes:
            if node not in reached and not _is_reported_elsewhere(node):
                context.report.add("UNREACHABLE", node.element)


def _entries(scope: Scope) -> Iterator[Node]:
    for node in scope.nodes:
        ad_hoc_entry = scope.is_ad_hoc and not node.incoming and node.kind != "boundaryEvent"
        if node.kind == "startEvent" or node.is_event_sub_process or ad_hoc_entry:
            yield node


def _is_reported_elsewhere(node: Node) -> bool:
    """Boundary events go with their host, handlers with their association (COMPENSATION_HANDLER)."""
    if node.is_handler:
        return True
    return node.kind == "boundaryEvent" and node.host is None


def _reached(scope: Scope, entries: list[Node]) -> set[Node]:
    links = {name: node for node in scope.nodes if node.kind == "intermediateCatchEvent" for name in link_names(node)}
    handlers = [node for node in scope.nodes if node.is_handler]
    reached: set[Node] = set()
    waiting = [*entries, *handlers]
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        waiting.extend(flow.target for flow in node.outgoing if flow.target is not None)
        waiting.extend(node.boundary)
        if node.kind == "intermediateThrowEvent":
            waiting.extend(links[name] for name in link_names(node) if name in links)
    return reached


def link_names(node: Node) -> list[str]:
    """The names of its link definitions."""
    if "link" not in node.triggers:
        return []
    return [found.get("name") or "" for found in node.definitions() if str(found.tag).endswith("linkEventDefinition")]
