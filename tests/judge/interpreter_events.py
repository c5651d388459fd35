"""Subscriptions, triggers, errors, escalations and conditions (1.2, sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.feel import (
    FeelFailure,
    parse_timer_cycle,
    parse_timer_date,
    parse_timer_duration,
)
from tests.judge import interpreter_life as life
from tests.judge import interpreter_values as values
from tests.judge.interpreter_model import Definition, Element
from tests.judge.interpreter_state import Case, Failure, Instance, Pending, Values, Wait


def open_subscriptions(case: Case, instance: Instance) -> None:
    """K8: boundary events (of the body when repeated, M2) and event sub-processes, in XML order. Raises Failure."""
    catching: list[Element] = []
    if instance.form in ("plain", "body"):
        catching += instance.element.boundary
    if instance.form in ("plain", "inner"):
        catching += [sub.start for sub in instance.element.event_subs]
    try:
        for event in catching:
            for definition in event.definitions:
                open_wait(case, instance, event, definition)
    except Failure:
        for wait in case.waits:
            if wait.owner is instance:
                wait.is_open = False
        raise
    instance.subscribed = True
    look_first(case, instance)


def open_again(case: Case, instance: Instance) -> None:
    """I6: an entry that is repeated opens what is not open any more: a single timer that fired beside the incident.

    A cycle that has had all its rounds has had them.
    """
    for event in instance.element.boundary if instance.subscribed and instance.form == "plain" else ():
        for definition in event.definitions:
            is_open = any(wait.owner is instance and wait.definition is definition for wait in case.open_waits("timer"))
            if definition.kind == "timer" and definition.timer_kind != "timeCycle" and not is_open:
                open_wait(case, instance, event, definition)


def open_wait(case: Case, owner: Instance, event: Element, definition: Definition) -> None:
    """E5: name, key and date are fixed now. Raises Failure. Kinds that are searched for need no subscription."""
    wait = Wait(definition.kind, owner, event, definition)
    if definition.kind in ("message", "signal"):
        wait.name = values.required(case, owner, definition.name, (str,), f"a {definition.kind} name")
        if definition.kind == "message":
            wait.key = key_text(values.required(case, owner, definition.key, (str, int, Decimal), "a correlation key"))
            if not 1 <= len(wait.key) <= 256:
                raise Failure("EXTRACT_VALUE_ERROR", "expected a key of 1 to 256 characters, but found another length")
    elif definition.kind == "timer":
        if not set_due(case, owner, wait, definition):
            return
    elif definition.kind != "conditional":
        return
    case.waits.append(wait)


def key_text(value: object) -> str:
    """C1: a number equals its plain decimal text."""
    if isinstance(value, str):
        return value
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def set_due(case: Case, owner: Instance, wait: Wait, definition: Definition) -> bool:
    """T1 to T6: when it is due; False for a cycle that never fires. Raises Failure."""
    try:
        value = values.evaluate(case, owner, definition.timer_text)
    except FeelFailure as failure:
        raise Failure("EXTRACT_VALUE_ERROR", str(failure)) from None
    if definition.timer_kind == "timeDate":
        wait.due_at = parse_timer_date(value, zone=case.zone)
    elif definition.timer_kind == "timeDuration":
        duration = parse_timer_duration(value)
        wait.due_at = duration.after(case.now, zone=case.zone) if duration else None
    elif isinstance(value, str):
        wait.cycle = parse_timer_cycle(value, zone=case.zone)
        wait.rounds = getattr(wait.cycle, "repetitions", None)
        if wait.rounds == 0:
            return False
        if hasattr(wait.cycle, "first_after"):
            wait.due_at = wait.cycle.first_after(case.now, zone=case.zone)
        elif wait.cycle is not None:
            wait.due_at = wait.cycle.next_after(case.now, zone=case.zone)
    if wait.due_at is None:
        raise Failure("EXTRACT_VALUE_ERROR", f"expected a {definition.timer_kind}, but found {value!r}")
    if definition.timer_kind != "timeCycle":
        wait.due_at = max(wait.due_at, case.now)  # T4: what is past is due at once
    return True


def fire(case: Case, wait: Wait, payload: Values) -> None:
    """A trigger has come for an open subscription."""
    owner, event = wait.owner, wait.event
    if wait.kind == "timer":
        wait.is_open = False
        if wait.cycle is not None and wait.rounds != 1:
            next_round(case, wait)
    if event.tag == "boundaryEvent":
        fire_boundary(case, owner, event, payload)
    elif event.tag == "startEvent":
        fire_event_sub(case, owner, event, payload)
    elif owner.element.tag == "eventBasedGateway":
        scope = owner.parent
        assert scope is not None
        flow = next(flow for flow in owner.element.outgoing if flow.target is event)
        life.remove(case, owner)  # W9: all other subscriptions close
        case.flows.append(flow.id)
        case.queue.append(Pending(scope, lambda: caught(case, event, scope, payload), flow))
    else:
        for other in case.waits:
            if other.owner is owner and other.event is event:
                other.is_open = False  # E20: the first of its triggers closes the others
        life.complete(case, owner, payload)


def caught(case: Case, event: Element, scope: Instance, payload: Values) -> None:
    """W9: the event behind an event-based gateway was the first; a receive task counts as a catch event."""
    if event.tag == "receiveTask":
        instance = Instance(event, scope)
        scope.children.append(instance)
        life.complete(case, instance, payload)
    else:
        life.enter(case, event, scope, payload=payload)


def next_round(case: Case, wait: Wait) -> None:
    """T5: next due = previous due + interval."""
    again = Wait("timer", wait.owner, wait.event, wait.definition, cycle=wait.cycle)
    again.rounds = None if wait.rounds is None else wait.rounds - 1
    assert wait.due_at is not None
    again.due_at = wait.cycle.next_after(wait.due_at, zone=case.zone)
    case.waits.append(again)


def fire_boundary(case: Case, host: Instance, event: Element, payload: Values) -> None:
    """K13, E13: an interrupting one ends its activity; then the token leaves by the event."""
    scope = host.parent
    assert scope is not None
    if event.interrupting or event.first("error") or event.first("cancel"):
        life.end(case, host)
    life.enter(case, event, scope, payload=payload)


def fire_event_sub(case: Case, scope: Instance, start: Element, payload: Values) -> None:
    """P2, P3: an instance of the event sub-process; an interrupting one ends all other content of the scope first."""
    sub = start.parent
    assert sub is not None
    if start.interrupting or start.first("error"):
        life.end_content(case, scope)
        life.close_event_subs(case, scope)
        scope.interrupted = True
        scope.leaving = False
    life.enter(case, sub, scope, given=payload)


def places(thrower: Instance, *, own: bool) -> Iterator[tuple[str, Instance]]:
    """E8, P5: where an error or escalation is searched: event sub-processes of a scope, then its boundary, outward.

    `own`: begin with the boundary events of the thrower itself (E9).
    """
    current = thrower
    if own and thrower.form == "plain":
        yield "boundary", thrower
    while True:
        outer = current.error_scope or current.parent  # P28: a handler's errors come from the scope of the throw
        if outer is None:
            return
        current = outer
        if current.form in ("plain", "inner"):
            yield "event subs", current
        if current.form in ("plain", "body"):
            yield "boundary", current


def find_catch(thrower: Instance, kind: str, code: str, *, own: bool) -> tuple[Instance, Element] | None:
    """The first hit; in each place an equal code wins over a catch-all."""
    for place, instance in places(thrower, own=own):
        if place == "boundary":
            events = instance.element.boundary
        elif instance.interrupted or instance.completing:
            continue  # K13, P4: those subscriptions are closed
        else:
            events = [sub.start for sub in instance.element.event_subs]
        for wanted in (code, ""):
            for event in events:
                if any(definition.kind == kind and definition.code == wanted for definition in event.definitions):
                    return instance, event
    return None


def throw_error(case: Case, thrower: Instance, code: str, payload: Values, *, own: bool = False) -> bool:
    """E8: False when nobody catches it."""
    found = find_catch(thrower, "error", code, own=own)
    if found is None:
        return ask(case, "error", code, payload) == "ENDED"
    instance, event = found
    catch = fire_boundary if event.tag == "boundaryEvent" else fire_event_sub
    catch(case, instance, event, payload)
    return True


def ask(case: Case, kind: str, code: str, payload: Values) -> str:
    """E8, E12: across call activities. A catch that ends the call ends this case."""
    if not case.is_child:
        return "UNCAUGHT"
    case.asked.append((kind, code))
    answer = case.ask_caller(kind, code, payload)
    if answer == "ENDED":
        life.end(case, case.root)
        case.outcome = "terminated"
    return answer


def throw_escalation(
    case: Case, thrower: Instance, code: str, payload: Values | None = None, *, own: bool = False
) -> bool:
    """E12: True when the thrower goes on: nobody caught it, or without interrupting."""
    found = find_catch(thrower, "escalation", code, own=own)
    if found is None:
        return ask(case, "escalation", code, payload or {}) != "ENDED"
    instance, event = found
    catch = fire_boundary if event.tag == "boundaryEvent" else fire_event_sub
    catch(case, instance, event, payload or {})
    return not thrower.ended


def watched(wait: Wait) -> frozenset[str]:
    """E14, E16: the names a condition depends on, a path counting as its first name."""
    assert wait.definition is not None
    if wait.definition.watched is not None:
        return frozenset(wait.definition.watched)
    return values.compiled(wait.definition.condition.lstrip()[1:]).names


def variable_changed(case: Case, scope: Instance, name: str, change: str, *, by: Instance | None) -> None:
    """E14: conditions to which the name is visible, from the outer scope inward, right behind the write."""
    waits = [
        wait
        for wait in case.open_waits("conditional")
        if scope in wait.owner.chain and name in watched(wait) and wait.definition and change in wait.definition.changes
    ]
    for wait in sorted(waits, key=lambda wait: len(wait.owner.chain)):
        if by is not None and by.leaving and wait.owner is by and wait.event.tag == "boundaryEvent":
            continue  # E14: output mappings of the same activity cannot
        look_later(case, wait)


def look_first(case: Case, owner: Instance, *, later: bool = False) -> None:
    """E14, K8: evaluated once when its scope becomes active, before its behaviour; a catch event's takes its turn."""
    for wait in case.open_waits("conditional"):
        if wait.owner is owner and wait.is_open:
            (look_later if later else look)(case, wait)


def look_later(case: Case, wait: Wait) -> None:
    """Right behind the write: looks that no token separates are one batch, from the outer scope inward (E14)."""
    batch = [Pending(wait.owner, lambda: look(case, wait), look=wait)]
    while case.queue and case.queue[-1].look is not None:
        earlier = case.queue.pop()
        if earlier.look is not wait:
            batch.insert(0, earlier)
    case.queue.extend(sorted(batch, key=lambda pending: len(pending.scope.chain)))


def look(case: Case, wait: Wait) -> None:
    """E15: edge triggered; fires at most once per command."""
    if not wait.is_open or wait.definition is None:
        return
    try:
        is_true = values.evaluate(case, wait.owner, wait.definition.condition) is True
    except FeelFailure:
        is_true = False
    if not is_true:
        wait.armed = True
    elif wait.armed and not wait.fired_now:
        wait.armed, wait.fired_now = False, True
        fire(case, wait, {})
