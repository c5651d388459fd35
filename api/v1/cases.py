"""Cases: start by form, screen, timeline, proof (API 22)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, FreeObject
from api.call import Call
from api.endpoints import Table
from api.items import moment_text
from api.shapes import BOOLEAN, INTEGER, KEY, MOMENT, OBJECT, TEXT, list_of, nullable, shape
from api.v1.inbox import TASK_ROW, task_row_json, whole_number
from engine.cases import StartRequest
from engine.history.chain import Verification
from engine.history.reading import TimelineEntry
from engine.values import Json, Values
from engine.views import CaseHead, CasePage

table = Table("/api/v1/cases", "Cases")

_STARTED = shape("StartedCase", caseKey=KEY, processId=TEXT, version=INTEGER)
_CASE = shape(
    "CaseScreen",
    head=OBJECT,
    tasks=list_of(TASK_ROW),
    done=list_of(TEXT),
    active=OBJECT,
    flows=list_of(TEXT),
    incidents=list_of(OBJECT),
    related=list_of(OBJECT),
    variables=nullable(OBJECT),
    mayCancel=BOOLEAN,
    mayOperate=BOOLEAN,
)
_ENTRY = shape(
    "TimelineEntry",
    seq=INTEGER,
    eventKey=KEY,
    recordedAt=MOMENT,
    type=TEXT,
    actor=TEXT,
    actorName=TEXT,
    role=nullable(TEXT),
    unitCode=nullable(TEXT),
    elementId=nullable(TEXT),
    elementInstanceKey=nullable(KEY),
    details=OBJECT,
    values=nullable(OBJECT),
    hash=TEXT,
)
_TIMELINE = shape("Timeline", items=list_of(_ENTRY))
_VERIFICATION = shape(
    "Verification", caseKey=KEY, checkedCount=INTEGER, ok=BOOLEAN, firstBreakSeq=nullable(INTEGER), reason=TEXT
)
_DEFAULT_LIMIT = 200
_MOST_EVENTS = 1_000


class StartCase(Body):
    """A process, the unit it is for (None = by the model), and the values of its start form."""

    process: Annotated[str, Field(min_length=1, max_length=256)]
    unit: Annotated[str, Field(max_length=64)] | None = None
    values: FreeObject = {}
    business_key: Annotated[str, Field(max_length=256)] | None = None


class Withdraw(Body):
    """Why a case ends."""

    reason: Annotated[str, Field(max_length=1000)] = ""


@table.post("", status=201, answer=_STARTED, command="START")
def start_case(call: Call, body: StartCase) -> Response:
    """Start a case of the newest version of a process."""
    wanted = StartRequest(
        process_id=body.process, unit_code=body.unit, variables=body.values, business_key=body.business_key
    )
    return call.do(
        lambda once: call.engine.start_case(wanted, actor=call.actor, once=once),
        lambda case: {"caseKey": str(case.case_key), "processId": case.process_id, "version": case.version},
        status=201,
    )


@table.get("/{key}", answer=_CASE)
def get_case(call: Call, key: int) -> Values:
    """Everything for the screen of a case."""
    return _screen(call.engine.case_page(key, actor=call.actor))


@table.get("/{key}/timeline", answer=_TIMELINE, query=("after", "limit"))
def get_timeline(call: Call, key: int) -> Values:
    """The history of a case, in order, as far as the caller may see it."""
    limit = min(whole_number(call, "limit", _DEFAULT_LIMIT), _MOST_EVENTS)
    entries = call.engine.timeline(key, actor=call.actor, after_seq=whole_number(call, "after", 0), limit=limit)
    return {"items": [_entry(entry) for entry in entries]}


@table.get("/{key}/verification", answer=_VERIFICATION)
def verify_case(call: Call, key: int) -> Values:
    """Whether the hash chain of a case stands."""
    return _verification(call.engine.verify_case(key, actor=call.actor))


@table.post("/{key}/withdraw", status=204, command="CANCEL")
def withdraw_case(call: Call, key: int, body: Withdraw) -> Response:
    """End a case."""
    return call.do(lambda once: call.engine.cancel_case(key, actor=call.actor, reason=body.reason, once=once))


def _screen(page: CasePage) -> Values:
    done: list[Json] = list(page.done)
    flows: list[Json] = list(page.flows)
    active: Values = dict(page.active)
    return {
        "head": _head(page.head),
        "tasks": [task_row_json(task) for task in page.tasks],
        "done": done,
        "active": active,
        "flows": flows,
        "incidents": [
            {
                "incidentKey": str(one.incident_key),
                "elementId": one.element_id,
                "errorType": one.error_type,
                "message": one.message,
                "state": one.state,
                "openedAt": moment_text(one.opened_at),
            }
            for one in page.incidents
        ],
        "related": [
            {
                "caseKey": str(one.case_key),
                "parentCaseKey": None if one.parent_case_key is None else str(one.parent_case_key),
                "processName": one.process_name,
                "processNameEn": one.process_name_en,
                "businessKey": one.business_key,
                "state": one.state,
            }
            for one in page.related
        ],
        "variables": page.variables,
        "mayCancel": page.may_cancel,
        "mayOperate": page.may_operate,
    }


def _head(head: CaseHead) -> Values:
    tags: list[Json] = list(head.tags)
    return {
        "caseKey": str(head.case_key),
        "definitionKey": str(head.definition_key),
        "processId": head.process_id,
        "processVersion": head.process_version,
        "processName": head.process_name,
        "processNameEn": head.process_name_en,
        "businessKey": head.business_key,
        "state": head.state,
        "unitCode": head.unit_code,
        "unitName": head.unit_name,
        "unitNameEn": head.unit_name_en,
        "tags": tags,
        "startedAt": moment_text(head.started_at),
        "startedBy": head.started_by,
        "endedAt": moment_text(head.ended_at),
        "incidentCount": head.incident_count,
        "parentCaseKey": None if head.parent_case_key is None else str(head.parent_case_key),
        "revision": head.revision,
    }


def _entry(entry: TimelineEntry) -> Values:
    values: Json = None
    if entry.values is not None:
        values = {name: {"value": new, "old": old} for name, (new, old) in entry.values.items()}
    return {
        "seq": entry.seq,
        "eventKey": str(entry.event_key),
        "recordedAt": moment_text(entry.recorded_at),
        "type": entry.type,
        "actor": entry.actor,
        "actorName": entry.actor_name,
        "role": entry.role,
        "unitCode": entry.unit_code,
        "elementId": entry.element_id,
        "elementInstanceKey": None if entry.element_instance_key is None else str(entry.element_instance_key),
        "details": entry.details,
        "values": values,
        "hash": entry.hash_hex,
    }


def _verification(found: Verification) -> Values:
    return {
        "caseKey": str(found.case_key),
        "checkedCount": found.checked_count,
        "ok": found.ok,
        "firstBreakSeq": found.first_break_seq,
        "reason": found.reason,
    }
