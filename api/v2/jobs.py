"""Jobs: work for machines (API 9)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.bodies import Body, FreeObject, Moment, Tenant
from api.call import Call, SearchBody, json_answer
from api.endpoints import Table
from api.errors import BadRequest
from api.shapes import INTEGER, KEY, OBJECT, TEXT, item_shape, list_of, nullable, page_of, shape
from api.v2.instance_commands import Reference
from api.waiting import DueJobs
from engine.jobs import ActivatedJob
from engine.task_listeners import TOLD
from engine.values import Json, Values, load

table = Table("/v2", "Jobs")

JOB = item_shape("Job", "job")
_ACTIVATED = shape(
    "ActivatedJob",
    jobKey=KEY,
    type=TEXT,
    worker=TEXT,
    retries=INTEGER,
    deadline=INTEGER,
    variables=OBJECT,
    customHeaders=OBJECT,
    elementId=TEXT,
    elementInstanceKey=KEY,
    processInstanceKey=KEY,
    rootProcessInstanceKey=KEY,
    processDefinitionKey=KEY,
    processDefinitionId=TEXT,
    processDefinitionVersion=INTEGER,
    kind=TEXT,
    listenerEventType=TEXT,
    userTask=nullable(OBJECT),
    tags=list_of(TEXT),
    businessId=nullable(TEXT),
    priority=INTEGER,
    jobLeaseToken=nullable(TEXT),
    tenantId=TEXT,
    physicalTenantId=TEXT,
)
_JOBS = shape("ActivatedJobs", jobs=list_of(_ACTIVATED))
_DEFAULT_WAIT_MS = 10_000
_LONGEST_WAIT_MS = 600_000
_MOST_AT_ONCE = 1_000
Milliseconds = Annotated[int, Field(ge=0, le=10 * 365 * 86_400_000)]
LeaseToken = Annotated[str, Field(max_length=100)]


class ActivateJobs(Body):
    """Which jobs to lease, for whom and how long; `requestTimeout` below 0: do not wait."""

    type: Annotated[str, Field(min_length=1, max_length=256)]
    timeout: Annotated[int, Field(gt=0, le=10 * 365 * 86_400_000)]
    max_jobs_to_activate: Annotated[int, Field(gt=0, le=2**31 - 1)]
    worker: Annotated[str, Field(max_length=200)] = ""
    fetch_variable: list[str] = []
    request_timeout: int = 0
    tenant_ids: list[Tenant] = []
    tenant_filter: Literal["PROVIDED", "ASSIGNED"] | None = None
    with_lease: bool = False


class Corrections(Body):
    """What a task listener corrects; an empty text or list clears."""

    assignee: str | None = None
    due_date: Moment | Literal[""] | None = None
    follow_up_date: Moment | Literal[""] | None = None
    candidate_users: list[str] | None = None
    candidate_groups: list[str] | None = None
    priority: Annotated[int, Field(ge=0, le=100)] | None = None


class JobResult(Body):
    """The verdict of a task listener."""

    type: Literal["userTask"] = "userTask"
    denied: bool | None = None
    denied_reason: str | None = None
    corrections: Corrections | None = None


class CompleteJob(Body):
    """The outcome of a job."""

    variables: FreeObject = {}
    result: JobResult | None = None
    job_lease_token: LeaseToken | None = None


class FailJob(Body):
    """A failed try; absent `retries` means none are left."""

    retries: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    error_message: str = ""
    retry_back_off: Milliseconds = 0
    variables: FreeObject = {}
    job_lease_token: LeaseToken | None = None


class ThrowJobError(Body):
    """A BPMN error."""

    error_code: Annotated[str, Field(min_length=1, max_length=256)]
    error_message: str = ""
    variables: FreeObject = {}
    job_lease_token: LeaseToken | None = None


class JobChangeset(Body):
    """New facts of a job; absent keeps."""

    retries: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    timeout: Milliseconds | None = None
    priority: Annotated[int, Field(ge=-(2**31), le=2**31 - 1)] | None = None


class UpdateJob(Body):
    """A change of a job."""

    changeset: JobChangeset
    operation_reference: Reference | None = None


@table.post("/jobs/activation", answer=_JOBS, command="ACTIVATE")
async def activate_jobs(call: Call, body: ActivateJobs) -> Response:
    """Lease jobs of a type; waits for one when there is none."""
    if body.with_lease:
        raise BadRequest("expected withLease to be false or absent: lease tokens are not offered yet")

    def activate() -> tuple[ActivatedJob, ...]:
        return call.engine.activate_jobs(
            [body.type],
            worker=body.worker,
            limit=min(body.max_jobs_to_activate, _MOST_AT_ONCE),
            timeout=timedelta(milliseconds=body.timeout),
            fetch_variables=body.fetch_variable or None,
            actor=call.actor,
        )

    due_jobs: DueJobs = call.request.app.state.due_jobs
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _wait_seconds(body.request_timeout)
    while True:
        jobs = await run_in_threadpool(activate)
        left = deadline - loop.time()
        if jobs:
            due_jobs.served(body.type)
        if jobs or left <= 0:
            return json_answer({"jobs": [_job(job) for job in jobs]})
        await due_jobs.wait_for(body.type, left)
        if await call.request.is_disconnected():
            return json_answer({"jobs": []})


@table.post("/jobs/{key}/completion", status=204, command="COMPLETE")
def complete_job(call: Call, key: int, body: CompleteJob) -> Response:
    """Complete a job."""
    result = body.result.model_dump(by_alias=True, exclude_none=True) if body.result else None
    return call.do(
        lambda once: call.engine.complete_job(
            key, body.variables, actor=call.actor, lease_token=body.job_lease_token, result=result, once=once
        )
    )


@table.post("/jobs/{key}/failure", status=204, command="FAIL")
def fail_job(call: Call, key: int, body: FailJob) -> Response:
    """Give up this try of a job."""
    return call.do(
        lambda once: call.engine.fail_job(
            key,
            retries=body.retries,
            message=body.error_message,
            back_off=timedelta(milliseconds=body.retry_back_off),
            variables=body.variables,
            actor=call.actor,
            lease_token=body.job_lease_token,
            once=once,
        )
    )


@table.post("/jobs/{key}/error", status=204, command="THROW_ERROR")
def throw_job_error(call: Call, key: int, body: ThrowJobError) -> Response:
    """End a job with a BPMN error."""
    return call.do(
        lambda once: call.engine.throw_job_error(
            key,
            error_code=body.error_code,
            message=body.error_message,
            variables=body.variables,
            actor=call.actor,
            lease_token=body.job_lease_token,
            once=once,
        )
    )


@table.patch("/jobs/{key}", status=204, command="UPDATE")
def update_job(call: Call, key: int, body: UpdateJob) -> Response:
    """Change retries, timeout or priority of a job."""
    wanted = body.changeset
    timeout = timedelta(milliseconds=wanted.timeout) if wanted.timeout is not None else None
    return call.do(
        lambda once: call.engine.update_job(
            key, actor=call.actor, retries=wanted.retries, timeout=timeout, priority=wanted.priority, once=once
        )
    )


@table.post("/jobs/search", answer=page_of(JOB))
def search_jobs(call: Call, body: SearchBody) -> Values:
    """Search jobs."""
    return call.search("job", body)


def _wait_seconds(request_timeout: int) -> float:
    if request_timeout < 0:
        return 0.0
    return min(request_timeout or _DEFAULT_WAIT_MS, _LONGEST_WAIT_MS) / 1000


def _user_task(headers: Mapping[str, str]) -> Values:
    """The task a listener is asked about, out of the headers that tell of it."""

    def told(name: str) -> str | None:
        return headers.get(TOLD + name)

    def listed(name: str) -> Json:
        return load(told(name) or "[]")

    return {
        "action": told("action"),
        "assignee": told("assignee"),
        "candidateGroups": listed("candidateGroups"),
        "candidateUsers": listed("candidateUsers"),
        "changedAttributes": listed("changedAttributes"),
        "dueDate": told("dueDate"),
        "followUpDate": told("followUpDate"),
        "formKey": told("formKey"),
        "priority": int(told("priority") or 50),
        "userTaskKey": told("userTaskKey"),
    }


def _job(job: ActivatedJob) -> Values:
    tags: list[Json] = list(job.tags)
    headers: Values = dict(job.headers)
    return {
        "jobKey": str(job.job_key),
        "type": job.type,
        "worker": job.worker,
        "retries": job.retries,
        "deadline": int(job.deadline.timestamp() * 1000),
        "variables": job.variables,
        "customHeaders": headers,
        "elementId": job.element_id,
        "elementInstanceKey": str(job.element_instance_key),
        "processInstanceKey": str(job.case_key),
        "rootProcessInstanceKey": str(job.root_case_key),
        "processDefinitionKey": str(job.definition_key),
        "processDefinitionId": job.process_id,
        "processDefinitionVersion": job.process_version,
        "kind": job.kind,
        "listenerEventType": job.listener_event,
        "userTask": _user_task(job.headers) if job.kind == "TASK_LISTENER" else None,
        "tags": tags,
        "businessId": job.business_key,
        "priority": job.priority,
        "jobLeaseToken": None,
        "tenantId": "<default>",
        "physicalTenantId": "default",
    }
