"""A BPMN file as the judge reads it: plain objects, one per element, straight from the XML."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway")
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
TASKS = (
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask",
)  # fmt: skip
SCOPES = ("subProcess", "transaction", "adHocSubProcess")
NODES = (*GATEWAYS, *EVENTS, *TASKS, *SCOPES, "callActivity")


@dataclass(eq=False)
class Definition:
    """One event definition of an event; texts are as written, '' = absent. `kind` is message, timer, error …"""

    kind: str
    name: str = ""
    key: str = ""
    code: str = ""
    timer_kind: str = ""
    timer_text: str = ""
    condition: str = ""
    watched: tuple[str, ...] | None = None
    changes: tuple[str, ...] = ("create", "update")
    activity: str = ""
    waits: bool = True


@dataclass(eq=False)
class Flow:
    """A sequence flow; `condition` '' = none."""

    id: str
    source: Element
    target: Element
    condition: str


@dataclass(eq=False)
class Element:
    """A flow node, or the process itself (tag 'process')."""

    id: str
    tag: str
    xml: etree._Element
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    boundary: list[Element] = field(default_factory=list)
    host: Element | None = None
    handler: Element | None = None
    inputs: list[tuple[str, str]] = field(default_factory=list)
    outputs: list[tuple[str, str]] = field(default_factory=list)
    listeners: list[tuple[str, str]] = field(default_factory=list)
    loop: etree._Element | None = None

    def __repr__(self) -> str:
        return f"<{self.tag} {self.id}>"

    def get(self, name: str, default: str = "") -> str:
        """An attribute of the BPMN element."""
        return self.xml.get(name, default)

    def extension(self, name: str) -> etree._Element | None:
        """The zeebe element of that name below its own extensionElements."""
        return extension(self.xml, name)

    @property
    def is_activity(self) -> bool:
        """Tasks, sub-processes and call activities."""
        return self.tag in (*TASKS, *SCOPES, "callActivity")

    @property
    def is_event_sub(self) -> bool:
        """An event sub-process."""
        return self.get("triggeredByEvent") == "true"

    @property
    def is_handler(self) -> bool:
        """A compensation handler, never reached by tokens (P21)."""
        return self.get("isForCompensation") == "true"

    @property
    def interrupting(self) -> bool:
        """Of a boundary event, of the start event of an event sub-process: whether it interrupts."""
        return self.get("cancelActivity" if self.tag == "boundaryEvent" else "isInterrupting", "true") == "true"

    @property
    def event_subs(self) -> list[Element]:
        """Its event sub-processes, in XML order."""
        return [child for child in self.children if child.is_event_sub]

    @property
    def start(self) -> Element:
        """The start event to enter it at: the none one, or the single typed one of an event sub-process (E1)."""
        starts = [child for child in self.children if child.tag == "startEvent"]
        return starts[0] if self.is_event_sub else next(start for start in starts if not start.definitions)

    def kinds(self) -> list[str]:
        """The kinds of its event definitions, in XML order."""
        return [definition.kind for definition in self.definitions]

    def first(self, kind: str) -> Definition | None:
        """Its definition of that kind."""
        return next((definition for definition in self.definitions if definition.kind == kind), None)


def extension(xml: etree._Element, name: str) -> etree._Element | None:
    """`extensionElements/zeebe:name` of an XML element, None when absent."""
    holder = xml.find(f"{BPMN}extensionElements")
    return None if holder is None else holder.find(f"{ZEEBE}{name}")


def local(xml: etree._Element) -> str:
    """The local name of an XML element, '' for comments."""
    return etree.QName(xml).localname if isinstance(xml.tag, str) else ""


def read(content: bytes, process_id: str = "") -> Element:
    """The process of that id, or the first executable one, with everything in it."""
    root = etree.fromstring(content)
    processes = [xml for xml in root.iter(f"{BPMN}process") if xml.get("isExecutable") == "true"]
    xml = next(xml for xml in processes if not process_id or xml.get("id") == process_id)
    tops = {top.get("id", ""): top for top in root if isinstance(top.tag, str)}
    process = Element(xml.get("id", ""), "process", xml)
    _read_inside(process, tops)
    return process


def everything(element: Element) -> list[Element]:
    """The element and all below it."""
    return [element, *(found for child in element.children for found in everything(child))]


def _read_inside(scope: Element, tops: dict[str, etree._Element]) -> None:
    for xml in scope.xml:
        if local(xml) in NODES:
            scope.children.append(_read_node(xml, scope, tops))
    by_id = {child.id: child for child in scope.children}
    for xml in scope.xml.findall(f"{BPMN}sequenceFlow"):
        source, target = by_id[xml.get("sourceRef", "")], by_id[xml.get("targetRef", "")]
        condition = xml.find(f"{BPMN}conditionExpression")
        flow = Flow(xml.get("id", ""), source, target, "" if condition is None else (condition.text or "").strip())
        source.outgoing.append(flow)
        target.incoming.append(flow)
    for child in scope.children:
        if child.tag == "boundaryEvent":
            child.host = by_id[child.get("attachedToRef")]
            child.host.boundary.append(child)
    for xml in scope.xml.findall(f"{BPMN}association"):
        event, handler = by_id.get(xml.get("sourceRef", "")), by_id.get(xml.get("targetRef", ""))
        if event and handler and event.tag == "boundaryEvent" and event.host:
            event.host.handler = handler


def _read_node(xml: etree._Element, scope: Element, tops: dict[str, etree._Element]) -> Element:
    element = Element(xml.get("id", ""), local(xml), xml, parent=scope)
    mapping = element.extension("ioMapping")
    for line in () if mapping is None else mapping:
        side = element.inputs if local(line) == "input" else element.outputs
        if local(line):
            side.append((line.get("source", ""), line.get("target", "")))
    listeners = element.extension("executionListeners")
    for line in () if listeners is None else listeners:
        element.listeners.append((line.get("eventType", ""), line.get("type", "")))
    for line in xml:
        if local(line).endswith("EventDefinition"):
            element.definitions.append(_definition(line, tops))
        if local(line).endswith("LoopCharacteristics"):
            element.loop = line
    if element.tag in SCOPES:
        _read_inside(element, tops)
    return element


def _definition(xml: etree._Element, tops: dict[str, etree._Element]) -> Definition:
    kind = local(xml).removesuffix("EventDefinition")
    kind = {"compensate": "compensation"}.get(kind, kind)
    found = Definition(kind, name=xml.get("name", ""), activity=xml.get("activityRef", ""))
    found.waits = xml.get("waitForCompletion", "true") == "true"
    top = tops.get(xml.get(f"{kind}Ref", ""))
    if top is not None:
        found.name = top.get("name", "")
        found.code = top.get(f"{kind}Code", "")
        subscription = extension(top, "subscription")
        found.key = "" if subscription is None else subscription.get("correlationKey", "")
    for line in xml:
        if local(line).startswith("time"):
            found.timer_kind, found.timer_text = local(line), (line.text or "").strip()
        if local(line) == "condition":
            found.condition = (line.text or "").strip()
    limits = extension(xml, "conditionalFilter")
    if limits is not None:
        names, changes = limits.get("variableNames", ""), limits.get("variableEvents", "")
        found.watched = tuple(name.strip() for name in names.split(",")) if names else None
        found.changes = tuple(change.strip() for change in changes.split(",")) if changes else found.changes
    return found


def message_of(element: Element) -> Definition:
    """The message of a receive or send task, or of a message event."""
    reference = element.get("messageRef")
    if not reference:
        return next(definition for definition in element.definitions if definition.kind == "message")
    root = element.xml.getroottree().getroot()
    top = next(top for top in root.findall(f"{BPMN}message") if top.get("id") == reference)
    subscription = extension(top, "subscription")
    key = "" if subscription is None else subscription.get("correlationKey", "")
    return Definition("message", name=top.get("name", ""), key=key)
