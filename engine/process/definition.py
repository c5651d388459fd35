"""A deployed process as the engine, the pages and the machine know it.

definitions = read_definitions(content, file="repair.bpmn")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from engine.feel import Environment
from engine.process.expressions import Value
from engine.process.graph import Flow, FormRef, Node, Timer
from engine.process.reading import nodes as reading
from engine.process.reading import xml
from engine.process.reading.actions import CaseAction, case_actions
from engine.process.reading.events import Names
from engine.process.reading.factory import Factory
from engine.process.reading.lanes import lanes_of
from engine.process.reading.public import PublicMessage, public_messages


@dataclass(frozen=True, slots=True)
class StartFact:
    """One way to start a case. `kind`: none, message, timer, signal or conditional; a multiple start event has several.

    `event_name` is the constant name of message or signal (E4). `condition` is set for conditional (E17).
    `lane_role` is the role text of its lane or property `role`, None without (S21).
    """

    element_id: str
    name: str
    kind: str
    event_name: str | None = None
    timer: Timer | None = None
    condition: Value | None = None
    form: FormRef | None = None
    external_form: str | None = None
    lane_role: str | None = None


@dataclass(frozen=True, slots=True)
class CallFact:
    """A process, decision or form the model names. `target` None = only known at run time (an expression)."""

    element_id: str
    target: str | None
    binding: str
    version_tag: str | None


@dataclass(frozen=True, slots=True)
class ElementFact:
    """What pages and designer show of an element. `type` is the `/v2` type, `kind` the BPMN name."""

    id: str
    name: str
    name_en: str
    type: str
    kind: str
    scope_id: str
    lane_role: str | None
    properties: Mapping[str, str]
    own_properties: Mapping[str, str]


@dataclass(frozen=True)
class Definition:
    """One executable process of a file. Shared between threads, never changed.

    `properties` are ours without the prefix `sl:` (unit, businessKey, businessKeyUnique, calendar, sla, timeZone,
    retention, …), as Values: static text or FEEL.
    """

    process_id: str
    name: str
    name_en: str
    version_tag: str | None
    documentation: str
    properties: Mapping[str, Value]
    start_events: tuple[StartFact, ...]
    forms_used: tuple[CallFact, ...]
    decisions_used: tuple[CallFact, ...]
    processes_called: tuple[CallFact, ...]
    job_types: tuple[str, ...]
    elements: tuple[ElementFact, ...]
    embedded_forms: Mapping[str, str]
    process: Node = field(repr=False)
    nodes: Mapping[str, Node] = field(repr=False)
    flows: Mapping[str, Flow] = field(repr=False)
    public_messages: Mapping[str, PublicMessage] = field(default_factory=dict)
    actions: Mapping[str, CaseAction] = field(default_factory=dict)
    """By name, those of its file that people without an account may send."""

    @property
    def time_zone(self) -> str | None:
        """Its own zone (S14), None = that of the installation."""
        found = self.properties.get("timeZone")
        return found.text if found else None

    def node(self, element_id: str) -> Node:
        """The node of that id; the process id gives the process. Raises KeyError."""
        return self.process if element_id == self.process_id else self.nodes[element_id]


def read_definitions(content: bytes, *, file: str = "") -> tuple[Definition, ...]:
    """Every executable process of a file that the gate has accepted, in XML order.

    Anything the gate refuses may raise here in any way: check first.
    """
    root = xml.parse_xml(content)
    factory = Factory(root, file=file)
    names = Names.of(root)
    public, actions = public_messages(root), case_actions(root)
    return tuple(_read_process(factory, element, names, public, actions) for element in factory.process_elements())


def _read_process(
    factory: Factory,
    element: etree._Element,
    names: Names,
    public: Mapping[str, PublicMessage],
    actions: Mapping[str, CaseAction],
) -> Definition:
    process = reading.process_node(element)
    priority = xml.extension(element, "jobPriorityDefinition")
    place = reading.Place(names, lanes_of(element), None if priority is None else Value(priority.get("priority", "0")))
    nodes: dict[str, Node] = {}
    elements = {process.id: element}
    for made in factory.elements_of(process.id):
        scope = process if made.scope_id == process.id else nodes[made.scope_id]
        node = reading.make_node(made, scope, place)
        nodes[node.id], elements[node.id] = node, made.element
    flows = reading.connect(elements, nodes, process)
    tag = xml.extension(element, "versionTag")
    return Definition(
        process_id=process.id,
        name=process.name,
        name_en=process.name_en,
        version_tag=None if tag is None else tag.get("value"),
        documentation=process.documentation,
        properties=process.own,
        start_events=tuple(fact for node in process.children if node.kind == "startEvent" for fact in _starts(node)),
        forms_used=tuple(_form_fact(node) for node in nodes.values() if node.user and node.user.form),
        decisions_used=tuple(_decision_fact(node) for node in nodes.values() if node.decision),
        processes_called=tuple(_call_fact(node) for node in nodes.values() if node.call),
        job_types=tuple(sorted(_job_types(nodes.values()))),
        elements=tuple(_element_fact(node) for node in nodes.values()),
        embedded_forms={line.get("id", ""): line.text or "" for line in xml.extensions(element, "userTaskForm")},
        process=process,
        nodes=nodes,
        flows=flows,
        public_messages=public,
        actions=actions,
    )


def _starts(node: Node) -> list[StartFact]:
    user = node.user
    form = user.form if user else None
    external = user.external_form.text if user and user.external_form else None
    role = node.own["role"].text if "role" in node.own else node.lane_role
    if not node.triggers:
        return [StartFact(node.id, node.name, "none", form=form, external_form=external, lane_role=role)]
    return [
        StartFact(
            node.id,
            node.name,
            trigger.kind,
            event_name=constant_text(trigger.name),
            timer=trigger.timer,
            condition=trigger.condition,
            form=form,
            external_form=external,
            lane_role=role,
        )
        for trigger in node.triggers
    ]


def constant_text(value: Value | None) -> str | None:
    """The text of a value that reads nothing; None when it is absent, no text, or depends on variables."""
    if value is None or value.expression is None:
        return value.text if value else None
    if not value.expression.constant:
        return None
    found = value.expression.evaluate({}, Environment(now=datetime.fromtimestamp(0, UTC))).value
    return found if isinstance(found, str) else None


def _form_fact(node: Node) -> CallFact:
    form = node.user.form if node.user else None
    assert form is not None
    return CallFact(node.id, form.form_id, form.binding, form.version_tag)


def _decision_fact(node: Node) -> CallFact:
    call = node.decision
    assert call is not None
    return CallFact(node.id, constant_text(call.decision_id), call.binding, constant_text(call.version_tag))


def _call_fact(node: Node) -> CallFact:
    call = node.call
    assert call is not None
    return CallFact(node.id, constant_text(call.process_id), call.binding, constant_text(call.version_tag))


def _job_types(nodes: Iterable[Node]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        specs = [node.job.type] if node.job else []
        specs += [listener.type for listener in (*node.start_listeners, *node.end_listeners, *node.task_listeners)]
        found.update(text for text in map(constant_text, specs) if text)
    return found


def _element_fact(node: Node) -> ElementFact:
    return ElementFact(
        id=node.id,
        name=node.name,
        name_en=node.name_en,
        type=node.type,
        kind=node.kind,
        scope_id=node.scope.id if node.scope else "",
        lane_role=node.lane_role,
        properties=node.properties,
        own_properties={name: value.text for name, value in node.own.items()},
    )
