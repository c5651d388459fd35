"""Parser classes put in place by the library's own hooks: the dialect's XML becomes the task specs of this folder."""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway
from SpiffWorkflow.specs.base import TaskSpec

from tests.judge_spiff import catching, elements, triggers
from tests.judge_spiff.compensation import Compensate, SeriesTask
from tests.judge_spiff.complex_gateway import TokenComplex
from tests.judge_spiff.definitions import BPMN, ZEEBE, definition_of, extensions_of
from tests.judge_spiff.flow import ImplicitSplit, ScopeEvent, ScopeSpec, TokenInclusive, TokenParallel
from tests.judge_spiff.repetition import Loop, Parallel, Sequential
from tests.judge_spiff.scopes import Trouble


class Process(ProcessParser):
    """A scope: its start event and event sub-processes; links are flows (E18), flows stand in XML order (K9)."""

    start_id = ""

    def create_spec(self) -> ScopeSpec:
        """Its own start and end join."""
        self.positions_by_node_id = {}
        return ScopeSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)

    def add_tasks(self) -> None:
        """The chosen start event, then the event sub-processes."""
        nodes = self.xpath("./bpmn:startEvent")
        chosen = [node for node in nodes if node.get("id") == self.parser.start_id]
        plain = [
            node for node in nodes if not any("EventDefinition" in child.tag for child in node.iterchildren("{*}*"))
        ]
        self.parse_node((chosen or plain or nodes)[0])
        for event in self.xpath("./bpmn:boundaryEvent[bpmn:compensateEventDefinition]"):
            line = self.node.find(f"./bpmn:association[@sourceRef='{event.get('id')}']", BPMN)
            handler = self.parse_node(self.get_node_by_id(line.get("targetRef")))
            handler.inputs = [self.spec.start]
            self.spec.handlers[event.get("attachedToRef")] = handler.name
        for node in reversed(self.xpath("./bpmn:subProcess[@triggeredByEvent='true']")):
            body = self.parse_node(node)
            start = node.find("./bpmn:startEvent", BPMN)
            event = ScopeEvent(self.spec, start.get("id"), event_definition=definition_of(self.parser, start))
            event.interrupting = start.get("isInterrupting", "true") == "true"
            event.start_outputs = tuple(extensions_of(start)["output"])
            self.spec.start.arm(body, event)

    def get_boundary_events(self, attached_to_ref: str) -> list[Any]:
        """Those of compensation wait for nothing."""
        found = super().get_boundary_events(attached_to_ref)
        return [node for node in found if node.find("./bpmn:compensateEventDefinition", BPMN) is None]

    def get_outgoing_sequence_flows(self, source_ref: str) -> list[Any]:
        """A link throw has a flow to the catch of that name in its scope."""
        node = self.get_node_by_id(source_ref)
        link = node.find("./bpmn:linkEventDefinition", BPMN)
        if link is None or "Throw" not in node.tag:
            return list(super().get_outgoing_sequence_flows(source_ref))
        catches = node.getparent().iterfind("./bpmn:intermediateCatchEvent", BPMN)
        lines = ((other, other.find("./bpmn:linkEventDefinition", BPMN)) for other in catches)
        target = next(other for other, line in lines if line is not None and line.get("name") == link.get("name"))
        flow = node.makeelement(full_tag("sequenceFlow"), sourceRef=source_ref, targetRef=target.get("id"))
        return [flow]


class Reads:
    """Mixin before every parser of a flow node."""

    STANDARD_LOOP_CLASS = Loop

    def parse_extensions(self, node: Any = None) -> dict[str, Any]:
        """Becomes `extensions` of the task spec."""
        return extensions_of(self.node)

    def parse_incoming_data_references(self) -> list[Any]:
        """Data objects are drawings (G6)."""
        return []

    def parse_outgoing_data_references(self) -> list[Any]:
        """Data objects are drawings (G6)."""
        return []

    def _add_multiinstance_task(self, loop: Any) -> None:
        several = Sequential if loop.get("isSequential") == "true" else Parallel
        original = self.spec.task_specs.pop(self.task.name)
        self.task = several(self.spec, original.name, "")
        self._copy_task_attrs(original, loop)
        self.task.line = dict(loop.find(f".//{ZEEBE}loopCharacteristics").attrib)
        self.task.until = loop.findtext("./bpmn:completionCondition", None, BPMN)

    def _add_boundary_event(self, children: list[Any]) -> TaskSpec:
        split = elements.BoundarySplit(self.spec, f"{self.bpmn_id}.BoundaryEventSplit")
        for event in children:
            split.connect(self.process_parser.parse_node(event))
        split.connect(self.task)
        return split

    def handles_multiple_outgoing(self) -> bool:
        """K2."""
        return True


class Splits(Reads):
    """Mixin before all but gateways: several or conditional flows, and paths without an end event (K2, K3, K5)."""

    def connect_outgoing(self, target: TaskSpec, flow: Any, is_default: bool) -> None:
        """Through a split when there is something to choose."""
        condition = self.parse_condition(flow)
        if condition is None and len(self.process_parser.get_outgoing_sequence_flows(self.bpmn_id)) == 1:
            self.task.connect(target)
            return
        split = self.spec.task_specs.get(f"{self.bpmn_id}.Split")
        if split is None:
            split = ImplicitSplit(self.spec, f"{self.bpmn_id}.Split")
            self.task.connect(split)
        if is_default:
            split.connect_default(target)
        else:
            split.connect_outgoing_if(condition, target)

    def parse_node(self) -> TaskSpec:
        """A node without flow ends its token."""
        result = super().parse_node()
        is_beside = "true" in (self.node.get("triggeredByEvent"), self.node.get("isForCompensation"))
        if not is_beside and not self.process_parser.get_outgoing_sequence_flows(self.bpmn_id):
            self.task.connect(self.spec.end)
        return result


class ActivityReader(Splits, TaskParser):
    """Tasks, called cases and sub-processes."""

    def create_task(self) -> TaskSpec:
        """By tag and by what its extensions say."""
        tag, found = etree.QName(self.node).localname, self.parse_extensions()
        if tag in ("subProcess", "transaction"):
            self.process_parser.parser.create_parser(self.node, filename=self.filename, lane=self.lane)
            kind = elements.EventBody if self.node.get("triggeredByEvent") == "true" else elements.Body
            return kind(self.spec, self.bpmn_id, subworkflow_spec=self.bpmn_id, **self.bpmn_attributes)
        if "script" in found or "calledDecision" in found:
            return elements.Script(self.spec, self.bpmn_id, **self.bpmn_attributes)
        if tag in ("manualTask", "task"):
            return elements.Passing(self.spec, self.bpmn_id, **self.bpmn_attributes)
        kind = elements.Call if tag == "callActivity" else elements.Work
        work = kind(self.spec, self.bpmn_id, **self.bpmn_attributes)
        if "taskDefinition" in found:
            work.kind = "job"
        return work


class EventReader(Splits, TaskParser):
    """Events, send and receive tasks."""

    def create_task(self) -> TaskSpec:
        """Throws with a task definition are jobs (E6)."""
        tag = etree.QName(self.node).localname
        if "taskDefinition" in self.parse_extensions():
            work = elements.Work(self.spec, self.bpmn_id, **self.bpmn_attributes)
            work.kind = "job"
            return work
        definition = definition_of(self.process_parser.parser, self.node)
        more = {}
        if tag == "boundaryEvent":
            more["cancel_activity"] = self.node.get("cancelActivity", "true") == "true"
        typed = not isinstance(definition, triggers.Nothing)
        if tag == "startEvent":
            definition = triggers.Nothing()
        task = self.spec_class(self.spec, self.bpmn_id, event_definition=definition, **more, **self.bpmn_attributes)
        if isinstance(definition, Compensate) and not definition.waits_for_it:
            series = SeriesTask(self.spec, f"{self.bpmn_id}.Series")
            series.definition = definition
            task.connect(series)
            series.connect(self.spec.end)
        if tag == "startEvent":
            self.spec.start.connect(task)
            if self.node.getparent().get("triggeredByEvent") == "true":
                task.position = "event sub-process"
            elif typed:
                task.position = "typed"
        return task


class PlainGateway(Reads, GatewayParser):
    """Parallel and event-based."""


class ChoosingGateway(Reads, ConditionalGatewayParser):
    """Exclusive and inclusive."""


class ComplexGateway(Reads, GatewayParser):
    """W11."""

    def create_task(self) -> TaskSpec:
        """With its activation condition."""
        task = super().create_task()
        task.activation = self.node.findtext("./bpmn:activationCondition", "", BPMN)
        return task

    def connect_outgoing(self, target: TaskSpec, flow: Any, is_default: bool) -> None:
        """Flows may have conditions."""
        if is_default:
            self.task.connect_default(target)
        else:
            self.task.connect_outgoing_if(self.parse_condition(flow), target)


class Exclusive(ExclusiveGateway):
    """W1: without a true condition and without default it is Trouble."""

    def _run_hook(self, task: Any) -> Any:
        if self.default_task_spec is None and not any(line._matches(task) for line, _ in self.cond_task_specs):
            raise Trouble(f"expected a true condition at {self.name}, but found none", self.name)
        return super()._run_hook(task)


SPECS: dict[str, tuple[type, type]] = {
    **dict.fromkeys(
        (
            "userTask",
            "manualTask",
            "task",
            "serviceTask",
            "scriptTask",
            "businessRuleTask",
            "callActivity",
            "subProcess",
            "transaction",
        ),
        (ActivityReader, elements.Work),
    ),
    "startEvent": (EventReader, catching.Start),
    "endEvent": (EventReader, elements.End),
    "intermediateThrowEvent": (EventReader, elements.Throw),
    "sendTask": (EventReader, elements.Throw),
    "intermediateCatchEvent": (EventReader, catching.Catch),
    "receiveTask": (EventReader, catching.Receive),
    "boundaryEvent": (EventReader, catching.Boundary),
    "exclusiveGateway": (ChoosingGateway, Exclusive),
    "inclusiveGateway": (ChoosingGateway, TokenInclusive),
    "parallelGateway": (PlainGateway, TokenParallel),
    "complexGateway": (ComplexGateway, TokenComplex),
    "eventBasedGateway": (PlainGateway, catching.EventGateway),
}


class Parser(BpmnParser):
    """The library's parser with all of it."""

    PROCESS_PARSER_CLASS = Process
    OVERRIDE_PARSER_CLASSES = {full_tag(name): pair for name, pair in SPECS.items()}

    def __init__(self, start_id: str) -> None:
        super().__init__()
        self.start_id = start_id


@cache
def read(content: bytes, process_id: str, start_id: str) -> tuple[Any, dict[str, Any]]:
    """The spec of a process and those of its sub-processes."""
    parser = Parser(start_id)
    parser.add_bpmn_str(content)
    name = process_id or parser.get_process_ids()[0]
    spec = parser.get_spec(name)
    return spec, parser.get_subprocess_specs(name)
