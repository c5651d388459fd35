"""Multi-instance and standard loops (dialect M1 to M7)."""

from __future__ import annotations

from engine.process.check.context import Context
from engine.process.check.model import Node, bpmn, extension, text_of
from engine.process.check.report import local_name
from engine.process.xml import Element


def check_repetition(context: Context) -> None:
    """Each repeated activity says over what, or until when."""
    for node in context.model.all_nodes():
        loop = node.loop()
        if loop is None:
            continue
        if node.is_event_sub_process:
            context.report.add("UNKNOWN_ELEMENT.misplaced", loop, name=local_name(loop), parent="eventSubProcess")
        elif local_name(loop) == "standardLoopCharacteristics":
            _check_loop(context, node, loop)
        else:
            _check_instances(context, node, loop)


def _check_loop(context: Context, node: Node, loop: Element) -> None:
    if not text_of(loop.find(bpmn("loopCondition"))) and not (loop.get("loopMaximum") or "").strip():
        context.report.add("LOOP_ENDLESS", node.element)


def _check_instances(context: Context, node: Node, loop: Element) -> None:
    settings = extension(loop, "loopCharacteristics")
    if settings is None:
        if loop.find(bpmn("loopCardinality")) is None and loop.find(bpmn("loopDataInputRef")) is None:
            context.report.add("ATTRIBUTE_MISSING", loop, name="inputCollection", parent="zeebe:loopCharacteristics")
        return
    output = [bool((settings.get(each) or "").strip()) for each in ("outputCollection", "outputElement")]
    if output[0] != output[1]:
        missing = "outputElement" if output[0] else "outputCollection"
        context.report.add("ATTRIBUTE_MISSING", loop, name=missing, parent="zeebe:loopCharacteristics")
