"""Throw and end events (1.2): what each definition does, in XML order (E20)."""

from __future__ import annotations

from engine.process.graph import Trigger
from engine.process.machine import (
    catching,
    compensation,
    errors,
    evaluation,
    incidents,
    interrupting,
    lifecycle,
    scopes,
    subscriptions,
)
from engine.process.machine.run import Run
from engine.process.state import Instance
from engine.process.step import MessageThrown, Outcome, SignalThrown
from engine.process.surroundings import CallerAnswer
from engine.values import Values

_DEFAULT_TIME_TO_LIVE = "PT1H"
UNHANDLED = "UNHANDLED_ERROR_EVENT"
THROWN = "thrown"
"""In the data of a user task: [code, message, variables] of the error that nobody caught, to be thrown again (E10)"""


@lifecycle.behaves("throw")
def throw(run: Run, instance: Instance) -> bool:
    """Perform every definition; none means a milestone (E3). False when it waits or ended itself."""
    return all(_PERFORM[trigger.kind](run, instance, trigger) for trigger in instance.node.triggers)


def _message(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """C14: published by the engine; done when stored."""
    assert trigger.name is not None
    node, headers = instance.node, instance.node.headers
    name = evaluation.text(run, trigger.name, instance.key, what="the message name")
    key = ""
    if trigger.correlation_key is not None:
        key = subscriptions.correlation_key(run, trigger, instance.key, element_id=node.id)
    payload = dict(run.variables.local(instance.key))
    run.step.messages_thrown.append(
        MessageThrown(
            name=name,
            correlation_key=key,
            variables=payload,
            time_to_live=headers.get("timeToLive", _DEFAULT_TIME_TO_LIVE),
            message_id=headers.get("messageId", ""),
            element_id=node.id,
            element_instance_key=instance.key,
        )
    )
    run.happened("message.sent", instance, kind="message", name=name)
    return True


def _signal(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """E7: broadcast by name with the local variables; nobody is waited for."""
    assert trigger.name is not None
    name = evaluation.text(run, trigger.name, instance.key, what="the signal name")
    payload = dict(run.variables.local(instance.key))
    run.step.signals_thrown.append(SignalThrown(name, payload, instance.node.id, instance.key))
    run.happened("message.sent", instance, kind="signal", name=name)
    return True


def _escalation(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """E12: the thrower goes on unless an interrupting catch ended it; uncaught it is only told."""
    code = "" if trigger.code is None else evaluation.text(run, trigger.code, instance.key, what="the escalation code")
    values = dict(run.variables.local(instance.key))
    is_caught = errors.throw(run, "escalation", code, instance, values=values)
    if not is_caught and _ask_caller(run, "escalation", code, "", values) is CallerAnswer.UNCAUGHT:
        run.happened("escalation.uncaught", instance, code=code)
    return instance.key in run.state.instances


def _error(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """E8, E10: the nearest catch, else an incident."""
    code = "" if trigger.code is None else evaluation.text(run, trigger.code, instance.key, what="the error code")
    values = dict(run.variables.local(instance.key))
    is_caught = errors.throw(run, "error", code, instance, values=values)
    if not is_caught and _ask_caller(run, "error", code, "", values) is CallerAnswer.UNCAUGHT:
        _open_unhandled(run, instance, code, "")
    return False


def throw_from_work(run: Run, instance: Instance, code: str, message: str, values: Values) -> None:
    """E9: an error of a worker or a person; its job ends with it, unless nobody catches it (E10)."""
    key = instance.data.pop("job", None)
    job_key = key if isinstance(key, int) else None
    is_caught = errors.throw(run, "error", code, instance, values=values, at_own_boundary=True)
    if is_caught or _ask_caller(run, "error", code, message, values) is not CallerAnswer.UNCAUGHT:
        if job_key is not None:
            run.step.jobs_closed.append((job_key, "error"))
        return
    if job_key is not None:
        instance.data["job"] = job_key
    else:
        instance.data[THROWN] = [code, message, values]
    _open_unhandled(run, instance, code, message, job_key)


def throw_again(run: Run, instance: Instance) -> bool:
    """E10: the incident of a user task's error was resolved. False when it was another incident."""
    thrown = instance.data.pop(THROWN, None)
    if not isinstance(thrown, list):
        return False
    code, message, values = thrown
    throw_from_work(run, instance, code, message, values)
    return True


def _open_unhandled(run: Run, instance: Instance, code: str, message: str, job_key: int | None = None) -> None:
    """E10: nobody caught the error, neither here nor in a calling case: an incident at the thrower."""
    text = f"expected a catch for error '{code}', but found none" + (f": {message}" if message else "")
    incidents.open_incident(run, instance, UNHANDLED, text, job_key=job_key)


def _ask_caller(run: Run, kind: str, code: str, message: str, values: Values) -> CallerAnswer:
    """Hand what nobody in a called case caught to its caller; when a catch there ends the call, this case ends now."""
    if not run.state.root.number("depth"):
        return CallerAnswer.UNCAUGHT
    answer = run.around.ask_caller(kind, code, message, values)
    if answer is CallerAnswer.ENDED:
        root = run.state.root
        interrupting.terminate(run, root)
        scopes.finish(run, Outcome.TERMINATED)
        run.happened("case.terminated", root)
    return answer


def _terminate(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """E19: everything else in the scope ends; the scope then counts as completed."""
    scope = run.scope_of(instance)
    interrupting.close_event_subs(run, scope)
    interrupting.terminate_content(run, scope, but=instance)
    return True


def _link(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """E18: leaving goes on at the catch of the same name, see lifecycle.leave_to."""
    return True


def _cancel(run: Run, instance: Instance, trigger: Trigger) -> bool:
    """P7: end the rest, compensate what completed, then leave by the cancel boundary event."""
    transaction = run.scope_of(instance)
    if "cancelled" in instance.data:
        host = run.scope_of(transaction) if transaction.node.loop is not None else transaction
        boundary = next(event for event in transaction.node.attached if event.trigger("cancel"))
        catching.catch_at_boundary(run, boundary, host, None)
        return False
    interrupting.close_event_subs(run, transaction)
    interrupting.terminate_content(run, transaction, but=instance)
    instance.data["cancelled"] = 1
    records = compensation.take_all(transaction)
    if not records:
        return _cancel(run, instance, trigger)
    compensation.hold(run, instance, records, transaction)
    return False


def perform_beside_job(run: Run, instance: Instance) -> bool:
    """E6, E20: what a multiple event throws besides the message that its job sends."""
    others = [trigger for trigger in instance.node.triggers if trigger.kind != "message"]
    return all(_PERFORM[trigger.kind](run, instance, trigger) for trigger in others)


_PERFORM = {
    "message": _message,
    "signal": _signal,
    "escalation": _escalation,
    "error": _error,
    "terminate": _terminate,
    "link": _link,
    "cancel": _cancel,
    "compensation": compensation.throw,
}
