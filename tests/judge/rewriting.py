"""Other ways to write the same model: what other tools write must mean the same, or be refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from tests.judge.interpreter_model import BPMN

Rewrite = Callable[[etree._Element], None]
_LABELS = ("name", "value")
_DEFAULTS = {
    "boundaryEvent": {"cancelActivity": "true"},
    "startEvent": {"isInterrupting": "true", "parallelMultiple": "false"},
    "intermediateCatchEvent": {"parallelMultiple": "false"},
    "multiInstanceLoopCharacteristics": {"isSequential": "false", "behavior": "All"},
    "standardLoopCharacteristics": {"testBefore": "false"},
    "adHocSubProcess": {"cancelRemainingInstances": "true", "ordering": "Parallel"},
    "compensateEventDefinition": {"waitForCompletion": "true"},
    "subProcess": {"triggeredByEvent": "false"},
    "userTask": {"startQuantity": "1", "completionQuantity": "1", "isForCompensation": "false"},
    "serviceTask": {"startQuantity": "1", "completionQuantity": "1", "isForCompensation": "false"},
    "eventBasedGateway": {"instantiate": "false", "eventGatewayType": "Exclusive"},
}


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Every element, without comments and instructions."""
    yield from (node for node in list(root.iter()) if isinstance(node.tag, str))


def spaced_words(root: etree._Element) -> None:
    """Spaces around booleans, numbers, FEEL and whatever else is no id, reference or label."""
    for node in elements(root):
        is_zeebe = "zeebe" in node.tag
        for name, value in node.attrib.items():
            is_word = value in ("true", "false") or value.isdigit() or value.startswith("=")
            if is_word or (is_zeebe and name not in _LABELS):
                node.set(name, f" {value}\n ")


def spaced_texts(root: etree._Element) -> None:
    """Texts on lines of their own, as formatters write them."""
    for node in elements(root):
        if node.text and node.text.strip() and not len(node):
            node.text = f"\n    {node.text}\n  "


def commented(root: etree._Element) -> None:
    """A comment at the beginning of every element, and in the midst of every text."""
    for node in elements(root):
        _insert(node, etree.Comment(" note "))


def instructed(root: etree._Element) -> None:
    """The same with instructions of some tool."""
    for node in elements(root):
        _insert(node, etree.ProcessingInstruction("tool", "x"))


def _insert(node: etree._Element, other: etree._Element) -> None:
    text = node.text or ""
    middle = text.find(" ", len(text) // 2) if text.strip() and not len(node) else 0
    node.text, other.tail = text[: max(middle, 0)], text[max(middle, 0) :]
    node.insert(0, other)


def explicit(root: etree._Element) -> None:
    """What is absent written out."""
    for node in elements(root):
        for name, value in _DEFAULTS.get(node.tag.removeprefix(BPMN), {}).items():
            if name not in node.attrib:
                node.set(name, value)


def decorated(root: etree._Element) -> None:
    """Attributes and elements of a tool that nobody knows."""
    for node in elements(root):
        if node.tag == f"{BPMN}extensionElements":
            etree.SubElement(node, "{urn:acme}meta", {"a": "b"}).text = "=1"
        elif node.tag.startswith(BPMN) and node.get("id"):
            node.set("{urn:acme}colour", "red")


def with_nameless_definitions(root: etree._Element) -> None:
    """Messages, signals, errors, escalations, data stores and drawn processes without ids, which nobody can name."""
    for tag in ("message", "signal", "error", "escalation", "dataStore", "process", "process"):
        etree.SubElement(root, BPMN + tag, {"name": "left over", **_CODES.get(tag, {})})


_CODES = {"error": {"errorCode": "X9"}, "escalation": {"escalationCode": "X9"}}

REWRITES: tuple[Rewrite, ...] = (
    spaced_words, spaced_texts, commented, instructed, explicit, decorated, with_nameless_definitions,
)  # fmt: skip


def rewritten(content: bytes, rewrite: Rewrite) -> bytes:
    """The model, written another way."""
    root = etree.fromstring(content)
    rewrite(root)
    return etree.tostring(root)
