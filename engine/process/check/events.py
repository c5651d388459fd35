"""Which event may stand where (dialect 1.2: table, E1, E6, E11, E17, E18, E20, E22)."""

from __future__ import annotations

from collections import defaultdict

from engine.process.capabilities import event_definitions
from engine.process.check.context import Context
from engine.process.check.model import Node, Scope, is_true
from engine.process.check.reach import link_names
from engine.process.check.report import local_name

_ALWAYS_INTERRUPTING = frozenset({"error", "compensate", "cancel"})
_ALONE = frozenset({"error", "cancel", "compensate", "terminate", "link"})
_NEVER_WAITING = frozenset({"task", "manualTask"})


def check_events(context: Context) -> None:
    """Position, combination and interruption of every event."""
    for node in context.model.all_nodes():
        allowed = _allowed(node)
        if allowed is None:
            continue
        for trigger in node.triggers:
            if trigger not in allowed:
                context.report.add("EVENT_POSITION", node.element, trigger=trigger, place=_place(node))
        _check_combination(context, node)
        _check_interruption(context, node)
        if node.kind in ("boundaryEvent", "intermediateCatchEvent") and not node.triggers:
            context.report.add("EVENT_POSITION", node.element, trigger="none", place=_place(node))
        if node.kind == "boundaryEvent":
            _check_boundary(context, node)
        if node.kind == "startEvent" and "compensate" in node.triggers and _stands_in_process(node):
            context.report.add("TRIGGER_NEVER.process", node.element)
    for scope in context.model.scopes:
        _check_links(context, scope)


def _stands_in_process(node: Node) -> bool:
    """A completed case is never compensated (P27), so a compensation event sub-process of the process never starts."""
    return node.scope.parent is not None and node.scope.parent.is_process


def _allowed(node: Node) -> frozenset[str] | None:
    in_event_sub_process = node.scope.node is not None and node.scope.node.is_event_sub_process
    place = {
        "startEvent": "event sub-process" if in_event_sub_process else "start",
        "intermediateCatchEvent": "catch",
        "boundaryEvent": "boundary",
        "intermediateThrowEvent": "throw",
        "endEvent": "end",
    }.get(node.kind)
    return None if place is None else event_definitions(place)


def _place(node: Node) -> str:
    if node.kind == "startEvent" and node.scope.node is not None:
        return "startEvent (subProcess)"
    return node.kind


def _check_combination(context: Context, node: Node) -> None:
    if is_true(node.element, "parallelMultiple"):
        context.report.add("PARALLEL_MULTIPLE", node.element)
    if len(node.triggers) > 1 and _ALONE.intersection(node.triggers):
        found = ", ".join(sorted(_ALONE.intersection(node.triggers)))
        context.report.add("EVENT_COMBINATION", node.element, found=found)


def _check_interruption(context: Context, node: Node) -> None:
    """Error, compensation and cancel always interrupt (E11, table 1.2)."""
    quiet = {
        "boundaryEvent": not is_true(node.element, "cancelActivity", absent=True),
        "startEvent": not is_true(node.element, "isInterrupting", absent=True),
    }.get(node.kind, False)
    if not quiet:
        return
    for trigger in node.triggers:
        if trigger in _ALWAYS_INTERRUPTING:
            context.report.add("EVENT_POSITION.interrupting", node.element, trigger=trigger)


def _check_boundary(context: Context, node: Node) -> None:
    host = node.host
    if host is None:
        found = node.element.get("attachedToRef") or ""
        context.report.add("REFERENCE_UNRESOLVED", node.element, attribute="attachedToRef", found=found)
        return
    if not host.is_activity or host.is_event_sub_process:
        context.report.add("BOUNDARY_NOT_ALLOWED", node.element, host=host.element.get("name") or host.id)
    if host.kind in _NEVER_WAITING and host.loop() is None and not {"compensate", "conditional"} & {*node.triggers}:
        context.report.add("TRIGGER_NEVER", node.element, host=host.element.get("name") or host.id)


def _check_links(context: Context, scope: Scope) -> None:
    """Each throw name has exactly one catch of that name in the same scope (E18)."""
    catches: dict[str, list[Node]] = defaultdict(list)
    throws: dict[str, list[Node]] = defaultdict(list)
    for node in scope.nodes:
        for name in link_names(node):
            (catches if node.kind == "intermediateCatchEvent" else throws)[name].append(node)
    for name, nodes in throws.items():
        if name not in catches or not name.strip():
            for node in nodes:
                context.report.add("LINK_UNPAIRED.throw", node.element, link=name)
    for name, nodes in catches.items():
        if name not in throws:
            context.report.add("LINK_UNPAIRED.catch", nodes[0].element, link=name)
        for extra in nodes[1:]:
            context.report.add("LINK_UNPAIRED.twice", extra.element, link=name)


def check_duplicate_triggers(context: Context) -> None:
    """No two catches with one static trigger in one place: activity, event gateway, process start, scope."""
    for scope in context.model.scopes:
        _check_place(context, scope.starts() if scope.is_process else [])
        inner = [node.inner for node in scope.nodes if node.is_event_sub_process and node.inner is not None]
        _check_place(context, [start for found in inner for start in found.starts()])
        for node in scope.nodes:
            _check_place(context, node.boundary)
            if node.kind == "eventBasedGateway":
                _check_place(context, [flow.target for flow in node.outgoing if flow.target is not None])


def _check_place(context: Context, nodes: list[Node]) -> None:
    seen: set[tuple[str, str]] = set()
    for node in dict.fromkeys(nodes):
        for trigger in _static_triggers(context, node):
            if trigger in seen:
                context.report.add("DUPLICATE_TRIGGER", node.element, trigger=trigger[0], found=trigger[1] or "*")
            seen.add(trigger)


def _static_triggers(context: Context, node: Node) -> list[tuple[str, str]]:
    """(kind, static name or code); a catch-all has the code ''. Expressions and timers never count as equal."""
    found: list[tuple[str, str]] = []
    for definition in [node.element] if node.kind == "receiveTask" else node.definitions():
        kind = local_name(definition)
        if kind in ("messageEventDefinition", "receiveTask"):
            target = context.model.referenced("message", definition.get("messageRef"))
            found.append(("message", (target.get("name") or "") if target is not None else ""))
        elif kind == "signalEventDefinition":
            target = context.model.referenced("signal", definition.get("signalRef"))
            found.append(("signal", (target.get("name") or "") if target is not None else ""))
        elif kind in ("errorEventDefinition", "escalationEventDefinition"):
            name = kind.removesuffix("EventDefinition")
            target = context.model.referenced(name, definition.get(f"{name}Ref"))
            found.append((name, (target.get(f"{name}Code") or "") if target is not None else ""))
        elif kind == "conditionalEventDefinition" and node.kind == "startEvent" and node.scope.is_process:
            found.append(("conditional", " ".join("".join(str(part) for part in definition.itertext()).split())))
        elif kind in ("compensateEventDefinition", "cancelEventDefinition"):
            found.append((kind.removesuffix("EventDefinition"), ""))
    named_only = ("message", "signal")
    return [(kind, name) for kind, name in found if not name.startswith("=") and (name or kind not in named_only)]
