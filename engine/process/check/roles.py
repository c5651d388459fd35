"""Lanes name roles (dialect A6, A20, S1 to S6, S21)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.process.check.context import Context
from engine.process.check.expressions import is_expression
from engine.process.check.model import Node, Scope, bpmn, extension, properties, text_of
from engine.process.xml import Element

Roles = Mapping[str, tuple[str, ...]]


def check_roles(context: Context) -> None:
    """Which role gets each user task, and whether there is such a role."""
    for process in [scope for scope in context.model.scopes if scope.is_process]:
        lanes = _lanes_by_node(context, process)
        has_lanes = process.element.find(bpmn("laneSet")) is not None
        needed: dict[Element, None] = {}
        for node in _nodes_of(context, process):
            lane = _lane_of(node, lanes)
            if node.kind == "userTask" and not _check_candidates(context, node):
                if lane is None:
                    context.report.add("NO_ROLE", node.element)
                else:
                    needed[lane] = None
            elif lane is None and has_lanes and node.scope is process and node.kind != "boundaryEvent":
                context.report.add("LANE_MISSING", node.element)
            _check_starter(context, node)
        for lane in needed:
            _check_lane(context, lane)


def _nodes_of(context: Context, process: Scope) -> list[Node]:
    found: list[Node] = []
    waiting = [process]
    while waiting:
        scope = waiting.pop(0)
        found.extend(scope.nodes)
        waiting.extend(node.inner for node in scope.nodes if node.inner is not None)
    return found


def _lanes_by_node(context: Context, process: Scope) -> dict[str, Element]:
    """Flow node id -> innermost lane that lists it; unresolved and doubtful entries are noted."""
    here = {node.id for node in process.nodes}
    inner = {node.id for node in _nodes_of(context, process)}
    found: dict[str, tuple[Element, int]] = {}
    for lane, depth in _lanes_with_depth(process.element):
        for reference in lane.iterfind(bpmn("flowNodeRef")):
            node_id = text_of(reference)
            if node_id not in inner:
                context.report.add("REFERENCE_UNRESOLVED", lane, attribute="flowNodeRef", found=node_id)
            known = found.get(node_id)
            if known is not None and known[1] == depth and known[0] is not lane:
                context.report.add(
                    "LANE_AMBIGUOUS", lane, node=node_id, other=known[0].get("name") or known[0].get("id")
                )
            if (known is None or known[1] < depth) and node_id in here | inner:
                found[node_id] = (lane, depth)
    return {node_id: lane for node_id, (lane, _) in found.items()}


def _lanes_with_depth(process: Element) -> list[tuple[Element, int]]:
    found: list[tuple[Element, int]] = []
    waiting = [(lane, 1) for lanes in process.iterfind(bpmn("laneSet")) for lane in lanes.iterfind(bpmn("lane"))]
    while waiting:
        lane, depth = waiting.pop(0)
        found.append((lane, depth))
        inner = (lane for lanes in lane.iterfind(bpmn("childLaneSet")) for lane in lanes.iterfind(bpmn("lane")))
        waiting.extend((each, depth + 1) for each in inner)
    return found


def _lane_of(node: Node, lanes: Mapping[str, Element]) -> Element | None:
    """Its lane, or that of the outermost flow node around it in a lane (S2); a boundary event has its host's."""
    chain = [node]
    while chain[-1].scope.node is not None:
        chain.append(chain[-1].scope.node)
    for at in reversed(chain):
        if at.id in lanes:
            return lanes[at.id]
        if at.host is not None and at.host.id in lanes:
            return lanes[at.host.id]
    return None


def _check_candidates(context: Context, node: Node) -> bool:
    """True when `candidateGroups` replaces the lane's role (S6); its static entries are role codes."""
    assignment = extension(node.element, "assignmentDefinition")
    groups = (assignment.get("candidateGroups") or "").strip() if assignment is not None else ""
    if not groups:
        return False
    if not is_expression(groups):
        for code in (entry.strip() for entry in groups.split(",")):
            _check_code(context, node.element, code)
    return True


def _check_code(context: Context, element: Element, code: str) -> None:
    roles = context.vocabulary.roles
    if roles is not None and code not in roles:
        context.report.add("UNKNOWN_ROLE", element, found=code, known=", ".join(sorted(roles)) or "–")


def _role_property(element: Element) -> str | None:
    return next((value.strip() for _, name, value in properties(element) if name == "sl:role"), None)


def _check_lane(context: Context, lane: Element) -> None:
    """The lane of a user task: its property `role`, else its name, is a role (S1)."""
    chosen = _role_property(lane)
    roles = context.vocabulary.roles
    if chosen is not None:
        if not is_expression(chosen):
            _check_code(context, lane, chosen)
    elif roles is not None and role_of_name(lane.get("name") or "", roles) is None:
        known = ", ".join(sorted(roles)) or "–"
        context.report.add("UNKNOWN_ROLE.lane", lane, found=lane.get("name") or "", known=known)


def role_of_name(name: str, roles: Roles) -> str | None:
    """The role code whose code or display name equals `name`, case and outer spaces ignored (S1)."""
    wanted = name.strip().casefold()
    matches = (code for code, names in roles.items() if wanted in {each.strip().casefold() for each in (code, *names)})
    return next(matches, None) if wanted else None


def _check_starter(context: Context, node: Node) -> None:
    """A none start event of a process may name its own role (S21)."""
    if node.kind == "startEvent" and node.scope.is_process:
        chosen = _role_property(node.element)
        if chosen and not is_expression(chosen):
            for code in chosen.split(","):  # S21: several roles may open the same process
                _check_code(context, node.element, code.strip())
