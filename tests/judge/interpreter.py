"""A small, slow, obvious interpreter of the dialect, written from its rules without knowledge of the product's machine.

case = start(read(content), {"amount": 5}, now=noon)
complete(case, case.open_waits("task")[0], {"ok": True})

Every function is one command; it returns when every token waits (K9).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tests.judge import interpreter_elements as elements
from tests.judge import interpreter_events as events
from tests.judge import interpreter_life as life
from tests.judge import interpreter_listeners as listeners
from tests.judge import interpreter_repetition as repetition
from tests.judge import interpreter_values as values
from tests.judge.interpreter_model import Element
from tests.judge.interpreter_state import Case, Failure, Incident, Instance, Pending, Values, Wait

ZONE = "Asia/Shanghai"
EXHAUSTED = {
    "element": "JOB_NO_RETRIES", "start": "EXECUTION_LISTENER_NO_RETRIES", "end": "EXECUTION_LISTENER_NO_RETRIES",
}  # fmt: skip


def _no_decisions(decision_id: str, variables: Values) -> Any:
    raise Failure("CALLED_DECISION_ERROR", f"expected a decision, but found none named {decision_id}")


def start(
    process: Element,
    variables: Values,
    *,
    now: datetime,
    start_id: str = "",
    decide: Callable[[str, Values], Any] = _no_decisions,
    is_child: bool = False,
    ask_caller: Callable[[str, str, Values], str] = lambda kind, code, payload: "UNCAUGHT",
    as_product: frozenset[str] = frozenset(),
) -> Case:
    """E2: a case from the none start event, or from the start event of that id."""
    root = Instance(process, None)
    case = Case(
        process, now, ZoneInfo(ZONE), decide, root, is_child=is_child, ask_caller=ask_caller, as_product=as_product
    )
    begin = next((child for child in process.children if child.id == start_id), None) or process.start
    has_payload = bool(begin.definitions)

    def enter() -> None:
        if not has_payload:
            root.variables.update(variables)
        root.entered = True
        instance = Instance(begin, root)
        root.children.append(instance)
        life.complete(case, instance, variables if has_payload or begin.outputs else {})

    life.attempt(case, root, enter)
    life.settle(case)
    return case


def _command(case: Case, now: datetime) -> None:
    case.now = now
    case.flows, case.messages, case.signals, case.calls = [], [], [], []
    case.asked = []
    for wait in case.waits:
        wait.fired_now = False


def complete(case: Case, wait: Wait, variables: Values, *, now: datetime) -> None:
    """CompleteTask, CompleteJob, ChildCompleted: the work of this wait is done with these results."""
    _command(case, now)
    if wait.kind == "task":
        listeners.complete(case, wait, variables)
        life.settle(case)
        return
    wait.is_open = False
    case.incidents[:] = [incident for incident in case.incidents if incident.wait is not wait]
    if wait.kind == "child":
        elements.child_completed(case, wait.owner, variables)
    elif wait.kind == "job" and wait.job != "element":
        home = wait.owner if wait.job == "start" else wait.owner.parent
        assert home is not None
        assert wait.again is not None
        if wait.job == "start":
            for name, value in variables.items():
                values.write(case, home, name, value, by=wait.owner)
        else:
            values.merge(case, home, variables, by=wait.owner)  # A30
        wait.again()
    else:
        life.complete(case, wait.owner, variables)
    life.settle(case)


def change_task(case: Case, wait: Wait, event: str, changes: Values, *, now: datetime) -> None:
    """A31: holder, priority, dates or candidates of an open task change, when its listeners let them."""
    _command(case, now)
    listeners.run(case, wait, event, dict(changes), lambda: None)
    life.settle(case)


def answer_listener(case: Case, wait: Wait, *, denied: bool, corrections: Values, now: datetime) -> None:
    """A31: a task listener has done its job."""
    _command(case, now)
    wait.is_open = False
    case.incidents[:] = [incident for incident in case.incidents if incident.wait is not wait]
    assert wait.verdict is not None
    wait.verdict(denied, corrections)
    life.settle(case)


def exhaust(case: Case, wait: Wait, variables: Values, *, now: datetime) -> None:
    """I2: no retries left; the variables of a failure stay local to the task."""
    _command(case, now)
    wait.active = False
    for name, value in variables.items():
        values.write(case, wait.owner, name, value, by=wait.owner)
    error_type = EXHAUSTED.get(wait.job, "TASK_LISTENER_NO_RETRIES")

    def again() -> None:
        wait.active = True

    case.incidents.append(Incident(wait.owner, error_type, "expected retries, but found none left", again, wait=wait))
    life.settle(case)


def throw_error(case: Case, wait: Wait, code: str, variables: Values, *, now: datetime) -> None:
    """E9, E10: a worker or a person throws; uncaught it is an incident at the element, until resolved."""
    _command(case, now)
    if not events.throw_error(case, wait.owner, code, variables, own=True):
        wait.active = wait.kind == "task"  # a task stays open beside its incident; a job is out until resolved

        def again() -> None:
            if wait.kind == "task":
                _throw_again(case, wait, code, variables)
            wait.active = True

        case.incidents[:] = [incident for incident in case.incidents if incident.wait is not wait]
        case.incidents.append(Incident(wait.owner, "UNHANDLED_ERROR_EVENT", "nobody catches it", again, wait=wait))
    life.settle(case)


def _throw_again(case: Case, wait: Wait, code: str, variables: Values) -> None:
    if not events.throw_error(case, wait.owner, code, variables, own=True):
        again = partial(_throw_again, case, wait, code, variables)
        case.incidents.append(Incident(wait.owner, "UNHANDLED_ERROR_EVENT", "still uncaught", again, wait=wait))


def trigger(case: Case, wait: Wait, variables: Values, *, now: datetime) -> None:
    """FireTimer, Deliver: the trigger has come."""
    _command(case, now)
    if wait.kind in ("message", "signal") and wait.event.tag != "boundaryEvent" and wait.event.tag != "startEvent":
        wait.is_open = False
    events.fire(case, wait, variables)
    life.settle(case)


def child_threw(case: Case, wait: Wait, kind: str, code: str, payload: Values | None = None, *, now: datetime) -> bool:
    """E8, E12: an error or escalation left the called case; True when the parent caught it."""
    _command(case, now)
    caught = events.find_catch(wait.owner, kind, code, own=True) is not None
    if caught:  # else it is for the caller of this case, asked by whoever asked here
        throw = events.throw_error if kind == "error" else events.throw_escalation
        throw(case, wait.owner, code, payload or {}, own=True)
    life.settle(case)
    return caught


def child_ended(case: Case, wait: Wait, *, now: datetime) -> None:
    """P9: an operator ended the child: an incident at the call activity."""
    _command(case, now)
    wait.is_open = False

    def again() -> None:
        elements.call(case, wait.owner)

    failed = partial(life.attempt, case, wait.owner, again)  # I6: its entry did not fail
    case.incidents.append(Incident(wait.owner, "CHILD_ENDED", "expected the child to complete", failed))
    life.settle(case)


def resolve(case: Case, incident: Incident, *, now: datetime) -> None:
    """I6: repeat what failed."""
    _command(case, now)
    case.incidents.remove(incident)
    incident.again()
    life.settle(case)


def set_variables(case: Case, scope: Instance, variables: Values, *, is_local: bool, now: datetime) -> None:
    """D11: local writes there, else merges as D7 from the named scope."""
    _command(case, now)
    for name, value in variables.items():
        if is_local:
            values.write(case, scope, name, value)
        else:
            values.merge(case, scope, {name: value})
    life.settle(case)


def activate(case: Case, wait: Wait, element_id: str, variables: Values, *, now: datetime) -> None:
    """P13: start an inner element of an active ad-hoc sub-process."""
    _command(case, now)
    wait.owner.pending_list.append((element_id, variables))
    repetition.go_on_ad_hoc(case, wait.owner)
    life.settle(case)


def move(case: Case, wait: Wait, target: Element, variables: Values, *, now: datetime) -> None:
    """V15: an operator ends an element (K13) and starts another one in its scope (K8)."""
    _command(case, now)
    scope = wait.owner.parent
    assert scope is not None
    life.end(case, wait.owner)
    life.withdraw_stuck(case, scope)
    case.queue.append(Pending(scope, lambda: life.enter(case, target, scope, given=variables), at=target))
    life.settle(case)


def cancel(case: Case, *, now: datetime) -> None:
    """Terminate the case and everything in it."""
    _command(case, now)
    life.end(case, case.root)
    case.outcome = "terminated"
