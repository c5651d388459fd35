"""Elements that pass at once, and those that wait for an event (E3, E5, A9, A12)."""

from __future__ import annotations

from engine.process.machine import lifecycle, subscriptions
from engine.process.machine.run import Run
from engine.process.state import Instance


@lifecycle.behaves("pass")
def pass_on(run: Run, instance: Instance) -> bool:
    """Manual and undefined tasks, link catches: done at once (A12)."""
    return True


@lifecycle.behaves("fired")
def fired(run: Run, instance: Instance) -> bool:
    """A start event: its trigger has happened; the payload, if any, are its results (E21)."""
    payload = instance.data.pop("fired", None)
    if isinstance(payload, dict) and payload:
        instance.data["results"] = payload
    return True


@lifecycle.behaves("catch")
def catch(run: Run, instance: Instance) -> bool:
    """Catch event or receive task: waits, unless an event-based gateway has already been told of it (W9)."""
    if "fired" in instance.data:
        return fired(run, instance)
    subscriptions.open_all(run, instance, [instance.node])
    return False
