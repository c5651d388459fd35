"""Work for machines: leased, completed under their fence, failed, retried (dialect section 5, studies/jobs)."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.access import Permission, require, require_at, require_in_scope
from engine.actor import Actor, ActorKind
from engine.advance import Turn, World
from engine.errors import Conflict, Invalid, NotFound
from engine.feel import DayTimeDuration, parse_duration
from engine.history.chain import Line
from engine.process.command import CompleteJob, JobExhausted, ThrowError
from engine.process.step import JobKind
from engine.store import cases
from engine.store import jobs as store
from engine.store.cases import CaseRow
from engine.store.database import Tx
from engine.store.jobs import INTERNAL, JobRow
from engine.task_listeners import told_to, verdict_of
from engine.values import Values, checked_variables, load

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
_EXHAUSTED = {
    JobKind.BPMN_ELEMENT: "JOB_NO_RETRIES",
    JobKind.EXECUTION_LISTENER: "EXECUTION_LISTENER_NO_RETRIES",
    JobKind.TASK_LISTENER: "TASK_LISTENER_NO_RETRIES",
}


class LeaseLost(Conflict):
    """The job was given to another worker in between, or the token is not of this lease."""

    code = "lease_lost"

    def __init__(self, job_key: int) -> None:
        super().__init__(f"expected the current lease of job '{job_key}', but it was given to another worker")


@dataclass(frozen=True, slots=True)
class ActivatedJob:
    """A leased job with what its worker needs; `deadline` ends the lease, `lease_token` is its fence."""

    job_key: int
    type: str
    worker: str
    retries: int
    deadline: datetime
    variables: Values
    headers: Mapping[str, str]
    element_id: str
    element_instance_key: int
    case_key: int
    root_case_key: int
    definition_key: int
    process_id: str
    process_version: int
    kind: str
    listener_event: str
    tags: tuple[str, ...]
    business_key: str | None
    priority: int
    lease_token: str
    attempt: int
    unit_path: str


def activate(
    tx: Tx,
    world: World,
    types: Collection[str],
    *,
    worker: str,
    limit: int,
    timeout: timedelta,
    fetch_variables: Collection[str] | None,
    actor: Actor,
) -> tuple[ActivatedJob, ...]:
    """Lease up to `limit` due jobs of `types` in the actor's reach. Raises Forbidden without `work_jobs`."""
    require(actor, Permission.WORK_JOBS)
    if not 1 <= limit <= 1000:
        raise Invalid(f"expected a limit of 1 to 1000 jobs, but found {limit}")
    if timeout <= timedelta(0):
        raise Invalid("expected a positive timeout, but found none")
    own = [kind for kind in types if not kind.startswith(INTERNAL)]
    for kind in own:
        require_in_scope(actor, job_type=kind)
    rows = store.lease(tx, own, worker=worker, limit=limit, timeout=timeout, actor=actor)
    return tuple(_activated(tx, world, row, fetch_variables) for row in rows if row.case_key is not None)


def complete(
    tx: Tx,
    world: World,
    job_key: int,
    variables: Values,
    *,
    actor: Actor,
    lease_token: str | None = None,
    result: Mapping[str, object] | None = None,
    writes: Callable[[Tx], Values | None] | None = None,
) -> None:
    """Complete a job and move its case on; `writes` runs in the same transaction, after the fence held (S20).

    What `writes` gives joins `variables`: an answer that only the locked rows could tell.
    Raises NotFound when it is gone, LeaseLost when the token is not the current one, Conflict in incident.
    """
    job, case_row = _take(tx, job_key, actor, lease_token)
    if writes is not None:
        variables = {**variables, **(writes(tx) or {})}
    checked_variables(variables)
    said = verdict_of(tx, world, job, result, variables)
    turn = Turn(tx, world, actor)
    case = turn.take(case_row.case_key, case_row)
    turn.run(
        case,
        CompleteJob(job_key, variables, denied=said.denied, denied_reason=said.reason, corrections=said.corrections),
        first=(_line("job.succeeded", job, {"attempt": job.attempt, "worker": job.worker}),),
    )
    turn.settle()


def fail(
    tx: Tx,
    world: World,
    job_key: int,
    *,
    retries: int | None,
    message: str,
    back_off: timedelta | None,
    variables: Values,
    actor: Actor,
    lease_token: str | None = None,
) -> None:
    """A worker gave up this try. `retries` None counts one down; 0 opens an incident (I2). `back_off` None = I3."""
    job, case_row = _take(tx, job_key, actor, lease_token)
    checked_variables(variables)
    left = job.retries - 1 if retries is None else retries
    if left < 0:
        raise Invalid(f"expected retries of 0 or more, but found {left}")
    turn = Turn(tx, world, actor)
    case = turn.take(case_row.case_key, case_row)
    line = _line("job.failed", job, {"attempt": job.attempt, "worker": job.worker, "retries": left})
    store.change(
        tx,
        job_key,
        state="FAILED",
        retries=left,
        error_message=message[:10_000],
        lease_until=None,
        lease_token=None,
        available_at=tx.now + (back_off if back_off is not None else _back_off(job)),
    )
    if left == 0:
        kind = _EXHAUSTED[JobKind(job.kind)]
        turn.run(case, JobExhausted(job_key, kind, message or "no retries left", variables), first=(line,))
    else:
        turn.record(case, (line,))
    turn.settle()


def throw_error(
    tx: Tx,
    world: World,
    job_key: int,
    *,
    error_code: str,
    message: str,
    variables: Values,
    actor: Actor,
    lease_token: str | None = None,
) -> None:
    """A worker ends its job with a BPMN error (E9)."""
    job, case_row = _take(tx, job_key, actor, lease_token)
    if job.kind != JobKind.BPMN_ELEMENT:
        raise Conflict("expected a job of an element, but listeners cannot throw BPMN errors (A30)")
    checked_variables(variables)
    store.change(tx, job_key, error_code=error_code[:256], error_message=message[:10_000])
    turn = Turn(tx, world, actor)
    case = turn.take(case_row.case_key, case_row)
    line = _line("job.failed", job, {"error_code": error_code})
    turn.run(case, ThrowError(job.element_instance_key, error_code, message, variables), first=(line,))
    turn.settle()


def change(
    tx: Tx, job_key: int, *, retries: int | None, timeout: timedelta | None, priority: int | None, actor: Actor
) -> None:
    """Change retries, lease or priority of an open job. Retries of a job in incident do not resolve it (API 9)."""
    job = store.get(tx, job_key)
    case = cases.get(tx, job.case_key) if job is not None and job.case_key is not None else None
    if job is None or case is None or job.ended_at is not None or not _reaches(actor, case.unit_path):
        raise NotFound("job", job_key)
    require_at(actor, Permission.WORK_JOBS, case.unit_path)
    require_in_scope(actor, job_type=job.type, process_id=case.process_id)
    changes: dict[str, object] = {}
    if retries is not None:
        if retries < 1:
            raise Invalid(f"expected retries of 1 or more, but found {retries}")
        changes["retries"] = retries
    if timeout is not None:
        if job.lease_until is None:
            raise Conflict(f"expected job '{job_key}' to be leased, but it is free")
        changes["lease_until"] = tx.now + timeout
    if priority is not None:
        changes["priority"] = priority
    if changes:
        store.change(tx, job_key, **changes)


def extend(tx: Tx, job_key: int, lease_token: str, *, by: timedelta) -> bool:
    """Lengthen a lease from now; False when it was lost meanwhile."""
    return store.extend(tx, job_key, lease_token, until=tx.now + by)


def _take(tx: Tx, job_key: int, actor: Actor, lease_token: str | None) -> tuple[JobRow, CaseRow]:
    job, case = store.lock(tx, job_key)
    if not _reaches(actor, case.unit_path) or job.ended_at is not None:
        raise NotFound("job", job_key)
    require_at(actor, Permission.WORK_JOBS, case.unit_path)
    require_in_scope(actor, job_type=job.type, process_id=case.process_id)
    if job.state == "INCIDENT":
        raise Conflict(f"expected job '{job_key}' to be open, but it waits in an incident")
    if lease_token is not None and lease_token != job.lease_token:
        raise LeaseLost(job_key)
    return job, case


def _reaches(actor: Actor, unit_path: str) -> bool:
    return actor.kind is ActorKind.SYSTEM or actor.holds_at(unit_path)


def _back_off(job: JobRow) -> timedelta:
    """10 s, 1 min, 5 min, then 15 min, each ±10 %; the header `retryBackoff` overrides (I3)."""
    headers = load(job.headers)
    listed = headers.get("retryBackoff") if isinstance(headers, dict) else None
    steps = tuple(_durations(listed)) if isinstance(listed, str) else ()
    table = steps or BACK_OFF
    base = table[min(max(job.attempt - 1, 0), len(table) - 1)]
    return base if steps else timedelta(seconds=base.total_seconds() * random.uniform(0.9, 1.1))


def _durations(text: str) -> list[timedelta]:
    found = [parse_duration(part.strip()) for part in text.split(",")]
    return [timedelta(microseconds=item.nanos // 1000) for item in found if isinstance(item, DayTimeDuration)]


def _line(event: str, job: JobRow, details: Values) -> Line:
    return Line(
        event,
        element_id=job.element_id,
        element_instance_key=job.element_instance_key,
        details={"job": str(job.job_key), "type": job.type, **details},
    )


def _activated(tx: Tx, world: World, row: JobRow, fetch: Collection[str] | None) -> ActivatedJob:
    scopes = cases.variables(tx, row.case_key)
    told, completing = told_to(tx, world, row)
    visible = {**scopes.get(row.case_key, {}), **_inner(tx, row, scopes), **completing}
    headers, tags = load(row.headers), load(row.tags)
    return ActivatedJob(
        job_key=row.job_key, type=row.type, worker=row.worker, retries=row.retries, deadline=row.lease_until,
        variables={name: visible[name] for name in visible if not fetch or name in fetch},
        headers={key: str(value) for key, value in headers.items()} | told if isinstance(headers, dict) else told,
        element_id=row.element_id, element_instance_key=row.element_instance_key, case_key=row.case_key,
        root_case_key=row.root_case_key, definition_key=row.definition_key, process_id=row.process_id,
        process_version=row.process_version, kind=row.kind, listener_event=row.listener_event,
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (), business_key=row.business_key,
        priority=row.priority, lease_token=row.lease_token, attempt=row.attempt, unit_path=row.unit_path,
    )  # fmt: skip


def _inner(tx: Tx, row: JobRow, scopes: Mapping[int, Values]) -> Values:
    """The locals of the scopes around the job's element, the innermost last."""
    if len(scopes) < 2:
        return {} if row.element_instance_key not in scopes else dict(scopes[row.element_instance_key])
    found: Values = {}
    for key in cases.scope_chain(tx, row.case_key, row.element_instance_key):
        found |= scopes.get(key, {})
    return found
