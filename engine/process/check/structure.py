"""Ids, references, flows and sizes (dialect G5, G7, G8)."""

from __future__ import annotations

import re
from collections import Counter

from engine.findings import Text
from engine.process.check.context import Context
from engine.process.check.model import Flow, Node, bpmn, executable_processes, is_true, text_of
from engine.process.check.report import local_name, namespace
from engine.process.xml import BPMN, Element

MAX_FLOW_NODES = 3_000
MAX_FLOW_NODES_OF_FILE = 12_000
MAX_ID = 255
MAX_NESTING = 30
_DEFINITION_REFS = {
    "messageEventDefinition": ("messageRef", "message"),
    "signalEventDefinition": ("signalRef", "signal"),
    "errorEventDefinition": ("errorRef", "error"),
    "escalationEventDefinition": ("escalationRef", "escalation"),
    "sendTask": ("messageRef", "message"),
    "receiveTask": ("messageRef", "message"),
}
_ID = re.compile(r"[^\W\d][\w.-]*\Z")
_ID_FORM = Text(
    f"a letter or _, then letters, digits, . _ -, at most {MAX_ID} characters",
    f"以字母或下划线开头，只含字母、数字和 . _ -，最长 {MAX_ID} 个字符",
)
# references of drawn things: any element of the file may be meant
_DRAWN_REFS = {
    "association": ("sourceRef", "targetRef"),
    "messageFlow": ("sourceRef", "targetRef", "messageRef"),
    "dataObjectReference": ("dataObjectRef",),
    "dataStoreReference": ("dataStoreRef",),
    "group": ("categoryValueRef",),
    "conversationLink": ("sourceRef", "targetRef"),
    "participant": ("processRef",),
}


def check_executable(context: Context) -> None:
    """At least one process runs (G5)."""
    if not executable_processes(context.model.root):
        context.report.add("NO_EXECUTABLE_PROCESS", context.model.root)


def check_sizes(context: Context) -> None:
    """At most 3,000 flow nodes a process and 30 sub-processes in one another (G7)."""
    counts: Counter[Element] = Counter()
    for scope in context.model.scopes:
        outermost = scope
        while outermost.parent is not None:
            outermost = outermost.parent
        counts[outermost.element] += len(scope.nodes)
        if scope.depth == MAX_NESTING + 1:
            context.report.add("MODEL_TOO_LARGE.nesting", scope.element, limit=MAX_NESTING)
    if sum(counts.values()) > MAX_FLOW_NODES_OF_FILE:
        context.report.add(
            "MODEL_TOO_LARGE.file", context.model.root, limit=MAX_FLOW_NODES_OF_FILE, count=sum(counts.values())
        )
    for process, count in counts.items():
        if count > MAX_FLOW_NODES:
            context.report.add("MODEL_TOO_LARGE.nodes", process, limit=MAX_FLOW_NODES, count=count)


def check_ids(context: Context) -> None:
    """Ids are there where something must be named, and unique in the file."""
    seen: dict[str, Element] = {}
    for element in context.model.root.iter():
        if not _may_be_named(element):
            continue
        found = element.get("id")
        if found is None:
            continue
        if found in seen:
            context.report.add("DUPLICATE_ID", element, id=found, first=seen[found].sourceline)
        seen.setdefault(found, element)
    named = [*context.model.processes] + [node.element for node in context.model.all_nodes()]
    named += [flow.element for scope in context.model.scopes for flow in scope.flows]
    for element in named:
        found = element.get("id") or ""
        if not found.strip():
            context.report.add("MISSING_ID", element, name=local_name(element))
        elif not _ID.match(found) or len(found) > MAX_ID:
            context.report.add("ATTRIBUTE_VALUE", element, name="id", found=found, expected=_ID_FORM)


def _may_be_named(element: Element) -> bool:
    return isinstance(element.tag, str) and namespace(element) == BPMN


def check_references(context: Context) -> None:
    """Every reference names an element of the right kind in this file."""
    ids = {element.get("id") for element in context.model.root.iter() if _may_be_named(element)}
    for element in _checked_elements(context):
        name = local_name(element)
        for attribute in _DRAWN_REFS.get(name, ()):
            reference = element.get(attribute)
            if reference and reference not in ids:
                context.report.add("REFERENCE_UNRESOLVED", element, attribute=attribute, found=reference)
        if name in _DEFINITION_REFS:
            attribute, kind = _DEFINITION_REFS[name]
            reference = element.get(attribute)
            if reference is not None and context.model.referenced(kind, reference) is None:
                context.report.add("REFERENCE_UNRESOLVED", element, attribute=attribute, found=reference)
    _check_pools(context)


def _checked_elements(context: Context) -> list[Element]:
    """All BPMN elements outside drawings."""
    found: list[Element] = []
    for top in context.model.root:
        if top.tag == bpmn("process") and not is_true(top, "isExecutable"):
            continue
        found.extend(element for element in top.iter() if _may_be_named(element))
    return found


def _check_pools(context: Context) -> None:
    processes = {process.get("id") for process in context.model.root.iterfind(bpmn("process"))}
    shown: set[str] = set()
    for pool in context.model.root.iterfind(f"{bpmn('collaboration')}/{bpmn('participant')}"):
        reference = pool.get("processRef")
        if reference and reference in shown:
            context.report.add("DUPLICATE_ID.pool", pool, id=reference)
        elif reference and reference not in processes:
            context.report.add("REFERENCE_UNRESOLVED", pool, attribute="processRef", found=reference)
        shown.add(reference or "")


def check_flows(context: Context) -> None:
    """Each flow joins two nodes of one scope; `incoming` and `outgoing` of the nodes agree with the flows."""
    for scope in context.model.scopes:
        for flow in scope.flows:
            _check_end(context, flow, "sourceRef", flow.source)
            _check_end(context, flow, "targetRef", flow.target)
        for node in scope.nodes:
            _check_agreement(context, node, "incoming", node.incoming)
            _check_agreement(context, node, "outgoing", node.outgoing)
            _check_default(context, node)


def _check_end(context: Context, flow: Flow, attribute: str, found: Node | None) -> None:
    reference = flow.element.get(attribute) or ""
    if found is not None:
        return
    if reference in context.model.nodes:
        other = context.model.nodes[reference]
        context.report.add("FLOW_CROSSES_SCOPE", flow.element, found=other.element.get("name") or reference)
    else:
        context.report.add("REFERENCE_UNRESOLVED", flow.element, attribute=attribute, found=reference)


def _check_agreement(context: Context, node: Node, name: str, flows: list[Flow]) -> None:
    """A file may leave `incoming` and `outgoing` out; what it lists is true and, if anything is listed, complete."""
    listed = [text_of(child) for child in node.element.iterfind(bpmn(name))]
    ids = {flow.id for flow in flows}
    for reference in listed:
        if reference not in ids:
            key = "INCOMING_OUTGOING_MISMATCH" if reference in context.model.flows else "REFERENCE_UNRESOLVED"
            context.report.add(key, node.element, attribute=name, found=reference)
    if listed and ids.difference(listed):
        missing = ", ".join(sorted(ids.difference(listed)))
        context.report.add("INCOMING_OUTGOING_MISMATCH.missing", node.element, attribute=name, found=missing)
    if len(listed) != len(set(listed)):
        context.report.add("INCOMING_OUTGOING_MISMATCH.twice", node.element, attribute=name)


def _check_default(context: Context, node: Node) -> None:
    if node.default is not None and node.default not in {flow.id for flow in node.outgoing}:
        context.report.add("REFERENCE_UNRESOLVED.default", node.element, found=node.default)
