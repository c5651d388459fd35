"""Messages, signals, errors, escalations and conditions: names, codes, keys (dialect E4, E6, E11, E16, C2, W9)."""

from __future__ import annotations

from engine.process.check.context import Context
from engine.process.check.expressions import check_either, check_feel, is_expression, variables_of
from engine.process.check.model import Node, extension
from engine.process.check.report import local_name
from engine.process.xml import Element

_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_EVENTS = frozenset({"create", "update"})


def check_triggers(context: Context) -> None:
    """The definitions of every event and the message of receive tasks."""
    for node in context.model.all_nodes():
        for definition in node.definitions():
            _check_definition(context, node, definition)
        if node.kind == "receiveTask":
            _check_message(context, node, node.element)


def _check_definition(context: Context, node: Node, definition: Element) -> None:
    kind = local_name(definition)
    if kind == "messageEventDefinition" and node.kind in _CATCHING:
        _check_message(context, node, definition)
    elif kind == "signalEventDefinition":
        _check_name(context, node, definition, "signal")
    elif kind in ("errorEventDefinition", "escalationEventDefinition"):
        _check_code(context, node, definition, kind.removesuffix("EventDefinition"))
    elif kind == "conditionalEventDefinition":
        _check_condition(context, node, definition)


def _starts_case(node: Node) -> bool:
    return node.kind == "startEvent" and node.scope.is_process


def _check_message(context: Context, node: Node, definition: Element) -> None:
    message = _check_name(context, node, definition, "message")
    if message is None or _starts_case(node):
        return
    subscription = extension(message, "subscription")
    if subscription is None or not (subscription.get("correlationKey") or "").strip():
        context.report.add("CORRELATION_KEY_MISSING", node.element, message=message.get("name") or message.get("id"))


def _check_name(context: Context, node: Node, definition: Element, kind: str) -> Element | None:
    """The message or signal that `definition` names; its name is there, parses, and is constant for process starts."""
    target = context.model.referenced(kind, definition.get(f"{kind}Ref"))
    if target is None:
        if definition.get(f"{kind}Ref") is None:
            context.report.add("ATTRIBUTE_MISSING", node.element, name=f"{kind}Ref", parent=local_name(definition))
        return None
    name = target.get("name") or ""
    if not name.strip():
        context.report.add("ATTRIBUTE_MISSING", target, name="name", parent=kind)
    elif is_expression(name):
        expression = check_feel(context, name, target, place=f"{kind}/@name")
        if expression is not None and variables_of(expression) and _starts_case(node):
            context.report.add("STATIC_CODE_REQUIRED.start", node.element, found=name, kind=kind)
    return target


def _check_code(context: Context, node: Node, definition: Element, kind: str) -> None:
    target = context.model.referenced(kind, definition.get(f"{kind}Ref"))
    code = (target.get(f"{kind}Code") or "") if target is not None else ""
    throws = node.kind not in _CATCHING
    if throws and definition.get(f"{kind}Ref") is None:
        context.report.add("ATTRIBUTE_MISSING", node.element, name=f"{kind}Ref", parent=local_name(definition))
    elif throws and target is not None and not code.strip():
        context.report.add("ATTRIBUTE_MISSING", target, name=f"{kind}Code", parent=kind)
    elif throws:
        check_either(context, code, target if target is not None else node.element, place=f"{kind}/@{kind}Code")
    elif is_expression(code):
        context.report.add("STATIC_CODE_REQUIRED", node.element, found=code, kind=kind)


def _check_condition(context: Context, node: Node, definition: Element) -> None:
    if not any(local_name(child) == "condition" for child in definition):
        context.report.add("ATTRIBUTE_MISSING", node.element, name="condition", parent="conditionalEventDefinition")
    conditions = extension(definition, "conditionalFilter")
    if conditions is None:
        return
    if _starts_case(node):
        context.report.add("EXTENSION_NOT_ALLOWED_HERE.filter", node.element, name="zeebe:conditionalFilter")
    words = {word.strip() for word in (conditions.get("variableEvents") or "").split(",") if word.strip()}
    if words - _EVENTS:
        found = ", ".join(sorted(words - _EVENTS))
        context.report.add(
            "ATTRIBUTE_VALUE", node.element, name="variableEvents", found=found, expected="create, update"
        )
