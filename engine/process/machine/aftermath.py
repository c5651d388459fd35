"""`canceling` task listeners: jobs that run after a user task was withdrawn and delay nothing (A31).

In the data of the case: `canceling` {job key: [element id, element instance key, index, retries]}. They do
not keep the case open; what is left of them when it ends is cancelled. A listener whose type or retries are wrong has
no job but an incident (D25): `retries` are -1 then, and the key is one of its own.
"""

from __future__ import annotations

from typing import cast

from engine.process.machine import incidents, jobs
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.machine.task_listeners import listeners_for
from engine.process.slots import WITHOUT_JOB
from engine.process.state import Instance
from engine.process.step import JobKind


def withdrawn(run: Run, instance: Instance) -> None:
    """A user task ends without completion: open the first of its listeners."""
    _open(run, instance, 0)


def _open(run: Run, instance: Instance, index: int) -> None:
    waiting = listeners_for(instance, "canceling")
    if index >= len(waiting):
        return
    try:
        jobs.open_listener(run, instance, waiting[index], JobKind.TASK_LISTENER)
    except Fault as fault:
        key, retries = run.around.new_key(), WITHOUT_JOB
        slot = incidents.CANCELING + str(key)
        name = instance.node.id
        incidents.open_incident(run, run.state.root, fault.error_type, fault.message, element_id=name, slot=slot)
    else:
        key, retries = cast("int", instance.data.pop("job")), cast("int", instance.data.pop("retries"))
    _rows(run)[str(key)] = [instance.node.id, instance.key, index, retries]


def _rows(run: Run) -> dict[str, list[object]]:
    found = run.state.root.data.setdefault("canceling", {})
    return cast("dict[str, list[object]]", found)


def _row(run: Run, job_key: int) -> list[object] | None:
    return _rows(run).get(str(job_key)) if "canceling" in run.state.root.data else None


def completed(run: Run, job_key: int) -> bool:
    """A listener's job is done: open the next. False when the job is none of these."""
    row = _row(run, job_key)
    if row is None:
        return False
    incidents.close_incident(run, run.state.root, slot=incidents.CANCELING + str(job_key))
    run.step.jobs_closed.append((job_key, "completed"))
    _forget(run, job_key)
    _open(run, _withdrawn(run, row), cast("int", row[2]) + 1)
    return True


def _withdrawn(run: Run, row: list[object]) -> Instance:
    """The task's instance, which is gone: what its listeners' texts see is the case."""
    return Instance(cast("int", row[1]), run.definition.nodes[str(row[0])], run.case_key)


def _forget(run: Run, job_key: int) -> None:
    rows = _rows(run)
    del rows[str(job_key)]
    if not rows:
        del run.state.root.data["canceling"]


def exhausted(run: Run, job_key: int, error_type: str, message: str) -> bool:
    """A listener's job has no retries left. False when the job is none of these."""
    row = _row(run, job_key)
    if row is None:
        return False
    slot = incidents.CANCELING + str(job_key)
    element_id = str(row[0])
    incidents.open_incident(run, run.state.root, error_type, message, element_id=element_id, job_key=job_key, slot=slot)
    return True


def reopen(run: Run, job_key: int) -> None:
    """Its incident was resolved: the job gets its retries back (I6)."""
    row = _row(run, job_key)
    if row is None:
        return
    if row[3] != WITHOUT_JOB:
        run.step.jobs_reopened.append((job_key, cast("int", row[3])))
        return
    _forget(run, job_key)
    _open(run, _withdrawn(run, row), cast("int", row[2]))


def drop(run: Run) -> None:
    """The case ends: what is left is cancelled."""
    for key in list(_rows(run)) if "canceling" in run.state.root.data else ():
        if _rows(run)[key][3] != WITHOUT_JOB:
            run.step.jobs_closed.append((int(key), "cancelled"))
        _forget(run, int(key))
