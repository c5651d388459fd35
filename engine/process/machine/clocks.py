"""Clocks and pauses written at elements, evaluated when they are entered (S10, S12, S22); the engine runs them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.process.expressions import Value
from engine.process.graph import Node
from engine.process.machine import evaluation
from engine.process.machine.evaluation import EXTRACT
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Form, Instance
from engine.process.step import ClockNoted


def read(run: Run, instance: Instance) -> ClockNoted | None:
    """The clocks and the pause of an instance; None when its element carries none."""
    own, node = instance.node.own, instance.node
    if instance.form not in (Form.PLAIN, Form.BODY) or (node.loop is not None and instance.form is not Form.BODY):
        return None
    pause = evaluation.text_or_null(run, own.get("pause"), instance.key, what="sl:pause")
    sla = response = calendar = None
    if node.kind != "userTask":
        sla, response = duration(run, instance, "sla"), duration(run, instance, "sla.response")
        calendar = nearest_text(run, instance, "calendar") if sla or response else None
    if not (pause or sla or response):
        return None
    return ClockNoted(instance.key, node.id, sla, response, calendar, pause)


def duration(run: Run, instance: Instance, name: str) -> str | None:
    """S10: FEEL duration or ISO text, as ISO text."""
    value = instance.node.own.get(name)
    if value is None:
        return None
    found = evaluation.json_value(run, value, instance.key, what=f"sl:{name}")
    if found is None or isinstance(found, str):
        return found
    raise Fault(EXTRACT, f"expected sl:{name} of '{instance.node.id}' to be a duration, but '{value.text}' gave none")


def nearest_text(run: Run, instance: Instance, name: str) -> str | None:
    """The text of our nearest property of that name; None when none is written."""
    value = next(nearest_own(instance.node, name), None)
    return evaluation.text_or_null(run, value, instance.key, what=f"sl:{name}")


def nearest_own(node: Node, name: str) -> Iterator[Value]:
    """Our property of that name: at the element, the sub-processes around it, its lane, the process (S7, S12)."""
    around: Node | None = node
    while around is not None and around.kind != "process":
        if name in around.own:
            yield around.own[name]
        around = around.scope
    if name in node.lane_own:
        yield node.lane_own[name]
    if around is not None and name in around.own:
        yield around.own[name]
