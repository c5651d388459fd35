"""What is bound to its own deployment set is in the set (dialect V3, A7, E2)."""

from __future__ import annotations

from engine.process.check.context import Context
from engine.process.check.expressions import is_expression
from engine.process.check.model import Node, extension, zeebe
from engine.process.check.sub_processes import has_none_start
from engine.process.xml import Element

_EMBEDDED = "camunda-forms:bpmn:"


def check_bindings(context: Context) -> None:
    """Forms, decisions and processes named with `bindingType="deployment"`; embedded forms; calls nobody can answer."""
    processes = context.in_set.processes | {process.get("id") or "" for process in context.model.processes}
    for node in context.model.all_nodes():
        _check_target(context, node, "formDefinition", "formId", context.in_set.forms)
        _check_target(context, node, "calledDecision", "decisionId", context.in_set.decisions)
        _check_target(context, node, "calledElement", "processId", processes)
        _check_call(context, node)
        _check_embedded(context, node)


def _check_target(context: Context, node: Node, name: str, attribute: str, known: frozenset[str]) -> None:
    found = extension(node.element, name)
    if found is None:
        return
    reference, binding = (found.get(attribute) or "").strip(), (found.get("bindingType") or "latest").strip()
    if binding == "deployment" and reference and not is_expression(reference) and reference not in known:
        context.report.add("BINDING_MISSING", node.element, found=reference, attribute=attribute)
    if binding == "versionTag" and not (found.get("versionTag") or "").strip():
        context.report.add("ATTRIBUTE_MISSING", node.element, name="versionTag", parent=f"zeebe:{name}")


def _check_call(context: Context, node: Node) -> None:
    """A called process of the same set must have a none start event (E2)."""
    called = extension(node.element, "calledElement")
    reference = (called.get("processId") or "").strip() if called is not None else ""
    own = {process.get("id") for process in context.model.processes}
    silent = reference in context.in_set.without_none_start
    if silent or (reference in own and not has_none_start(context.model, reference)):
        context.report.add("NO_NONE_START_EVENT", node.element, found=reference)


def _check_embedded(context: Context, node: Node) -> None:
    form = extension(node.element, "formDefinition")
    key = (form.get("formKey") or "").strip() if form is not None else ""
    if not key.startswith(_EMBEDDED):
        return
    if key.removeprefix(_EMBEDDED) not in _embedded_forms(node):
        context.report.add("REFERENCE_UNRESOLVED", node.element, attribute="formKey", found=key)


def _embedded_forms(node: Node) -> set[str]:
    scope = node.scope
    while scope.parent is not None:
        scope = scope.parent
    holder: Element | None = scope.element.find("{*}extensionElements")
    return set() if holder is None else {form.get("id") or "" for form in holder.iterfind(zeebe("userTaskForm"))}
