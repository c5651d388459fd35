"""The way of every element instance (K8), stage by stage. Each stage goes on, or waits, or fails and may be repeated.

Entering: input mappings → start listeners → subscriptions → behaviour.
Leaving: results → output mappings → end listeners → subscriptions closed → compensation record → flows.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.process.graph import Flow
from engine.process.machine import clocks, conditions, flows, incidents, listeners, mapping, subscriptions
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Form, Instance, Stage, Wait
from engine.process.step import ElementState
from engine.values import Values

Behaviour = Callable[[Run, Instance], bool]
"""What an element does when it is entered. True: done at once; False: it waits, or is gone."""

BEHAVIOURS: dict[str, Behaviour] = {}
Leaver = Callable[[Run, Instance], None]

LEAVERS: dict[str, Leaver] = {}
"""How instances leave that take no flows: the case, and by the name of their form."""


FIRE: dict[str, Callable[[Run, Wait], None]] = {}
"""`wait`: what happens when a wait fires; catching.py, which uses this file, registers it."""


def behaves(name: str) -> Callable[[Behaviour], Behaviour]:
    """Register what nodes of this behaviour do."""

    def register(function: Behaviour) -> Behaviour:
        BEHAVIOURS[name] = function
        return function

    return register


def leaves(name: str) -> Callable[[Leaver], Leaver]:
    """Register how instances of a form (its name in lower case), or the case, leave."""

    def register(function: Leaver) -> Leaver:
        LEAVERS[name] = function
        return function

    return register


def advance(run: Run, instance: Instance) -> None:
    """Go through the stages until the instance waits or is gone. What it gets wrong becomes an incident."""
    try:
        while _STAGES[instance.stage](run, instance):
            pass
    except Fault as fault:
        if instance.stage is Stage.BEHAVE:
            instance.data["subscribed"] = 1
        if instance.stage <= Stage.BEHAVE and not instance.node.start_listeners:
            instance.stage = Stage.ENTER  # I6: resolving repeats the whole entry
        incidents.open_incident(run, instance, fault.error_type, fault.message)


def complete(run: Run, instance: Instance, results: Values | None = None) -> None:
    """The behaviour is done; `results` are merged or mapped, then the instance leaves."""
    if results:
        instance.data["results"] = dict(results)
    instance.stage = Stage.RESULTS
    advance(run, instance)


def begin(run: Run, instance: Instance, values: Values | None) -> None:
    """Let a new instance begin its way, with `values` as its first locals."""
    if values:
        instance.data["locals"] = values
    advance(run, instance)


def _enter(run: Run, instance: Instance) -> bool:
    values = instance.data.get("locals")
    if isinstance(values, dict):
        run.variables.write_local(instance.key, values, instance.node.id)
        del instance.data["locals"]
    if instance.form in (Form.PLAIN, Form.INNER):
        mapping.map_inputs(run, instance)
    instance.stage = Stage.START_LISTENERS
    return True


def _start_listeners(run: Run, instance: Instance) -> bool:
    return _listen(run, instance, "start", then=Stage.OPEN)


def _open(run: Run, instance: Instance) -> bool:
    is_case = instance.key == run.case_key and "begin" not in instance.data
    clock = clocks.read(run, instance) if instance.node.own and not is_case else None
    opened = subscriptions.open_around(run, instance)
    if clock is not None:
        run.step.clocks.append(clock)
    instance.stage = Stage.BEHAVE
    return not opened or _look_first(run, instance, opened)


def _look_first(run: Run, instance: Instance, opened: list[Wait]) -> bool:
    """E14, K8: conditions are looked at when their scope becomes active. False when one ended what was to begin."""
    for wait in opened:
        if wait.key in run.state.waits and conditions.looks_true(run, wait):
            FIRE["wait"](run, wait)
    if instance.key not in run.state.instances:
        return False
    if "interrupted" in instance.data:  # an event sub-process runs in place of the content (P3)
        instance.stage = Stage.ACTIVE
        return False
    return True


def _behave(run: Run, instance: Instance) -> bool:
    name = "loop" if instance.form is Form.BODY else instance.node.behaviour
    if not BEHAVIOURS[name](run, instance):
        if instance.stage is Stage.BEHAVE:
            instance.stage = Stage.ACTIVE
        return False
    instance.stage = Stage.RESULTS
    return True


def _wait(run: Run, instance: Instance) -> bool:
    return False


def _results(run: Run, instance: Instance) -> bool:
    mapping.take_results(run, instance)
    instance.stage = Stage.END_LISTENERS
    if instance.scope_key == run.case_key and instance.node.type == "START_EVENT":
        return _open_after_start(run, instance)
    return True


def _open_after_start(run: Run, start: Instance) -> bool:
    """What belongs to the case itself sees what its start event mapped: its clocks, its event sub-processes."""
    case = run.scope_of(start)
    try:
        clock = clocks.read(run, case) if case.node.own else None
        opened = subscriptions.open_after_start(run, start)
    except Fault:
        start.stage = Stage.RESULTS
        raise
    if clock is not None:
        run.step.clocks.append(clock)
    return _look_first(run, start, opened)


def _end_listeners(run: Run, instance: Instance) -> bool:
    return _listen(run, instance, "end", then=Stage.LEAVE)


def _listen(run: Run, instance: Instance, event: str, *, then: Stage) -> bool:
    if listeners.next_listener(run, instance, event):
        return False
    instance.stage = then
    return True


def _leave(run: Run, instance: Instance) -> bool:
    if instance.key == run.case_key:
        LEAVERS["case"](run, instance)
    elif "undo" in instance.data:
        holder = instance.number("undo")
        run.end(instance, close_waits(run, instance))
        flows.go_on_undoing(run, holder)
    elif instance.form in (Form.PLAIN, Form.BODY):
        leave_over_flows(run, instance)
    else:
        LEAVERS[instance.form.name.lower()](run, instance)
    return False


def leave_over_flows(run: Run, instance: Instance) -> None:
    """The last stage of a plain instance: choose flows (may fail), close subscriptions, keep a record, put tokens."""
    taken = flows.choose(run, instance)
    leave_to(run, instance, taken)


def leave_to(run: Run, instance: Instance, taken: tuple[Flow, ...]) -> None:
    """Leave over exactly these flows."""
    node, scope_key = instance.node, instance.scope_key
    flows.keep_record(run, instance)
    run.end(instance, close_waits(run, instance))
    flows.take(run, node, scope_key, taken, instance.key)
    if node.link_target is not None:
        run.enter(node.link_target, scope_key)  # E18


def close_waits(run: Run, instance: Instance) -> ElementState:
    """Close every subscription that hangs on the instance. Returns COMPLETED, for the caller's next word."""
    for wait in list(instance.waits.values()):
        run.close_wait(wait)
    if instance.data:
        incidents.close_all(run, instance)
    return ElementState.COMPLETED


_STAGES: tuple[Behaviour, ...] = (
    _enter,
    _start_listeners,
    _open,
    _behave,
    _wait,
    _results,
    _end_listeners,
    _leave,
)
