"""SpiffWorkflow's BPMN parser as a factory of one spec per element (architecture, decision 1).

As shipped it compiles a graph for its own run time: flows become edges without ids, boundary events become splits and
joins, loops become wrappers. Here every element parser makes the spec of its own element and nothing else; flows, event
definitions and extensions are read from the element beside it (reasons: engine/process/README.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

_NODE_TAGS = [
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "task",
    "userTask",
    "manualTask",
    "scriptTask",
    "serviceTask",
    "businessRuleTask",
    "sendTask",
    "receiveTask",
    "callActivity",
    "subProcess",
    "transaction",
    "adHocSubProcess",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "eventBasedGateway",
]
SCOPE_TAGS = frozenset(full_tag(name) for name in ("subProcess", "transaction", "adHocSubProcess"))


class ElementSpec(BpmnTaskSpec):  # type: ignore[misc]
    """The library's spec of one element, with the XML it was made of."""

    element: etree._Element


class OneElement(TaskParser):  # type: ignore[misc]
    """Makes the spec of its element; connects nothing, so nothing recurses and any drawing can be read."""

    def parse_node(self) -> ElementSpec:
        """The spec, with the element beside it."""
        # "#": the library makes specs named Start and End of its own, and a model may use these ids.
        spec = ElementSpec(self.spec, f"#{self.bpmn_id}", documentation=self.parse_documentation())
        spec.bpmn_id, spec.bpmn_name, spec.element = self.bpmn_id, self.node.get("name"), self.node
        return spec


class OneScope(ProcessParser):  # type: ignore[misc]
    """The elements of one process or sub-process, in XML order."""

    def create_spec(self) -> BpmnProcessSpec:
        """A process spec without the checks of the library: the gate has made ours."""
        return BpmnProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)

    def add_tasks(self) -> None:
        """One spec per flow node that stands directly in the scope."""
        for element in self.node:
            if element.tag in FactoryParser.OVERRIDE_PARSER_CLASSES:
                # Not self.parse_node: it would hand out its own Start and End for elements with these ids.
                OneElement(self, ElementSpec, element, self.nsmap, lane=self.lane).parse_node()

    def _index_process_nodes(self) -> None:
        """The library's index of all descendants, per scope, is quadratic in nested models and not needed here."""


class FactoryParser(BpmnParser):  # type: ignore[misc]
    """The library's parser with our element parsers only."""

    PROCESS_PARSER_CLASS = OneScope
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, tuple[type, type]]] = {
        full_tag(name): (OneElement, ElementSpec) for name in _NODE_TAGS
    }

    def add_bpmn_xml(self, bpmn: etree._Element, filename: str | None = None) -> None:
        """The executable processes, nothing else.

        Messages, errors and the like are read from the elements that name them. The library would index more, and fail
        on drawings: shapes at no place, data stores of kinds it does not know, definitions and pools without id.
        """
        for process in bpmn.iter(full_tag("process")):
            if process.get("isExecutable") == "true":
                self.create_parser(process, filename)


@dataclass(frozen=True, slots=True)
class Made:
    """One element as the factory gives it: its XML and what the library read of it."""

    element: etree._Element
    scope_id: str
    name: str
    documentation: str


class Factory:
    """The elements of a file, process by process."""

    def __init__(self, root: etree._Element, *, file: str) -> None:
        self._parser = FactoryParser()
        self._parser.add_bpmn_xml(root, file)
        self._file = file

    def process_elements(self) -> list[etree._Element]:
        """The executable processes, in XML order."""
        return [parser.node for parser in self._parser.process_parsers.values()]

    def elements_of(self, process_id: str) -> Iterator[Made]:
        """Every flow node of the process, outer scopes before inner ones, XML order inside a scope."""
        todo = [process_id]
        while todo:
            scope = self._parser.process_parsers[todo.pop(0)]
            for spec in scope.get_spec().task_specs.values():
                if not isinstance(spec, ElementSpec):
                    continue
                yield Made(spec.element, scope.bpmn_id, spec.bpmn_name or "", spec.documentation or "")
                if spec.element.tag in SCOPE_TAGS:
                    self._parser.create_parser(spec.element, filename=self._file, lane=scope.lane)
                    todo.append(spec.element.get("id", ""))
