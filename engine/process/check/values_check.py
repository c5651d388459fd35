"""Attributes of BPMN with a closed set of values: booleans, whole numbers, words (dialect G3, P6, P15, K7)."""

from __future__ import annotations

import re

from engine.findings import Text
from engine.process.check.context import Context
from engine.process.check.model import bpmn, is_true
from engine.process.check.names import FLOW_NODES
from engine.process.check.report import local_name, namespace
from engine.process.check.words import words
from engine.process.xml import BPMN, Element

_BOOLEANS = words(
    "isExecutable isInterrupting cancelActivity triggeredByEvent isForCompensation isSequential testBefore "
    "cancelRemainingInstances waitForCompletion parallelMultiple instantiate"
)
_COUNTS = {"startQuantity": 1, "completionQuantity": 1, "loopMaximum": 0}
_WORDS = {"ordering": ("Parallel", "Sequential"), "eventGatewayType": ("Exclusive", "Parallel")}
_WHOLE = re.compile(r"[0-9]{1,9}\Z")


def check_values(context: Context) -> None:
    """Judge the closed attributes of every element outside drawings."""
    for top in context.model.root:
        if top.tag == bpmn("process") and not is_true(top, "isExecutable"):
            _check_booleans(context, top)
            continue
        for element in top.iter():
            if isinstance(element.tag, str) and namespace(element) == BPMN:
                _check_element(context, element)
    _check_directions(context)


def _check_element(context: Context, element: Element) -> None:
    _check_booleans(context, element)
    for attribute, least in _COUNTS.items():
        value = element.get(attribute)
        if value is not None and not (_WHOLE.match(value.strip()) and int(value) >= least):
            _wrong(context, element, attribute, Text(f"a whole number from {least}", f"不小于 {least} 的整数"))
    for attribute, known in _WORDS.items():
        if element.get(attribute) is not None and element.get(attribute) not in known:
            _wrong(context, element, attribute, " | ".join(known))
    if local_name(element) == "transaction" and element.get("method", "##Compensate") != "##Compensate":
        context.report.add("TRANSACTION_METHOD", element, found=element.get("method"))
    if element.get("behavior", "All") != "All" and local_name(element) == "multiInstanceLoopCharacteristics":
        context.report.add("LOOP_BEHAVIOR", element, found=element.get("behavior"))

    if local_name(element) in ("transaction", "adHocSubProcess") and is_true(element, "triggeredByEvent"):
        _wrong(context, element, "triggeredByEvent", "false")


def _check_booleans(context: Context, element: Element) -> None:
    for attribute in _BOOLEANS.intersection(str(key) for key in element.attrib):
        if (element.get(attribute) or "").strip() not in ("true", "false"):
            _wrong(context, element, attribute, "true | false")


def _wrong(context: Context, element: Element, attribute: str, expected: str | Text) -> None:
    context.report.add("ATTRIBUTE_VALUE", element, name=attribute, found=element.get(attribute), expected=expected)


def _check_directions(context: Context) -> None:
    """`gatewayDirection` has no effect; a value that says otherwise than the flows is worth a warning (G6)."""
    for node in context.model.all_nodes():
        direction = node.element.get("gatewayDirection")
        if direction is None or node.kind not in FLOW_NODES:
            continue
        several_in, several_out = len(node.incoming) > 1, len(node.outgoing) > 1
        fits = {
            "Unspecified": True,
            "Converging": not several_out,
            "Diverging": not several_in,
            "Mixed": several_in and several_out,
        }
        if not fits.get(direction, False):
            context.report.add("SOUNDNESS_HINT.direction", node.element, found=direction)
