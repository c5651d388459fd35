"""Opening waits: messages, timers, signals and conditions, evaluated once when they open (E5, K8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from engine.process.graph import Node, Trigger
from engine.process.machine import conditions, evaluation, timing
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Data, Form, Instance, Wait
from engine.process.step import SubscriptionOpened, TimerOpened

_WAITING = frozenset(("message", "timer", "signal", "conditional"))
_MOST_KEY_LENGTH = 256


@dataclass(slots=True)
class Prepared:
    """A wait with everything evaluated, not yet open."""

    node: Node
    index: int
    kind: str
    name: str = ""
    correlation_key: str = ""
    data: Data = field(default_factory=dict)


def open_around(run: Run, instance: Instance) -> list[Wait]:
    """Open what hangs on an activity and its scope: boundary events and event sub-processes, in XML order.

    Returns the conditions among it, which the caller has to look at.
    """
    catching = _catching(run, instance)
    if "subscribed" in instance.data:
        _arm_again(run, instance, catching)
        del instance.data["subscribed"]
        return []
    return _open_all(run, instance, catching) if catching else []


def _arm_again(run: Run, instance: Instance, catching: list[Node]) -> None:
    """I6: the entry is repeated: single timers that fired while its incident was open belong to it again."""
    prepared: list[Prepared] = []
    for node in catching:
        open_ones = {wait.index for wait in instance.waits.values() if wait.node is node}
        for index, trigger in enumerate(node.triggers):
            is_single = trigger.timer is not None and trigger.timer.kind != "cycle"
            if is_single and index not in open_ones and not node.interrupting:
                prepared.append(_evaluate(run, Prepared(node, index, "timer"), trigger, instance.key))
    for one in prepared:
        open_one(run, instance, one)


def _catching(run: Run, instance: Instance) -> list[Node]:
    node = instance.node
    catching: list[Node] = []
    if instance.form is Form.BODY or (instance.form is Form.PLAIN and node.loop is None):
        catching += node.attached
    if instance.form in (Form.PLAIN, Form.INNER) and not _waits_for_start(run, instance):
        catching += [sub.start for sub in node.event_subs if sub.start is not None]
    return catching


def open_after_start(run: Run, start: Instance) -> list[Wait]:
    """Open the event sub-processes of a case once its start event is through: their keys may name what it mapped.

    Returns the conditions among them, which the caller has to look at.

    As Camunda 8 does it (its issue 8672): the payload of a message start exists only then.
    """
    scope = run.state.instances.get(start.scope_key)
    if scope is None or scope.data.pop("late", None) is None:
        return []
    catching = [sub.start for sub in scope.node.event_subs if sub.start is not None]
    try:
        return _open_all(run, scope, catching)
    except Fault:
        scope.data["late"] = 1
        raise


def _waits_for_start(run: Run, instance: Instance) -> bool:
    if instance.key != run.case_key or "begin" in instance.data or not instance.node.event_subs:
        return False
    instance.data["late"] = 1
    return True


def open_all(run: Run, host: Instance, nodes: Iterable[Node]) -> None:
    """Open every trigger of `nodes` on `host`, with a first look at conditions; what is true fires next (E14)."""
    for wait in _open_all(run, host, nodes):
        conditions.look(run, wait)


def _open_all(run: Run, host: Instance, nodes: Iterable[Node]) -> list[Wait]:
    """All are evaluated before the first is opened. Returns the conditions."""
    prepared = [one for node in nodes for one in _prepare(run, node, host)]
    opened = [open_one(run, host, one) for one in prepared]
    return [wait for wait in opened if wait.kind == "conditional"]


def _prepare(run: Run, node: Node, host: Instance) -> list[Prepared]:
    return [
        _evaluate(run, Prepared(node, index, trigger.kind), trigger, host.key)
        for index, trigger in enumerate(node.triggers)
        if trigger.kind in _WAITING
    ]


def _evaluate(run: Run, one: Prepared, trigger: Trigger, key: int) -> Prepared:
    if trigger.kind in ("message", "signal"):
        if trigger.name is None:
            raise Fault(evaluation.EXTRACT, f"expected '{one.node.id}' to name a {trigger.kind}, but found none")
        one.name = evaluation.text(run, trigger.name, key, what=f"the {trigger.kind} name of '{one.node.id}'")
    if trigger.kind == "message":
        one.correlation_key = correlation_key(run, trigger, key, element_id=one.node.id)
    elif trigger.kind == "timer":
        assert trigger.timer is not None
        one.data = timing.first_round(run, trigger.timer, key, element_id=one.node.id)
    return one


def correlation_key(run: Run, trigger: Trigger, key: int, *, element_id: str) -> str:
    """C1: a string of 1 to 256 characters, or a number as its plain decimal text."""
    if trigger.correlation_key is None:
        raise Fault(evaluation.EXTRACT, f"expected a correlation key at '{element_id}', but found none")
    found = evaluation.evaluate(run, trigger.correlation_key, key).value
    if isinstance(found, (int, Decimal)) and not isinstance(found, bool):
        return plain_number(found)
    if isinstance(found, str) and 1 <= len(found) <= _MOST_KEY_LENGTH:
        return found
    shown = f"{len(found)} characters" if isinstance(found, str) else type(found).__name__.replace("NoneType", "null")
    what = f"expected the correlation key of '{element_id}' to be a string of 1 to 256 characters or a number"
    raise Fault(evaluation.EXTRACT, f"{what}, but found {shown}")


def plain_number(number: int | Decimal) -> str:
    """`12` for 12, 12.0 and 1.2E1."""
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def open_one(run: Run, host: Instance, one: Prepared) -> Wait:
    """Open a prepared wait and tell of it."""
    wait = Wait(run.around.new_key(), one.kind, one.node, host.key, one.index, one.data)
    if one.kind == "timer" and not timing.has_round(wait):
        return wait  # R0: never (T5)
    run.state.add_wait(wait)
    element_id = one.node.id
    if one.kind == "timer":
        due_at = timing.due_at(wait)
        run.step.timers_opened.append(TimerOpened(wait.key, host.key, element_id, due_at))
        run.happened("timer.scheduled", host, at=element_id, due_at=due_at.isoformat())
    elif one.kind == "conditional":
        run.watches = True
    else:
        run.step.subscriptions_opened.append(
            SubscriptionOpened(
                wait.key, host.key, element_id, one.kind, one.name, one.correlation_key, one.node.interrupting
            )
        )
    return wait
