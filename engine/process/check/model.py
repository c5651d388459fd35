"""The file as the checks see it: nodes, flows and scopes over the XML tree, built without recursion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.process.check.names import ACTIVITIES, EVENT_DEFINITIONS, FLOW_NODES, LOOPS, SUB_PROCESSES
from engine.process.check.report import local_name
from engine.process.xml import BPMN, ZEEBE, Element


def bpmn(name: str) -> str:
    """`name` as lxml writes it in the BPMN namespace."""
    return f"{{{BPMN}}}{name}"


def zeebe(name: str) -> str:
    """`name` as lxml writes it in the zeebe namespace."""
    return f"{{{ZEEBE}}}{name}"


def extension(element: Element, name: str) -> Element | None:
    """The first zeebe extension `name` of `element`, None without one."""
    holder = element.find(bpmn("extensionElements"))
    return holder.find(zeebe(name)) if holder is not None else None


def properties(element: Element) -> Iterator[tuple[Element, str, str]]:
    """Each zeebe property of `element` with name and value."""
    holder = extension(element, "properties")
    if holder is not None:
        for found in holder.iterfind(zeebe("property")):
            yield found, found.get("name") or "", found.get("value") or ""


def is_true(element: Element, attribute: str, *, absent: bool = False) -> bool:
    """The boolean `attribute`; anything but `true` counts as false (wrong values are findings of their own)."""
    value = element.get(attribute)
    return absent if value is None else value.strip() == "true"


def text_of(element: Element | None) -> str:
    """The text of `element` without outer spaces, '' for None."""
    return (element.text or "").strip() if element is not None else ""


@dataclass(slots=True, eq=False)
class Flow:
    """A sequence flow; an end is None when the reference does not resolve to a flow node."""

    element: Element
    id: str
    scope: Scope
    source: Node | None = None
    target: Node | None = None

    @property
    def condition(self) -> Element | None:
        """Its condition, None when it is unconditional."""
        return self.element.find(bpmn("conditionExpression"))


@dataclass(slots=True, eq=False)
class Node:
    """A flow node. `kind` is its BPMN name, `triggers` the names of its event definitions without `EventDefinition`."""

    element: Element
    id: str
    kind: str
    scope: Scope
    triggers: tuple[str, ...] = ()
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundary: list[Node] = field(default_factory=list)
    host: Node | None = None
    inner: Scope | None = None

    @property
    def is_activity(self) -> bool:
        """A task, sub-process or call activity."""
        return self.kind in ACTIVITIES

    @property
    def is_event_sub_process(self) -> bool:
        """A sub-process that starts by an event of its parent scope."""
        return self.kind in SUB_PROCESSES and is_true(self.element, "triggeredByEvent")

    @property
    def is_handler(self) -> bool:
        """An activity that runs only as compensation (P21)."""
        return self.is_activity and is_true(self.element, "isForCompensation")

    @property
    def default(self) -> str | None:
        """The id of its default flow."""
        return self.element.get("default")

    def definitions(self) -> Iterator[Element]:
        """Its event definitions in XML order."""
        return (child for child in self.element if local_name(child) in EVENT_DEFINITIONS)

    def loop(self) -> Element | None:
        """Its multi-instance or loop characteristics."""
        return next((child for child in self.element if local_name(child) in LOOPS), None)


@dataclass(slots=True, eq=False)
class Scope:
    """The content of a process or sub-process. `node` is the sub-process, None for a process."""

    element: Element
    node: Node | None = None
    parent: Scope | None = None
    depth: int = 0
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    associations: dict[str, list[Element]] = field(default_factory=dict)

    @property
    def is_process(self) -> bool:
        """The outermost scope of a process."""
        return self.node is None

    @property
    def is_ad_hoc(self) -> bool:
        """The content of an ad-hoc sub-process."""
        return local_name(self.element) == "adHocSubProcess"

    def starts(self) -> list[Node]:
        """Its start events."""
        return [node for node in self.nodes if node.kind == "startEvent"]


@dataclass(slots=True, eq=False)
class Model:
    """The executable part of a file: `scopes` in XML order, the nodes and flows by id, root elements by kind and id."""

    root: Element
    processes: list[Element]
    scopes: list[Scope] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    roots: dict[str, dict[str, Element]] = field(default_factory=dict)

    def all_nodes(self) -> Iterator[Node]:
        """Every flow node, also those whose id is missing or taken."""
        return (node for scope in self.scopes for node in scope.nodes)

    def referenced(self, kind: str, reference: str | None) -> Element | None:
        """The message, signal, error or escalation of that id."""
        return self.roots.get(kind, {}).get(reference) if reference else None


def executable_processes(root: Element) -> list[Element]:
    """The processes of the file that run (G5)."""
    return [process for process in root.iterfind(bpmn("process")) if is_true(process, "isExecutable")]


def read_model(root: Element) -> Model:
    """The model of a file whose root is `definitions`."""
    model = Model(root, executable_processes(root))
    for child in root:
        if isinstance(child.tag, str):
            model.roots.setdefault(local_name(child), {}).setdefault(child.get("id") or "", child)
    for process in model.processes:
        _read_scopes(model, Scope(process))
    for scope in model.scopes:
        _connect(model, scope)
    return model


def _read_scopes(model: Model, outermost: Scope) -> None:
    waiting = [outermost]
    while waiting:
        scope = waiting.pop()
        model.scopes.append(scope)
        inner = [_read_element(model, scope, child) for child in scope.element]
        waiting.extend(reversed([found for found in inner if found is not None]))


def _read_element(model: Model, scope: Scope, element: Element) -> Scope | None:
    """Put one child of a scope where it belongs; gives the scope inside it when it is a sub-process."""
    if element.tag == bpmn("sequenceFlow"):
        flow = Flow(element, element.get("id") or "", scope)
        scope.flows.append(flow)
        model.flows.setdefault(flow.id, flow)
    elif element.tag == bpmn("association"):
        scope.associations.setdefault(element.get("sourceRef") or "", []).append(element)
    elif isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}") and local_name(element) in FLOW_NODES:
        node = _read_node(scope, element)
        model.nodes.setdefault(node.id, node)
        return node.inner
    return None


def _read_node(scope: Scope, element: Element) -> Node:
    node = Node(element, element.get("id") or "", local_name(element), scope)
    node.triggers = tuple(local_name(found).removesuffix("EventDefinition") for found in node.definitions())
    scope.nodes.append(node)
    if node.kind in SUB_PROCESSES:
        node.inner = Scope(element, node, scope, scope.depth + 1)
    return node


def _connect(model: Model, scope: Scope) -> None:
    """Flows and boundary events; only inside one scope, what crosses a border stays unconnected (G8)."""
    here = {node.id: node for node in scope.nodes if node.id}
    for flow in scope.flows:
        flow.source = here.get(flow.element.get("sourceRef") or "")
        flow.target = here.get(flow.element.get("targetRef") or "")
        if flow.source is not None:
            flow.source.outgoing.append(flow)
        if flow.target is not None:
            flow.target.incoming.append(flow)
    for node in scope.nodes:
        if node.kind == "boundaryEvent":
            node.host = here.get(node.element.get("attachedToRef") or "")
            if node.host is not None:
                node.host.boundary.append(node)
