"""Jobs: work for machines (A8, section 5)."""

from __future__ import annotations

from engine.process.graph import JobSpec, Listener
from engine.process.machine import evaluation
from engine.process.machine.run import Run
from engine.process.state import Instance
from engine.process.step import JobKind, JobOpened

_MOST = 2**31 - 1


def open_job(run: Run, instance: Instance, spec: JobSpec) -> None:
    """The element's own job; its texts are evaluated now."""
    kind = evaluation.text(run, spec.type, instance.key, what="the job type")
    retries = evaluation.whole_number(run, spec.retries, instance.key, what="the retries", least=0, most=_MOST)
    priority = 0
    if spec.priority is not None:
        priority = evaluation.whole_number(
            run, spec.priority, instance.key, what="the job priority", least=-_MOST, most=_MOST
        )
    _open(run, instance, JobKind.BPMN_ELEMENT, kind, retries, priority, dict(spec.headers), "UNSPECIFIED")


def open_listener(run: Run, instance: Instance, listener: Listener, kind: JobKind) -> None:
    """The job of a listener. Of a task that was withdrawn before, its texts see what the case has."""
    scope = instance.key if instance.key in run.state.instances else run.case_key
    type_ = evaluation.text(run, listener.type, scope, what="the listener type")
    retries = evaluation.whole_number(run, listener.retries, scope, what="the retries", least=0, most=_MOST)
    _open(run, instance, kind, type_, retries, 0, dict(listener.headers), listener.event.upper())


def _open(
    run: Run,
    instance: Instance,
    kind: JobKind,
    type_: str,
    retries: int,
    priority: int,
    headers: dict[str, str],
    listener_event: str,
) -> None:
    key = run.around.new_key()
    instance.data["job"], instance.data["retries"] = key, retries
    run.step.jobs_opened.append(
        JobOpened(key, instance.key, instance.node.id, type_, kind, retries, priority, headers, listener_event)
    )


def close_job(run: Run, instance: Instance, outcome: str) -> None:
    """The job of the instance is over: 'completed', 'cancelled' or 'error'."""
    key = instance.data.pop("job", None)
    instance.data.pop("retries", None)
    if isinstance(key, int):
        run.step.jobs_closed.append((key, outcome))
