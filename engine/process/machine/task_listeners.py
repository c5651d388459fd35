"""Task listeners: blocking jobs around the creation, change and completion of a user task (A31).

In the data of an instance: `listening` the event whose listeners run, `listener` the index of the current one, `asked`
what was asked for (variables or changes), `corrections` what the listeners changed.
"""

from __future__ import annotations

from typing import cast

from engine.errors import Conflict
from engine.process.command import ChangeTask, CompleteJob
from engine.process.graph import Listener
from engine.process.machine import incidents, jobs
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Instance, Stage
from engine.process.step import JobKind
from engine.values import Values


def listeners_for(instance: Instance, event: str) -> tuple[Listener, ...]:
    """The element's task listeners of this event, in XML order."""
    return tuple(listener for listener in instance.node.task_listeners if listener.event == event)


def begin(run: Run, instance: Instance, event: str, asked: Values) -> bool:
    """Open the first listener's job and remember what was asked for. False when there is none."""
    if not listeners_for(instance, event):
        return False
    instance.data.update(listening=event, listener=0, asked=asked)
    open_current(run, instance)
    return True


def open_current(run: Run, instance: Instance) -> None:
    """The job of the listener whose turn it is. What is wrong with its type or retries is an incident (D25)."""
    waiting = listeners_for(instance, str(instance.data["listening"]))
    try:
        jobs.open_listener(run, instance, waiting[instance.number("listener")], JobKind.TASK_LISTENER)
    except Fault as fault:
        incidents.open_incident(run, instance, fault.error_type, fault.message, slot=incidents.LISTENER)


def refuse_while_listening(instance: Instance) -> None:
    """Raise Conflict while a listener of the task runs."""
    if "listening" in instance.data:
        event = instance.data["listening"]
        raise Conflict(f"expected task {instance.key} to be free, but its listener for '{event}' is running")


def change(run: Run, command: ChangeTask) -> None:
    """Assign or update: at once, or after the listeners agreed."""
    instance = run.instance(command.element_instance_key)
    if "task" not in instance.data or instance.stage is not Stage.ACTIVE:
        raise Conflict(f"expected an open task at element instance {instance.key}, but found none")
    refuse_while_listening(instance)
    if not begin(run, instance, command.event, command.changes):
        run.step.tasks_changed.append((instance.key, command.changes))


def answered(run: Run, instance: Instance, command: CompleteJob) -> tuple[str, Values, Values] | None:
    """A listener is done. Returns (event, asked, corrections) after the last one, else None: it is still going on."""
    event = str(instance.data["listening"])
    if command.denied and event != "creating":
        run.step.tasks_denied.append((instance.key, command.denied_reason))
        forget(instance)
        return None
    corrections = cast("Values", instance.data.setdefault("corrections", {}))
    corrections.update(command.corrections)
    instance.data["listener"] = instance.number("listener") + 1
    if instance.number("listener") < len(listeners_for(instance, event)):
        open_current(run, instance)
        return None
    asked = cast("Values", instance.data.get("asked", {}))
    forget(instance)
    return event, asked, corrections


def forget(instance: Instance) -> None:
    """No listener of the task is asked any more."""
    for name in ("listening", "listener", "asked", "corrections"):
        instance.data.pop(name, None)
