"""What each command does before the queue is worked through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import Conflict, Invalid, TooLarge
from engine.process import command as asked
from engine.process.machine import (
    aftermath,
    calls,
    catching,
    errors,
    incidents,
    interrupting,
    jobs,
    lifecycle,
    listeners,
    modifying,
    resolving,
    scopes,
    task_listeners,
    throwing,
    timing,
)
from engine.process.machine import gateways as _gateways
from engine.process.machine import tasks as _tasks
from engine.process.machine import waiting as _waiting
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.shelves import near
from engine.process.state import Instance, Stage
from engine.process.step import Outcome
from engine.values import Values

_FAMILIES = (_gateways, _tasks, _waiting)
"""Imported for what they register; see lifecycle.BEHAVIOURS"""


def apply(run: Run, command: asked.Command) -> None:
    """Begin the step that `command` asks for. Raises Conflict, Invalid or TooLarge; then nothing is done."""
    try:
        _APPLY[type(command)](run, command)
    except Fault as fault:  # what the caller gave cannot be written: nothing is done
        kind = TooLarge if fault.error_type == "MESSAGE_SIZE_EXCEEDED" else Invalid
        raise kind(fault.message) from None


def _start_case(run: Run, command: asked.StartCase) -> None:
    root = run.create(run.definition.process, 0, key=run.case_key)
    if command.call_depth:
        root.data["depth"] = command.call_depth
    run.happened("case.started", root, start=command.start_element_id or "")
    if command.begin_at:
        root.data["begin"] = modifying.paths(run, [(element_id, {}) for element_id in command.begin_at])
    if command.start_element_id is not None and command.start_element_id not in run.definition.nodes:
        raise Invalid(f"expected start event '{command.start_element_id}' in '{root.node.id}', but it is not there")
    start = None if command.start_element_id is None else run.definition.nodes[command.start_element_id]
    if start is not None and start.triggers:
        brings_payload = any(trigger.kind != "conditional" for trigger in start.triggers)  # E17: a condition has none
        root.data["fired"] = [start.id, dict(command.variables) if brings_payload else {}]
        if command.variables and not brings_payload:
            run.variables.write_local(root.key, command.variables, root.node.id)
    elif command.start_element_id is None and root.node.start is None and not command.begin_at:
        raise Invalid(f"expected a none start event in '{root.node.id}', but found none")
    elif command.variables:
        run.variables.write_local(root.key, command.variables, root.node.id)
    lifecycle.advance(run, root)


def _complete_task(run: Run, command: asked.CompleteTask) -> None:
    instance = run.instance(command.element_instance_key)
    if "task" not in instance.data or instance.stage is not Stage.ACTIVE:
        raise Conflict(f"expected an open task at element instance {instance.key}, but found none")
    task_listeners.refuse_while_listening(instance)
    if not task_listeners.begin(run, instance, "completing", command.variables):
        _finish_task(run, instance, command.variables)


def _finish_task(run: Run, instance: Instance, variables: Values) -> None:
    del instance.data["task"]
    instance.data.pop(throwing.THROWN, None)
    incidents.close_incident(run, instance)
    run.step.tasks_closed.append((instance.key, "completed"))
    run.happened("task.completed", instance)
    lifecycle.complete(run, instance, variables)


def _task_listener_done(run: Run, instance: Instance, command: asked.CompleteJob) -> None:
    answer = task_listeners.answered(run, instance, command)
    if answer is None:
        return
    event, wanted, corrections = answer
    if event == "creating":
        instance.data["created_with"], instance.stage = corrections, Stage.BEHAVE
        lifecycle.advance(run, instance)
    elif event == "completing":
        if corrections:
            run.step.tasks_changed.append((instance.key, corrections))
        _finish_task(run, instance, wanted)
    else:
        run.step.tasks_changed.append((instance.key, {**wanted, **corrections}))


def _with_job(run: Run, job_key: int) -> Instance:
    for instance in near(run.state, job_key):
        if instance.data.get("job") == job_key:
            return instance
    raise Conflict(f"expected job {job_key} to be open, but it is not")


def _complete_job(run: Run, command: asked.CompleteJob) -> None:
    if aftermath.completed(run, command.job_key):
        return
    instance = _with_job(run, command.job_key)
    incidents.close_incident(run, instance, slot=_slot_of_job(instance))
    jobs.close_job(run, instance, "completed")
    if "listening" in instance.data:
        _task_listener_done(run, instance, command)
        return
    if instance.stage is Stage.ACTIVE:
        lifecycle.complete(run, instance, command.variables)
        return
    listeners.listener_done(run, instance, command.variables)
    lifecycle.advance(run, instance)


def _job_exhausted(run: Run, command: asked.JobExhausted) -> None:
    if aftermath.exhausted(run, command.job_key, command.error_type, command.message):
        return
    instance = _with_job(run, command.job_key)
    if command.variables:
        run.variables.write_local(instance.key, command.variables, instance.node.id)
    incidents.open_incident(
        run, instance, command.error_type, command.message, job_key=command.job_key, slot=_slot_of_job(instance)
    )


def _slot_of_job(instance: Instance) -> str:
    """Where the incident of its job stands: that of a task's listener beside the task's own."""
    return incidents.LISTENER if "listening" in instance.data else "incident"


def _element_failed(run: Run, command: asked.ElementFailed) -> None:
    instance = run.instance(command.element_instance_key)
    if "listening" in instance.data:  # its assigning listeners were asked while it was opened
        jobs.close_job(run, instance, "cancelled")
        incidents.close_incident(run, instance, slot=incidents.LISTENER)
        task_listeners.forget(instance)
    for name in ("task", "child", "job", "retries"):
        instance.data.pop(name, None)
    instance.stage = Stage.BEHAVE if instance.node.start_listeners else Stage.ENTER
    instance.data["subscribed"] = 1
    incidents.open_incident(run, instance, command.error_type, command.message)


def _throw_error(run: Run, command: asked.ThrowError) -> None:
    instance = run.instance(command.element_instance_key)
    task_listeners.refuse_while_listening(instance)
    if not instance.data.keys() & {"task", "job"} or instance.stage is not Stage.ACTIVE:
        raise Conflict(f"expected open work at element instance {instance.key}, but found none")
    throwing.throw_from_work(run, instance, command.error_code, command.message, command.variables)


def _fire_timer(run: Run, command: asked.FireTimer) -> None:
    wait = run.state.waits.get(command.timer_key)
    if wait is not None and timing.is_to_fire(run, wait):
        catching.fire(run, wait)
    elif wait is not None:
        catching.skip(run, wait)


def _change_timer(run: Run, command: asked.ChangeTimer) -> None:
    wait = run.state.waits.get(command.timer_key)
    if wait is None or wait.kind != "timer":
        raise Conflict(f"expected timer {command.timer_key} to be running, but it is not")
    timing.change(run, wait, command.due_at, reason=command.reason)


def _deliver(run: Run, command: asked.Deliver) -> None:
    wait = run.state.waits.get(command.subscription_key)
    if wait is None:
        raise Conflict(f"expected subscription {command.subscription_key} to be open, but it is not")
    catching.fire(run, wait, command.variables)


def _child_completed(run: Run, command: asked.ChildCompleted) -> None:
    calls.child_completed(run, _calling(run, command.element_instance_key), command.variables)


def _calling(run: Run, key: int) -> Instance:
    instance = run.instance(key)
    if "child" not in instance.data:
        raise Conflict(f"expected element instance {key} to wait for a called case, but it does not")
    return instance


def _child_ended(run: Run, command: asked.ChildEnded) -> None:
    instance = _calling(run, command.element_instance_key)
    del instance.data["child"]
    instance.stage = Stage.BEHAVE
    message = f"expected the called case to complete, but it was ended: {command.reason}"
    incidents.open_incident(run, instance, "CHILD_ENDED", message)


def _child_threw(run: Run, command: asked.ChildThrew) -> None:
    instance = _calling(run, command.element_instance_key)
    run.step.caught = errors.throw(
        run, command.kind, command.code, instance, values=command.variables, at_own_boundary=True
    )


def _set_variables(run: Run, command: asked.SetVariables) -> None:
    scope = run.instance(command.scope_key)
    if command.local:
        run.variables.write_local(scope.key, command.variables, scope.node.id)
    else:
        run.variables.merge(scope.key, command.variables, scope.node.id)


def _cancel_case(run: Run, command: asked.CancelCase) -> None:
    root = run.state.root
    interrupting.terminate(run, root)
    scopes.finish(run, Outcome.TERMINATED)
    run.happened("case.cancelled", root, reason=command.reason)


_APPLY: dict[type, Callable[[Run, Any], None]] = {
    asked.StartCase: _start_case,
    asked.CompleteTask: _complete_task,
    asked.ChangeTask: task_listeners.change,
    asked.CompleteJob: _complete_job,
    asked.JobExhausted: _job_exhausted,
    asked.ElementFailed: _element_failed,
    asked.ThrowError: _throw_error,
    asked.FireTimer: _fire_timer,
    asked.ChangeTimer: _change_timer,
    asked.Deliver: _deliver,
    asked.ChildCompleted: _child_completed,
    asked.ChildEnded: _child_ended,
    asked.ChildThrew: _child_threw,
    asked.ResolveIncident: resolving.resolve,
    asked.SetVariables: _set_variables,
    asked.CancelCase: _cancel_case,
    asked.Modify: modifying.modify,
}
