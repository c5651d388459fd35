"""Ad-hoc sub-processes: inner elements are started by a list, the API or people (P12 to P16).

In the data of one: `waiting` ids not yet started (sequential), `started` 1 once something was, `collected` outputs.
"""

from __future__ import annotations

from typing import cast

from engine.errors import Conflict, Invalid
from engine.process.graph import AdHoc, Node
from engine.process.machine import evaluation, interrupting, lifecycle
from engine.process.machine.evaluation import EXTRACT
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Form, Instance, Stage
from engine.values import Json, Values


def _rules(instance: Instance) -> AdHoc:
    assert instance.node.adhoc is not None
    return instance.node.adhoc


def startable(node: Node) -> dict[str, Node]:
    """The inner elements that may be started: those without incoming flow."""
    return {
        inner.id: inner
        for inner in node.children
        if not inner.incoming
        and not inner.is_handler
        and inner.kind != "boundaryEvent"
        and inner.type != "EVENT_SUB_PROCESS"
    }


@lifecycle.behaves("adhoc")
def enter(run: Run, instance: Instance) -> bool:
    """Start what the list names; absent or empty: nothing, it stays active (P12)."""
    rules = _rules(instance)
    listed: list[Json] = []
    elements: list[Json] = [
        {
            "elementId": node.id,
            "elementName": node.name,
            "documentation": node.documentation,
            "properties": dict(node.properties),
        }
        for node in startable(instance.node).values()
    ]
    if rules.active_elements is not None:
        extra: Values = {"adHocSubProcessElements": elements}
        found = evaluation.evaluate(run, rules.active_elements, instance.key, extra=extra).value
        if not isinstance(found, list):
            raise Fault(EXTRACT, f"expected the active elements of '{instance.node.id}' to be a list")
        listed = cast("list[Json]", evaluation.as_json(found, what="the active elements"))
    unknown = [name for name in listed if not isinstance(name, str) or name not in startable(instance.node)]
    if unknown:
        raise Fault(EXTRACT, f"expected startable elements of '{instance.node.id}', but found {unknown[:3]}")
    run.variables.write_local(instance.key, {"adHocSubProcessElements": elements}, instance.node.id)
    if rules.output_collection:
        instance.data["collected"] = []
    begin = cast("list[list[object]]", instance.data.pop("begin", []))
    instance.stage = Stage.ACTIVE
    for name in listed:
        activate(run, instance, str(name), {})
    for element_id, values, _ in begin:
        activate(run, instance, str(element_id), cast("Values", values))
    return False


def activate(run: Run, instance: Instance, element_id: str, values: Values) -> None:
    """Start an inner element in its own local scope; a sequential one waits for its turn (P13, P15)."""
    node = startable(instance.node).get(element_id)
    if node is None:
        raise Invalid(f"expected a startable element of '{instance.node.id}', but found '{element_id}'")
    if "closing" in instance.data:
        raise Conflict(f"expected '{instance.node.id}' to take more work, but it is completing")
    instance.data["started"] = 1
    if _rules(instance).sequential and (instance.children or instance.data.get("waiting")):
        waiting = cast("list[list[object]]", instance.data.setdefault("waiting", []))
        waiting.append([element_id, values])
        return
    _start(run, instance, node, values)


def _start(run: Run, instance: Instance, node: Node, values: Values) -> None:
    activation = run.create(instance.node, instance.key, Form.ACTIVATION)
    activation.stage = Stage.ACTIVE
    local: Values = dict(values)
    output = _rules(instance).output_element
    if output is not None and output.text.removeprefix("=").strip().isidentifier():
        local.setdefault(output.text.removeprefix("=").strip(), None)
    if local:
        run.variables.write_local(activation.key, local, node.id)
    run.enter(node, activation.key)


@lifecycle.leaves("activation")
def activation_done(run: Run, activation: Instance) -> None:
    """P14, P16: an inner flow ended: collect its output, ask whether it is enough."""
    instance = run.scope_of(activation)
    rules = _rules(instance)
    output: Json = None
    if rules.output_element is not None:
        output = evaluation.json_value(run, rules.output_element, activation.key, what="the output element")
    if rules.completion is not None:
        what = f"the completion condition of '{instance.node.id}'"
        if evaluation.condition(run, rules.completion, activation.key, what=what, error=EXTRACT):
            instance.data["closing"] = 1
    if "collected" in instance.data:
        cast("list[Json]", instance.data["collected"]).append(output)
    run.end(activation, lifecycle.close_waits(run, activation))


def review(run: Run, instance: Instance) -> None:
    """After a move inside: the next of a sequential list, or the end."""
    rules = _rules(instance)
    closing = "closing" in instance.data
    if closing:
        instance.data.pop("waiting", None)
        if rules.cancel_remaining:
            interrupting.terminate_content(run, instance)
    if instance.children or instance.key in run.pending:
        return
    waiting = cast("list[list[object]]", instance.data.get("waiting", []))
    if waiting:
        element_id, values = waiting.pop(0)
        _start(run, instance, startable(instance.node)[str(element_id)], cast("Values", values))
    elif closing or (rules.completion is None and "started" in instance.data):
        if rules.output_collection:
            instance.data["results"] = {rules.output_collection: instance.data.pop("collected", [])}
        lifecycle.complete(run, instance)
