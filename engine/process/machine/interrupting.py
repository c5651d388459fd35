"""Ending what runs: depth first, no output mapping, no end listener (K13)."""

from __future__ import annotations

from engine.process.machine import aftermath, compensation, incidents, jobs
from engine.process.machine.run import Run
from engine.process.state import Instance
from engine.process.step import ElementState

_TOKENS = ("arrived", "starting", "complex")


def terminate(run: Run, instance: Instance) -> None:
    """End an instance with everything inside it."""
    terminate_content(run, instance)
    compensation.give_back(run, instance)
    _withdraw_work(run, instance)
    if instance.key == run.case_key:
        aftermath.drop(run)
    for wait in list(instance.waits.values()):
        run.close_wait(wait)
    incidents.close_all(run, instance)
    run.end(instance, ElementState.TERMINATED)


def terminate_content(run: Run, scope: Instance, *, but: Instance | None = None) -> None:
    """End everything inside a scope that itself goes on; `but` stays."""
    for child in list(scope.children.values()):
        if child is not but and child.key in run.state.instances:
            terminate(run, child)
    run.drop_moves(scope.key)
    for name in _TOKENS:
        scope.data.pop(name, None)
    for slot in [name for name in scope.data if name.startswith(incidents.STUCK)]:
        incidents.close_incident(run, scope, slot=slot)


def _withdraw_work(run: Run, instance: Instance) -> None:
    jobs.close_job(run, instance, "cancelled")
    if instance.data.pop("task", None):
        run.step.tasks_closed.append((instance.key, "withdrawn"))
        run.happened("task.withdrawn", instance)
        aftermath.withdrawn(run, instance)
    if instance.data.pop("child", None):
        run.step.children_ended.append(instance.key)


def close_event_subs(run: Run, scope: Instance) -> None:
    """Close the subscriptions of a scope's event sub-processes (P3, P4)."""
    for wait in [wait for wait in scope.waits.values() if wait.node.kind == "startEvent"]:
        run.close_wait(wait)
