"""Execution listeners: jobs that block an element while it enters or leaves (A30)."""

from __future__ import annotations

from engine.process.machine import jobs
from engine.process.machine.run import Run
from engine.process.state import Form, Instance, Stage
from engine.process.step import JobKind
from engine.values import Values


def next_listener(run: Run, instance: Instance, event: str) -> bool:
    """Open the next listener's job. False when none is left: the caller goes on."""
    node = instance.node
    waiting = node.start_listeners if event == "start" else node.end_listeners
    if not waiting or instance.form not in (Form.PLAIN, Form.INNER):
        return False
    index = instance.number("listener")
    if index >= len(waiting):
        instance.data.pop("listener", None)
        return False
    instance.data["listener"] = index
    jobs.open_listener(run, instance, waiting[index], JobKind.EXECUTION_LISTENER)
    return True


def listener_done(run: Run, instance: Instance, variables: Values) -> None:
    """Its results: of a start listener locals, of an end listener the surrounding scope's (A30)."""
    if instance.stage is Stage.START_LISTENERS:
        run.variables.write_local(instance.key, variables, instance.node.id)
    else:
        run.variables.merge(instance.scope_key or run.case_key, variables, instance.node.id)
    instance.data["listener"] = instance.number("listener") + 1
