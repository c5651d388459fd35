"""Incidents: a case stops at one element until somebody acts (I4 to I7)."""

from __future__ import annotations

from engine.process.machine.run import Run
from engine.process.slots import ACTIVATION, CANCELING, CONDITION, LISTENER, REOPEN, STUCK, is_slot
from engine.process.state import Instance
from engine.process.step import IncidentOpened

__all__ = [
    "ACTIVATION", "CANCELING", "CONDITION", "LISTENER", "REOPEN", "STUCK", "close_all", "close_incident", "is_slot",
    "open_incident",
]  # fmt: skip


def open_incident(
    run: Run,
    instance: Instance,
    error_type: str,
    message: str,
    *,
    element_id: str | None = None,
    job_key: int | None = None,
    slot: str = "incident",
) -> int:
    """Open an incident at the instance; an older one of the same `slot` is replaced. Returns its key."""
    close_incident(run, instance, slot=slot)
    key = run.around.new_key()
    where = element_id or instance.node.id
    instance.data[slot] = key
    run.step.incidents_opened.append(IncidentOpened(key, instance.key, where, error_type, message, job_key))
    run.happened("incident.opened", instance, incident_key=key, error_type=error_type, at=where)
    if instance.type not in ("PROCESS", "USER_TASK"):
        run.happened("activity.failed", instance, error_type=error_type)
    return key


def close_incident(run: Run, instance: Instance, *, slot: str = "incident") -> None:
    """The incident of the instance is over, resolved or overtaken (I5)."""
    key = instance.data.pop(slot, None)
    if isinstance(key, int):
        run.step.incidents_closed.append(key)
        run.happened("incident.resolved", instance, incident_key=key)


def close_all(run: Run, instance: Instance) -> None:
    """The instance is left or ended: none of its incidents outlives it."""
    for slot in [name for name in instance.data if is_slot(name)]:
        close_incident(run, instance, slot=slot)
