"""From elements to nodes: one Node per element, then the lines between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.process.expressions import Value, condition_of
from engine.process.graph import Flow, Listener, Node
from engine.process.reading import events, lanes, xml, zeebe
from engine.process.reading.factory import Made

_TYPES = {
    "process": "PROCESS",
    "startEvent": "START_EVENT",
    "endEvent": "END_EVENT",
    "intermediateCatchEvent": "INTERMEDIATE_CATCH_EVENT",
    "intermediateThrowEvent": "INTERMEDIATE_THROW_EVENT",
    "boundaryEvent": "BOUNDARY_EVENT",
    "task": "TASK",
    "userTask": "USER_TASK",
    "manualTask": "MANUAL_TASK",
    "scriptTask": "SCRIPT_TASK",
    "serviceTask": "SERVICE_TASK",
    "businessRuleTask": "BUSINESS_RULE_TASK",
    "sendTask": "SEND_TASK",
    "receiveTask": "RECEIVE_TASK",
    "callActivity": "CALL_ACTIVITY",
    "subProcess": "SUB_PROCESS",
    "transaction": "SUB_PROCESS",
    "adHocSubProcess": "AD_HOC_SUB_PROCESS",
    "exclusiveGateway": "EXCLUSIVE_GATEWAY",
    "parallelGateway": "PARALLEL_GATEWAY",
    "inclusiveGateway": "INCLUSIVE_GATEWAY",
    "complexGateway": "UNKNOWN",
    "eventBasedGateway": "EVENT_BASED_GATEWAY",
}

_BEHAVIOURS = {
    "process": "scope",
    "startEvent": "fired",
    "boundaryEvent": "fired",
    "endEvent": "throw",
    "intermediateThrowEvent": "throw",
    "intermediateCatchEvent": "catch",
    "receiveTask": "catch",
    "task": "pass",
    "manualTask": "pass",
    "userTask": "user",
    "serviceTask": "job",
    "sendTask": "throw",
    "callActivity": "call",
    "subProcess": "scope",
    "transaction": "scope",
    "adHocSubProcess": "adhoc",
    "exclusiveGateway": "exclusive",
    "parallelGateway": "parallel",
    "inclusiveGateway": "inclusive",
    "complexGateway": "complex",
    "eventBasedGateway": "event_gateway",
}

ACTIVITIES = frozenset(
    kind for kind in _TYPES if kind.endswith(("ask", "Process", "Activity")) or kind == "transaction"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the nodes of one process share while they are read."""

    names: events.Names
    lanes: Mapping[str, lanes.Lane]
    job_priority: Value | None


def process_node(element: etree._Element) -> Node:
    """The node of the process itself, the outermost scope."""
    own, others = zeebe.properties(element)
    return Node(
        id=element.get("id", ""),
        kind="process",
        type="PROCESS",
        behaviour="scope",
        name=element.get("name", ""),
        name_en=own["name.en"].text if "name.en" in own else "",
        documentation=xml.text_of(element, "documentation") or "",
        own=own,
        properties=others,
        start_listeners=_of_event(zeebe.listeners(element, "executionListeners/executionListener"), "start"),
        end_listeners=_of_event(zeebe.listeners(element, "executionListeners/executionListener"), "end"),
    )


def make_node(made: Made, scope: Node, place: Place) -> Node:
    """The node of one element; its lines are drawn by `connect`."""
    element = made.element
    kind = xml.local_name(element)
    own, others = zeebe.properties(element)
    all_listeners = zeebe.listeners(element, "executionListeners/executionListener")
    node = Node(
        id=element.get("id", ""),
        kind=kind,
        type=_type(element, kind),
        behaviour=_BEHAVIOURS.get(kind, "pass"),
        name=made.name,
        name_en=own["name.en"].text if "name.en" in own else "",
        documentation=made.documentation,
        scope=scope,
        triggers=events.triggers(element, place.names, own),
        interrupting=xml.is_true(element, "cancelActivity", default=True)
        and xml.is_true(element, "isInterrupting", default=True),
        is_handler=xml.is_true(element, "isForCompensation", default=False),
        inputs=zeebe.io_lines(element, "input"),
        outputs=zeebe.io_lines(element, "output"),
        start_listeners=_of_event(all_listeners, "start"),
        end_listeners=_of_event(all_listeners, "end"),
        task_listeners=zeebe.listeners(element, "taskListeners/taskListener"),
        job=zeebe.job(element, place.job_priority),
        user=zeebe.user_work(element) if kind in ("userTask", "startEvent") else None,
        script=zeebe.script(element),
        decision=zeebe.decision(element),
        call=zeebe.process_call(element),
        loop=zeebe.loop(element),
        adhoc=zeebe.ad_hoc(element),
        activation=condition_of(xml.text_of(element, "activationCondition")),
        start_quantity=int(element.get("startQuantity", "1")),
        completion_quantity=int(element.get("completionQuantity", "1")),
        headers=zeebe.headers(element),
        own=own,
        properties=others,
    )
    node.behaviour = _behaviour(node)
    _stand_in_lane(node, place.lanes)
    return node


def _type(element: etree._Element, kind: str) -> str:
    if kind == "subProcess" and element.get("triggeredByEvent") == "true":
        return "EVENT_SUB_PROCESS"
    return _TYPES[kind]


def _behaviour(node: Node) -> str:
    if node.job is not None:
        return "job"
    if node.kind == "scriptTask":
        return "script"
    if node.kind == "businessRuleTask":
        return "decision"
    if node.kind == "intermediateCatchEvent" and node.trigger("link"):
        return "pass"
    return _BEHAVIOURS[node.kind]


def _of_event(listeners: Iterable[Listener], event: str) -> tuple[Listener, ...]:
    return tuple(listener for listener in listeners if listener.event == event)


def _stand_in_lane(node: Node, all_lanes: Mapping[str, lanes.Lane]) -> None:
    """Its own lane, else that of the flow node around it (S2)."""
    lane = all_lanes.get(node.id)
    if lane is not None:
        node.lane_id, node.lane_name, node.lane_role, node.lane_own = lane.id, lane.name, lane.role, lane.own
    elif node.scope is not None and node.scope.lane_id is not None:
        around = node.scope
        node.lane_id, node.lane_name = around.lane_id, around.lane_name
        node.lane_role, node.lane_own = around.lane_role, around.lane_own


def connect(elements: Mapping[str, etree._Element], nodes: Mapping[str, Node], process: Node) -> dict[str, Flow]:
    """Draw every line: flows, boundary events, handlers, contents of scopes. Returns the flows by id."""
    flows: dict[str, Flow] = {}
    for node in (process, *nodes.values()):
        flows.update(_flows_in(elements[node.id], nodes))
        _fill_scope(node, nodes.values())
    _attach(elements, nodes)
    for node in (process, *nodes.values()):
        node.leaves_record = _leaves_record(node)
    return flows


def _flows_in(scope: etree._Element, nodes: Mapping[str, Node]) -> dict[str, Flow]:
    flows: dict[str, Flow] = {}
    for element in xml.children(scope, "sequenceFlow"):
        source, target = nodes[element.get("sourceRef", "")], nodes[element.get("targetRef", "")]
        condition = condition_of(xml.text_of(element, "conditionExpression"))
        flow = Flow(element.get("id", ""), element.get("name", ""), source, target, condition)
        source.outgoing = (*source.outgoing, flow)
        target.incoming = (*target.incoming, flow)
        flows[flow.id] = flow
    return flows


def _fill_scope(scope: Node, nodes: Iterable[Node]) -> None:
    scope.children = tuple(node for node in nodes if node.scope is scope)
    starts = [node for node in scope.children if node.kind == "startEvent"]
    scope.event_subs = tuple(node for node in scope.children if node.type == "EVENT_SUB_PROCESS")
    plain = [node for node in starts if not node.triggers]
    scope.start = starts[0] if scope.type == "EVENT_SUB_PROCESS" and starts else next(iter(plain), None)
    _link(scope)


def _link(scope: Node) -> None:
    """E18: each link throw goes on at the catch of the same name in its scope."""
    catches: dict[str, Node] = {}
    throws: list[tuple[str, Node]] = []
    for node in scope.children:
        trigger = node.trigger("link")
        if trigger is None or trigger.name is None:
            continue
        if node.kind == "intermediateCatchEvent":
            catches[trigger.name.text] = node
        else:
            throws.append((trigger.name.text, node))
    for name, node in throws:
        node.link_target = catches.get(name)


def _attach(elements: Mapping[str, etree._Element], nodes: Mapping[str, Node]) -> None:
    handlers = _handlers(elements)
    for node in nodes.values():
        default = elements[node.id].get("default")
        for flow in node.outgoing:
            flow.is_default = flow.id == default
        if node.kind != "boundaryEvent":
            continue
        node.host = nodes[elements[node.id].get("attachedToRef", "")]
        if node.trigger("compensation"):
            node.host.handler = nodes.get(handlers.get(node.id, ""))
        else:
            node.host.attached = (*node.host.attached, node)


def _handlers(elements: Mapping[str, etree._Element]) -> dict[str, str]:
    """Boundary event id → handler id, by the associations of the file (P21)."""
    root = next(iter(elements.values())).getroottree().getroot()
    return {line.get("sourceRef", ""): line.get("targetRef", "") for line in root.iter(f"{xml.BPMN}association")}


def _leaves_record(node: Node) -> bool:
    """P20: a handler of its own, or one somewhere inside; what handles compensation itself has nothing to undo."""
    if node.handler is not None:
        return True
    if any(_handles_compensation(sub) for sub in node.event_subs):
        return True
    return any(_leaves_record(inner) for inner in node.children if not _handles_compensation(inner))


def _handles_compensation(node: Node) -> bool:
    return (
        node.type == "EVENT_SUB_PROCESS" and node.start is not None and node.start.trigger("compensation") is not None
    )
