"""Gateways (W1 to W13): when joins fire, which flows splits take."""

from __future__ import annotations

from functools import partial

from tests.judge import interpreter_life as life
from tests.judge import interpreter_values as values
from tests.judge.interpreter_model import Element, Flow
from tests.judge.interpreter_state import Case, Failure, Incident, Instance


def is_join(element: Element) -> bool:
    """Whether tokens wait for each other here."""
    joins = ("parallelGateway", "inclusiveGateway", "complexGateway")
    return element.tag in joins and len(element.incoming) > 1


def holding(scope: Instance, gateway: Element) -> list[Flow]:
    """The incoming flows that hold a token."""
    return [flow for flow in gateway.incoming if scope.tokens.get(flow.id, 0)]


def arrived(case: Case, scope: Instance, gateway: Element) -> None:
    """A token has come to wait at a join."""
    if gateway.tag == "parallelGateway" and len(holding(scope, gateway)) == len(gateway.incoming):
        fire(case, scope, gateway, gateway.incoming)  # W3: exactly one from each
    if gateway.tag == "complexGateway" and gateway.id not in scope.consumed:
        activate_complex(case, scope, gateway)


def fire(case: Case, scope: Instance, gateway: Element, flows: list[Flow], *, reset: bool = False) -> None:
    """Take one token from each of the flows and go on (W13: then it splits)."""
    for flow in flows:
        life.take(scope, flow)
    case.incidents[:] = [i for i in case.incidents if not (i.owner is scope and i.element is gateway)]
    life.enter(case, gateway, scope, payload={"reset": True} if reset else None)


def review(case: Case, scope: Instance) -> bool:
    """W7, W12: look again at inclusive joins and at complex ones that wait for their reset."""
    for gateway in scope.element.children:
        if not is_join(gateway):
            continue
        held = holding(scope, gateway)
        if gateway.tag == "inclusiveGateway" and held and nobody_else_comes(case, scope, gateway, gateway.incoming):
            fire(case, scope, gateway, held)  # W6: one token from every flow that holds one
            return True
        if gateway.tag == "complexGateway" and gateway.id in scope.consumed:
            waiting = [flow for flow in gateway.incoming if flow.id not in scope.consumed[gateway.id]]
            if nobody_else_comes(case, scope, gateway, waiting):
                del scope.consumed[gateway.id]
                fire(case, scope, gateway, [flow for flow in held if flow in waiting], reset=True)
                if holding(scope, gateway):  # those who came early may start the next round
                    activate_complex(case, scope, gateway)
                return True
    return False


def nobody_else_comes(case: Case, scope: Instance, gateway: Element, incoming: list[Flow]) -> bool:
    """W6: no other token can reach an empty incoming flow, unless it can also reach one that holds a token."""
    held = [flow for flow in incoming if scope.tokens.get(flow.id, 0)]
    for starts in other_tokens(case, scope, gateway):
        reached = reach(starts, gateway)
        can_fill = any(flow in reached for flow in incoming if flow not in held)
        if can_fill and not any(flow in reached for flow in held):
            return False
    return True


def other_tokens(case: Case, scope: Instance, gateway: Element) -> list[list[Flow]]:
    """Every other token of the scope, as the flows it is on or may take next."""
    tokens = [[pending.flow] for pending in case.queue if pending.scope is scope and pending.flow]
    tokens += [ways_out(pending.at) for pending in case.queue if pending.scope is scope and pending.at]
    for child in scope.children:
        if not child.element.is_event_sub and not child.is_handler and child.element is not gateway:
            tokens.append(ways_out(child.element))
        elif child.element is gateway:
            tokens.append(list(gateway.outgoing))
    for element in scope.element.children:
        if element is not gateway and holding(scope, element):
            tokens.append(onward(element))
    return tokens


def ways_out(active: Element) -> list[Flow]:
    """The flows that an active element may leave by: its own, and those of its boundary events (W6)."""
    return [*onward(active), *(flow for event in active.boundary for flow in event.outgoing)]


def reach(starts: list[Flow], gateway: Element) -> set[Flow]:
    """The flows a token can come to without passing the gateway."""
    found: set[Flow] = set()
    todo = list(starts)
    while todo:
        flow = todo.pop()
        if flow in found:
            continue
        found.add(flow)
        if flow.target is not gateway:
            todo += onward(flow.target)
    return found


def onward(element: Element) -> list[Flow]:
    """The flows that follow an element; a link throw goes on at its catch (E18)."""
    link = element.first("link")
    if link and element.tag == "intermediateThrowEvent":
        return link_catch(element).outgoing
    return element.outgoing


def link_catch(element: Element) -> Element:
    """E18: the one catch of that name in the same scope."""
    name = element.definitions[0].name
    assert element.parent is not None
    return next(
        other
        for other in element.parent.children
        if other.tag == "intermediateCatchEvent" and other.kinds() == ["link"] and other.definitions[0].name == name
    )


def activate_complex(case: Case, scope: Instance, gateway: Element) -> None:
    """W11: on each arrival the activation condition is evaluated."""
    expression = next((line.text or "" for line in gateway.xml if str(line.tag).endswith("activationCondition")), "")
    count = sum(scope.tokens.get(flow.id, 0) for flow in gateway.incoming)
    asked = (scope, gateway, "CONDITION_ERROR")
    case.incidents[:] = [i for i in case.incidents if (i.owner, i.element, i.error_type) != asked]
    try:
        starts = values.condition(case, scope, expression, {"activationCount": count, "waitingForStart": True})
    except Failure as failure:  # D25; the next arrival asks again, and so does resolving
        again = partial(activate_complex, case, scope, gateway)
        case.incidents.append(Incident(scope, failure.error_type, str(failure), again, element=gateway))
        return
    if starts:
        held = holding(scope, gateway)
        scope.consumed[gateway.id] = {flow.id for flow in held}
        fire(case, scope, gateway, held)


def choose(case: Case, instance: Instance) -> list[Flow]:
    """The flows a gateway takes. Raises Failure CONDITION_ERROR."""
    gateway, scope = instance.element, instance.parent
    assert scope is not None
    default = gateway.get("default")
    if gateway.tag in ("parallelGateway", "eventBasedGateway"):
        return list(gateway.outgoing)
    if gateway.tag == "exclusiveGateway":
        return [exclusive(case, scope, gateway, default)]
    is_reset = bool(instance.payload)
    extra = {"waitingForStart": not is_reset} if gateway.tag == "complexGateway" else {}
    others = [flow for flow in gateway.outgoing if flow.id != default]
    if is_reset:
        return [flow for flow in others if flow.condition and values.condition(case, scope, flow.condition, extra)]
    taken = [flow for flow in others if not flow.condition or values.condition(case, scope, flow.condition, extra)]
    if not taken:
        taken = [flow for flow in gateway.outgoing if flow.id == default]
    if not taken:
        raise Failure("CONDITION_ERROR", "expected a true condition or a default flow, but found none")
    return taken


def exclusive(case: Case, scope: Instance, gateway: Element, default: str) -> Flow:
    """W1: conditions in XML order, the first true one wins, else the default."""
    for flow in gateway.outgoing:
        if flow.id != default and (not flow.condition or values.condition(case, scope, flow.condition)):
            return flow
    for flow in gateway.outgoing:
        if flow.id == default:
            return flow
    raise Failure("CONDITION_ERROR", "expected a true condition or a default flow, but found none")
