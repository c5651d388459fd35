"""XML of the dialect → extensions and event definitions."""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser

from tests.judge_spiff import triggers
from tests.judge_spiff.compensation import Cancel, Compensate

ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
BPMN = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL"}


def extensions_of(node: Any) -> dict[str, Any]:
    """zeebe elements: mappings as (source, target) lists under input and output, else name -> attributes."""
    found: dict[str, Any] = {"input": [], "output": []}
    for element in node.iterfind(f"./bpmn:extensionElements//{ZEEBE}*", BPMN):
        name = etree.QName(element).localname
        if name in ("input", "output"):
            found[name].append((element.get("source"), element.get("target")))
        else:
            found[name] = dict(element.attrib)
    return found


def definition_of(parser: BpmnParser, node: Any) -> Any:
    """What an event throws or waits for."""
    children = [child for child in node.iterchildren("{*}*") if child.tag.endswith("EventDefinition")]
    if node.get("messageRef"):
        return one(parser, node, "message")
    found = [one(parser, child, etree.QName(child).localname.removesuffix("EventDefinition")) for child in children]
    if len(found) == 1:
        return found[0]
    return triggers.AnyOf(found) if found else triggers.Nothing()


def one(parser: BpmnParser, node: Any, kind: str) -> Any:
    """One definition by its kind; a kind nobody knows is a KeyError."""
    if kind == "message":
        reference = node.getroottree().find(f".//bpmn:message[@id='{node.get('messageRef')}']", BPMN)
        message = triggers.Message(reference.get("name"))
        message.key = extensions_of(reference).get("subscription", {}).get("correlationKey", "")
        return message
    if kind == "signal":
        return triggers.Signal(parser.signals[node.get("signalRef")])
    if kind == "timer":
        line = next(child for child in node.iterchildren("{*}*") if "time" in child.tag)
        timer = triggers.Timer(node.get("id"), line.text.strip())
        timer.kind = etree.QName(line).localname
        return timer
    if kind == "conditional":
        return triggers.Condition(node.findtext("./bpmn:condition", None, BPMN))
    if kind == "error":
        return triggers.Error("", parser.errors.get(node.get("errorRef"), {}).get("error_code"))
    if kind == "escalation":
        return triggers.Escalation("", parser.escalations.get(node.get("escalationRef"), {}).get("escalation_code"))
    if kind == "compensate":
        throw = Compensate()
        throw.activity, throw.waits_for_it = node.get("activityRef"), node.get("waitForCompletion", "true") == "true"
        return throw
    return {"terminate": triggers.Terminate, "link": triggers.Nothing, "cancel": Cancel}[kind]()
