"""Resolving an incident repeats what failed (I6)."""

from __future__ import annotations

from engine.errors import Conflict
from engine.process.command import ResolveIncident
from engine.process.machine import complex_gateway, incidents, lifecycle, moving
from engine.process.machine.run import Run
from engine.process.state import Instance, Stage


def resolve(run: Run, command: ResolveIncident) -> None:
    """Close the incident and repeat; what still fails opens a new one."""
    for instance in run.state.instances.values():
        for slot, key in instance.data.items():
            if key == command.incident_key and _is_slot(slot):
                _retry(run, instance, slot)
                return
    raise Conflict(f"expected incident {command.incident_key} to be open, but it is not")


def _is_slot(slot: str) -> bool:
    return slot in ("incident", "stuck", moving.LIMIT_SLOT) or ":" in slot


def _retry(run: Run, instance: Instance, slot: str) -> None:
    incidents.close_incident(run, instance, slot=slot)
    if slot == moving.LIMIT_SLOT:
        moving.unpark(run)
    elif slot == "stuck":
        run.dirty[instance.key] = None
    elif complex_gateway.retry_slot(run, instance, slot):
        return
    elif "job" in instance.data:
        run.step.jobs_reopened.append((instance.number("job"), instance.number("retries")))
    elif "task" not in instance.data:
        if instance.stage is Stage.ACTIVE:
            instance.stage = Stage.BEHAVE
        lifecycle.advance(run, instance)
