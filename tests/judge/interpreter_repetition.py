"""Multi-instance, standard loop (M1 to M8) and ad-hoc sub-processes (P12 to P16)."""

from __future__ import annotations

import re

from engine.feel import FeelFailure
from tests.judge import interpreter_compensation as compensation
from tests.judge import interpreter_events as events
from tests.judge import interpreter_life as life
from tests.judge import interpreter_values as values
from tests.judge.interpreter_model import BPMN, Element, extension
from tests.judge.interpreter_state import Case, Failure, Instance, Values, Wait


def text_of(element: Element, name: str) -> str:
    """The text of a BPMN child of the loop (or of the ad-hoc sub-process)."""
    holder = element.loop if element.loop is not None and name != "adHoc" else element.xml
    found = holder.find(f"{BPMN}{name}")
    return "" if found is None else (found.text or "").strip()


def setting(element: Element, name: str) -> str:
    """An attribute of zeebe:loopCharacteristics."""
    assert element.loop is not None
    found = extension(element.loop, "loopCharacteristics")
    return "" if found is None else found.get(name, "")


def is_standard(element: Element) -> bool:
    """A standard loop (M7)."""
    return element.loop is not None and str(element.loop.tag).endswith("standardLoopCharacteristics")


def is_sequential(element: Element) -> bool:
    """Whether one instance runs at a time."""
    return element.loop is not None and element.loop.get("isSequential") == "true"


def enter(case: Case, body: Instance) -> None:
    """M1, M8: the body is entered: subscriptions, the list, the instances. Raises Failure."""
    element = body.element
    if not body.entered:
        events.open_subscriptions(case, body)
        body.entered = True
    if body.ended:
        return
    if is_standard(element):
        assert element.loop is not None
        is_tested = element.loop.get("testBefore") == "true" or element.loop.get("loopMaximum") == "0"
        if is_tested and not loops_on(case, body, body):
            life.complete(case, body)
        else:
            life.queue(case, body, lambda: start_one(case, body))
        return
    found = values.stored(case, body, setting(element, "inputCollection"), error_type="EXTRACT_VALUE_ERROR")
    if not isinstance(found, list):
        raise Failure("EXTRACT_VALUE_ERROR", f"expected a list as inputCollection, but found {found!r}")
    body.items, body.results = found, [None] * len(found)
    show_results(case, body)
    if not found:
        finish(case, body)
    elif is_sequential(element):
        life.queue(case, body, lambda: start_one(case, body))
    else:
        for _ in found:
            life.queue(case, body, lambda: start_one(case, body))


def show_results(case: Case, body: Instance) -> None:
    """M3: the output collection is a local of the body."""
    name = setting(body.element, "outputCollection")
    if name:
        values.write(case, body, name, list(body.results), by=body)


def start_one(case: Case, body: Instance) -> None:
    """M2, M3: the next instance, with its locals."""
    element = body.element
    given: Values = {}
    if not is_standard(element):
        if setting(element, "inputElement"):
            given[setting(element, "inputElement")] = body.items[body.index]
        given = {**plain_name(setting(element, "outputElement")), **given}
    body.index += 1
    given["loopCounter"] = body.index
    life.enter(case, element, body, form="inner", given=given)


def plain_name(text: str) -> Values:
    """M3: the first name of a plain name or path, as a null local, so that results do not leak."""
    name = re.fullmatch(r"=\s*([^\W\d]\w*)(\s*\.\s*\w+)*\s*", text)
    return {name.group(1): None} if name else {}


def loops_on(case: Case, body: Instance, seen_from: Instance) -> bool:
    """M7: another round?"""
    assert body.element.loop is not None
    maximum = body.element.loop.get("loopMaximum")
    if maximum and body.index >= int(maximum):
        return False
    text = text_of(body.element, "loopCondition")
    counter = body.index + 1 if body.element.loop.get("testBefore") == "true" else body.index
    return not text or values.condition(case, seen_from, text, {"loopCounter": counter})


def instance_done(case: Case, instance: Instance) -> None:
    """M3, M4, M7: one instance has completed. Raises Failure."""
    body = instance.parent
    assert body is not None
    element = instance.element
    more = loops_on(case, body, instance) if is_standard(element) else collect(case, body, instance)
    keep_record(body, instance)
    life.remove(case, instance)
    body.completed += 1
    if is_standard(element):
        if more:
            life.queue(case, body, lambda: start_one(case, body))
        else:
            life.complete(case, body)
    elif not more or body.completed == len(body.items):
        for other in list(body.children):
            life.end(case, other)
        finish(case, body)
    elif is_sequential(element):
        life.queue(case, body, lambda: start_one(case, body))


def collect(case: Case, body: Instance, instance: Instance) -> bool:
    """M3, M4: keep the output at the index of its input; False when the completion condition is met."""
    element = instance.element
    if setting(element, "outputCollection"):
        output = values.stored(case, instance, setting(element, "outputElement"), error_type="EXTRACT_VALUE_ERROR")
        body.results[instance.given["loopCounter"] - 1] = output
        show_results(case, body)
    condition = text_of(element, "completionCondition")
    if not condition:
        return True
    counts: Values = {
        "numberOfInstances": len(body.items),
        "numberOfActiveInstances": len(body.children) - 1,
        "numberOfCompletedInstances": body.completed + 1,
        "numberOfTerminatedInstances": 0,
    }
    try:
        met = values.evaluate(case, instance, condition, counts)
    except FeelFailure as failure:
        raise Failure("EXTRACT_VALUE_ERROR", str(failure)) from None
    if not isinstance(met, bool):
        raise Failure("EXTRACT_VALUE_ERROR", f"expected true or false, but found {met!r}")
    return not met


def keep_record(body: Instance, instance: Instance) -> None:
    """P25: handlers inside run per completed instance."""
    sub = compensation.compensation_sub(instance.element)
    if instance.records or sub is not None:
        snapshot = dict(instance.variables)
        body.records.append(compensation.Record(instance.element, snapshot, list(instance.records)))


def finish(case: Case, body: Instance) -> None:
    """M3: the output collection is merged outward on completion."""
    name = setting(body.element, "outputCollection")
    life.complete(case, body, {name: list(body.results)} if name else {})


# --- ad-hoc sub-processes


def ad_hoc(element: Element, name: str) -> str:
    """An attribute of zeebe:adHoc."""
    found = element.extension("adHoc")
    return "" if found is None else found.get(name, "")


def startable(element: Element) -> list[Element]:
    """P12: inner elements without incoming flow."""
    return [
        child
        for child in element.children
        if not child.incoming and child.is_activity and not child.is_event_sub and not child.is_handler
    ]


def enter_ad_hoc(case: Case, instance: Instance) -> None:
    """P12: the list says what starts; nothing listed: it stays active. Raises Failure."""
    element = instance.element
    text = ad_hoc(element, "activeElementsCollection")
    ids = values.stored(case, instance, text, error_type="EXTRACT_VALUE_ERROR") if text else []
    known = {child.id for child in startable(element)}
    if not isinstance(ids, list) or not all(isinstance(found, str) and found in known for found in ids):
        raise Failure("EXTRACT_VALUE_ERROR", f"expected a list of inner elements, but found {ids!r}")
    listed = [describe(child) for child in startable(element)]
    values.write(case, instance, "adHocSubProcessElements", listed, by=instance)
    instance.entered = True
    instance.pending_list = [(element_id, {}) for element_id in ids]
    case.waits.append(Wait("activation", instance, element))
    go_on_ad_hoc(case, instance)


def describe(element: Element) -> Values:
    """P16: id, name, documentation, properties."""
    found = element.extension("properties")
    return {
        "elementId": element.id,
        "elementName": element.get("name"),
        "documentation": text_of(element, "documentation"),
        "properties": {line.get("name"): line.get("value") for line in ([] if found is None else found)},
    }


def go_on_ad_hoc(case: Case, instance: Instance) -> None:
    """P15: sequential: one at a time."""
    one_at_a_time = instance.element.get("ordering") == "Sequential"
    while instance.pending_list and not (one_at_a_time and active(instance)):
        start_inner(case, instance, *instance.pending_list.pop(0))


def active(instance: Instance) -> list[Instance]:
    """Its running activations."""
    return [child for child in instance.children if child.form == "activation"]


def start_inner(case: Case, instance: Instance, element_id: str, given: Values) -> None:
    """P13: each activation is its own local scope."""
    activation = Instance(
        instance.element,
        instance,
        form="activation",
        variables={**plain_name(ad_hoc(instance.element, "outputElement")), **given},
        start=element_id,
    )
    instance.children.append(activation)
    instance.index += 1
    activation.entered = True
    inner = next(child for child in instance.element.children if child.id == element_id)
    life.enter(case, inner, activation)


def activation_done(case: Case, activation: Instance) -> None:
    """P14, P16: an inner flow has ended: collect, then look at the completion condition."""
    activation.leaving = True
    life.attempt(case, activation, lambda: _ended(case, activation))


def _ended(case: Case, activation: Instance) -> None:
    instance = activation.parent
    assert instance is not None
    element = instance.element
    if ad_hoc(element, "outputCollection"):
        text = ad_hoc(element, "outputElement")
        instance.results.append(values.stored(case, activation, text, error_type="EXTRACT_VALUE_ERROR"))
    found = element.xml.find(f"{BPMN}completionCondition")
    text = "" if found is None else (found.text or "").strip()
    met = values.required(case, activation, text, (bool,), "true or false") if text else False
    life.remove(case, activation)
    instance.records += activation.records
    if met:
        instance.finishing = True
        instance.pending_list = []
        if element.get("cancelRemainingInstances", "true") == "true":
            for other in active(instance):
                life.end(case, other)
    elif text == "" and not instance.pending_list and not active(instance):
        instance.finishing = True
    go_on_ad_hoc(case, instance)


def review_ad_hoc(case: Case, instance: Instance) -> bool:
    """P14: done when the condition was met, or there is none and everything started has ended."""
    if not instance.finishing or instance.children or instance.leaving:
        return False
    name = ad_hoc(instance.element, "outputCollection")
    results = {name: list(instance.results)} if name else {}
    life.complete(case, instance, results)
    return True
