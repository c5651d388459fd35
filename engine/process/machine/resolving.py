"""Resolving an incident repeats what failed (I6)."""

from __future__ import annotations

from engine.errors import Conflict
from engine.process.command import ResolveIncident
from engine.process.machine import (
    aftermath,
    complex_gateway,
    conditions,
    incidents,
    lifecycle,
    moving,
    subscriptions,
    task_listeners,
    throwing,
)
from engine.process.machine.run import Run
from engine.process.shelves import near
from engine.process.state import Instance, Stage


def resolve(run: Run, command: ResolveIncident) -> None:
    """Close the incident and repeat; what still fails opens a new one."""
    for instance in near(run.state, command.incident_key):
        for slot, key in instance.data.items():
            if key == command.incident_key and incidents.is_slot(slot):
                _retry(run, instance, slot)
                return
    raise Conflict(f"expected incident {command.incident_key} to be open, but it is not")


def _retry(run: Run, instance: Instance, slot: str) -> None:
    if slot == "incident" and throwing.THROWN in instance.data:
        task_listeners.refuse_while_listening(instance)
    incidents.close_incident(run, instance, slot=slot)
    if slot == moving.LIMIT_SLOT:
        moving.unpark(run)
    elif slot.startswith(incidents.STUCK):
        run.dirty[instance.key] = None
    elif slot.startswith(incidents.ACTIVATION):
        node = run.definition.nodes[slot.removeprefix(incidents.ACTIVATION)]
        complex_gateway.try_start(run, node, instance)
    elif slot.startswith(incidents.CONDITION):
        conditions.retry(run, int(slot.removeprefix(incidents.CONDITION)))
    elif slot.startswith(incidents.REOPEN):
        node = run.definition.nodes[slot.removeprefix(incidents.REOPEN)]
        subscriptions.open_all(run, instance, [node])
    elif slot.startswith(incidents.CANCELING):
        aftermath.reopen(run, int(slot.removeprefix(incidents.CANCELING)))
    elif slot == incidents.LISTENER and "job" not in instance.data:
        task_listeners.open_current(run, instance)
    elif slot != incidents.LISTENER and throwing.THROWN in instance.data:
        throwing.throw_again(run, instance)
    elif "job" in instance.data:
        run.step.jobs_reopened.append((instance.number("job"), instance.number("retries")))
    elif "task" not in instance.data:
        if instance.stage is Stage.ACTIVE:
            instance.stage = Stage.BEHAVE
        lifecycle.advance(run, instance)
