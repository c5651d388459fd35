"""Starting and cancelling process instances (API 5)."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.bodies import Body, FreeObject, Key, Tenant
from api.call import Call, json_answer
from api.endpoints import Table
from api.errors import BadRequest, DeadlineExceeded
from api.shapes import INTEGER, KEY, OBJECT, TEXT, list_of, nullable, shape
from engine.cases import CaseStarted, StartRequest
from engine.errors import Conflict
from engine.values import Json, Values

table = Table("/v2", "Process instances")

_CREATED = shape(
    "CreatedProcessInstance",
    processInstanceKey=KEY,
    processDefinitionKey=KEY,
    processDefinitionId=TEXT,
    processDefinitionVersion=INTEGER,
    tenantId=TEXT,
    variables=OBJECT,
    tags=list_of(TEXT),
    businessId=nullable(TEXT),
)
_TAG = r"^[A-Za-z][A-Za-z0-9_\-:.]{0,99}$"
_DEFAULT_WAIT_MS = 10_000
_LONGEST_WAIT_MS = 600_000
_LAST_VERSION = 2**31 - 1
Tag = Annotated[str, Field(pattern=_TAG)]
BusinessId = Annotated[str, Field(min_length=1, max_length=256)]
Reference = Annotated[int, Field(gt=0)]


class StartInstruction(Body):
    """Begin before this element instead of at the start event."""

    element_id: str


class CreateInstance(Body):
    """What to start: a definition by key, or by id with perhaps a version or tag."""

    process_definition_key: Key | None = None
    process_definition_id: str | None = None
    process_definition_version: int | None = None
    process_definition_version_tag: str | None = None
    variables: FreeObject = {}
    tags: Annotated[list[Tag], Field(max_length=10)] = []
    business_id: BusinessId | None = None
    start_instructions: list[StartInstruction] = []
    await_completion: bool = False
    fetch_variables: list[str] = []
    request_timeout: int = 0
    operation_reference: Reference | None = None
    tenant_id: Tenant | None = None


class Command(Body):
    """A command without facts of its own."""

    operation_reference: Reference | None = None


@table.post("/process-instances", answer=_CREATED, command="CREATE")
async def create_instance(call: Call, body: CreateInstance) -> Response:
    """Start a process instance, and wait for its end if asked to."""
    wanted = _start_request(body)

    def start() -> Response:
        return call.do(lambda once: call.engine.start_case(wanted, actor=call.actor, once=once), _created)

    if not body.await_completion:
        return await run_in_threadpool(start)
    started = await run_in_threadpool(lambda: call.engine.start_case(wanted, actor=call.actor))
    await _ended(call, started.case_key, body.request_timeout)
    variables = await run_in_threadpool(_root_variables, call, started.case_key, body.fetch_variables)
    answer = _created(started)
    return json_answer({**answer, "variables": variables})


@table.post("/process-instances/{key}/cancellation", status=204, command="CANCEL")
def cancel_instance(call: Call, key: int, body: Command) -> Response:
    """End a process instance and all it called, without compensation."""
    return call.do(lambda once: call.engine.cancel_case(key, actor=call.actor, once=once))


def _start_request(body: CreateInstance) -> StartRequest:
    if (body.process_definition_key is None) == (body.process_definition_id is None):
        raise BadRequest("expected one of processDefinitionKey and processDefinitionId, but found none or both")
    version = body.process_definition_version
    if version is not None and version != -1 and not 1 <= version <= _LAST_VERSION:
        raise BadRequest(f"expected a processDefinitionVersion of 1 to {_LAST_VERSION}, or -1, but found {version}")
    return StartRequest(
        process_id=body.process_definition_id,
        definition_key=body.process_definition_key,
        version=None if version in (None, -1) else version,
        version_tag=body.process_definition_version_tag,
        variables=body.variables,
        business_key=body.business_id,
        tags=tuple(body.tags),
        begin_at=tuple(instruction.element_id for instruction in body.start_instructions),
    )


def _created(started: CaseStarted) -> dict[str, Json]:
    tags: list[Json] = list(started.tags)
    return {
        "processInstanceKey": str(started.case_key),
        "processDefinitionKey": str(started.definition_key),
        "processDefinitionId": started.process_id,
        "processDefinitionVersion": started.version,
        "tenantId": "<default>",
        "variables": {},
        "tags": tags,
        "businessId": started.business_key,
    }


async def _ended(call: Call, case_key: int, timeout_ms: int) -> None:
    """Return when the case has completed. Holds neither thread nor connection between looks; a client that leaves
    changes nothing. Raises DeadlineExceeded, Conflict when it was terminated."""
    wait_ms = min(timeout_ms if timeout_ms > 0 else _DEFAULT_WAIT_MS, _LONGEST_WAIT_MS)
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + wait_ms / 1000, 0.02
    while True:
        case = await run_in_threadpool(lambda: call.engine.get_one("case", case_key, actor=call.actor))
        if case["state"] == "completed":
            return
        if case["state"] == "terminated":
            raise Conflict(f"expected process instance '{case_key}' to complete, but it was terminated")
        if loop.time() >= deadline or await call.request.is_disconnected():
            raise DeadlineExceeded(f"expected process instance '{case_key}' to complete in time, but it goes on")
        await asyncio.sleep(min(pause, max(0.0, deadline - loop.time())))
        pause = min(pause * 1.5, 0.5)


def _root_variables(call: Call, case_key: int, names: list[str]) -> Values:
    """The variables of the root scope, all or those of `names`."""
    found = call.engine.root_variables(case_key, actor=call.actor)
    return {name: value for name, value in found.items() if not names or name in names}
