"""What each kind of element does once it is entered (1.2, 1.3, 1.5)."""

from __future__ import annotations

from decimal import Decimal

from engine.feel import FeelFailure
from tests.judge import interpreter_compensation as compensation
from tests.judge import interpreter_events as events
from tests.judge import interpreter_gateways as gateways
from tests.judge import interpreter_life as life
from tests.judge import interpreter_people as people
from tests.judge import interpreter_repetition as repetition
from tests.judge import interpreter_values as values
from tests.judge.decisions import Failed
from tests.judge.interpreter_model import Element, message_of
from tests.judge.interpreter_state import Case, Failure, Instance, Pending, Wait


def behave(case: Case, instance: Instance) -> None:
    """Do it, and complete the instance unless it waits. Raises Failure."""
    element = instance.element
    tag = element.tag
    if tag in ("subProcess", "transaction", "process"):
        instance.entered = True
        life.queue(case, instance, lambda: life.enter(case, element.start, instance))
    elif tag == "adHocSubProcess":
        repetition.enter_ad_hoc(case, instance)
    elif tag == "userTask":
        people.user_task(case, instance)
    elif tag in ("serviceTask", "sendTask", "businessRuleTask", "scriptTask"):
        machine_task(case, instance)
    elif tag == "receiveTask":
        events.open_wait(case, instance, element, message_of(element))
    elif tag == "callActivity":
        call(case, instance)
    elif tag == "eventBasedGateway":
        for flow in element.outgoing:
            wanted = [message_of(flow.target)] if flow.target.tag == "receiveTask" else flow.target.definitions
            for definition in wanted:
                events.open_wait(case, instance, flow.target, definition)
        events.look_first(case, instance, later=True)
    elif tag == "intermediateCatchEvent" and element.kinds() != ["link"]:
        if instance.payload is not None:  # behind an event-based gateway: triggered already
            life.complete(case, instance, instance.payload)
            return
        for definition in element.definitions:
            events.open_wait(case, instance, element, definition)
        events.look_first(case, instance, later=True)
    elif tag in ("intermediateThrowEvent", "endEvent"):
        throw(case, instance)
    elif tag == "startEvent":
        start_event(case, instance)
    elif tag == "boundaryEvent":
        life.complete(case, instance, instance.payload or {})
    else:
        life.complete(case, instance)


def start_event(case: Case, instance: Instance) -> None:
    """P2: the payload of an event sub-process became its locals already; D22: output mappings carry it further."""
    instance.payload = None
    life.complete(case, instance)


def machine_task(case: Case, instance: Instance) -> None:
    """A8 to A11: a job, a script or a decision; E6: or a message."""
    element = instance.element
    script, decision = element.extension("script"), element.extension("calledDecision")
    if script is not None:
        result = values.stored(case, instance, script.get("expression", ""), error_type="EXTRACT_VALUE_ERROR")
        name = script.get("resultVariable", "")
        life.complete(case, instance, {name: result} if name else {})
    elif decision is not None:
        decision_id = called_name(case, instance, decision.get("decisionId", ""), "CALLED_DECISION_ERROR")
        try:
            result = case.decide(decision_id, values.visible(instance))
        except Failed as failure:
            raise Failure("DECISION_EVALUATION_ERROR", str(failure)) from None
        life.complete(case, instance, {decision.get("resultVariable", ""): result})
    elif element.extension("taskDefinition") is not None:
        open_job(case, instance)
    else:
        publish(case, instance)
        life.complete(case, instance)


def called_name(case: Case, instance: Instance, text: str, error_type: str) -> str:
    """A11, P8: what is called; no text counts as nothing found."""
    found = values.stored(case, instance, text, error_type="EXTRACT_VALUE_ERROR")
    if not isinstance(found, str):
        raise Failure(error_type, f"expected an id, but found {found!r}")
    return found


def open_job(case: Case, instance: Instance) -> None:
    """A8: a job of the written type."""
    definition = instance.element.extension("taskDefinition")
    assert definition is not None
    name = values.required(case, instance, definition.get("type", ""), (str,), "a job type")
    retries = values.required(case, instance, definition.get("retries", "3"), (str, int, Decimal), "retries")
    if isinstance(retries, str) and not retries.isdigit():
        raise Failure("EXTRACT_VALUE_ERROR", f"expected a number of retries, but found {retries!r}")
    case.waits.append(Wait("job", instance, instance.element, name=name, job="element"))


def publish(case: Case, instance: Instance) -> None:
    """C14: name and key of the message, payload = input-mapped locals."""
    message = message_of(instance.element)
    name = values.required(case, instance, message.name, (str,), "a message name")
    key = ""
    if message.key:
        key = events.key_text(values.required(case, instance, message.key, (str, int, Decimal), "a key"))
    case.messages.append((name, key, dict(instance.variables)))


def throw(case: Case, instance: Instance) -> None:
    """E3, E6 to E8, E12, E18 to E20: a throw or end event performs its definitions in XML order."""
    element, scope = instance.element, instance.parent
    assert scope is not None
    for definition in element.definitions:
        if definition.kind == "message":
            if element.extension("taskDefinition") is not None:
                open_job(case, instance)
                return
            publish(case, instance)
        elif definition.kind == "signal":
            name = values.required(case, instance, definition.name, (str,), "a signal name")
            case.signals.append((name, dict(instance.variables)))
        elif definition.kind == "escalation":
            code = values.required(case, instance, definition.code, (str,), "an escalation code")
            if not events.throw_escalation(case, instance, code):
                return
        elif definition.kind == "error":
            code = values.required(case, instance, definition.code, (str,), "an error code")
            if not events.throw_error(case, instance, code, {}):
                raise Failure("UNHANDLED_ERROR_EVENT", f"expected a catch for error '{code}', but found none")
            return
        elif definition.kind == "terminate":
            terminate(case, instance, scope)
            return
        elif definition.kind == "compensation":
            compensation.throw(case, instance, definition)
            return
        elif definition.kind == "cancel":
            compensation.cancel(case, instance)
            return
        elif definition.kind == "link":
            life.remove(case, instance)
            go_on_at(case, scope, gateways.link_catch(element))
            return
    life.complete(case, instance)


def go_on_at(case: Case, scope: Instance, catch: Element) -> None:
    """E18: the token of a link takes its turn like one on a flow; it is on its way to what follows the catch."""
    case.queue.append(Pending(scope, lambda: life.enter(case, catch, scope), next(iter(catch.outgoing), None)))


def terminate(case: Case, instance: Instance, scope: Instance) -> None:
    """E19: every other token of its own scope ends; the scope then counts as completed."""
    life.remove(case, instance)
    life.end_content(case, scope)
    life.close_event_subs(case, scope)
    scope.completing = True


def call(case: Case, instance: Instance) -> None:
    """P8, P10: a child case with copies of all visible variables, or of the locals only."""
    called = instance.element.extension("calledElement")
    assert called is not None
    process_id = called_name(case, instance, called.get("processId", ""), "CALLED_ELEMENT_ERROR")
    for name in ("versionTag", "businessId"):
        people.text_or_null(case, instance, called.get(name, ""))
    everything = called.get("propagateAllParentVariables", "true") == "true"
    given = values.visible(instance) if everything else dict(instance.variables)
    case.calls.append((instance.element.id, process_id, given))
    case.waits.append(Wait("child", instance, instance.element, name=process_id))


def child_completed(case: Case, instance: Instance, variables: dict[str, object]) -> None:
    """P10: all child variables, or only the mapped ones, or nothing."""
    called = instance.element.extension("calledElement")
    assert called is not None
    everything = called.get("propagateAllChildVariables", "true") == "true"
    taken = variables if everything or instance.element.outputs else {}
    life.complete(case, instance, dict(taken))


__all__ = ["FeelFailure", "behave", "child_completed"]
