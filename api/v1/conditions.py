"""Conditional start events: values in, cases out (dialect E17)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, FreeObject
from api.call import Call
from api.endpoints import Table
from api.shapes import INTEGER, KEY, TEXT, list_of, shape
from engine.conditions import ConditionCheck
from engine.values import Values

table = Table("/api/v1/conditions", "Cases")

_BEGUN = shape("BegunCase", caseKey=KEY, processId=TEXT, version=INTEGER)


class EvaluateConditions(Body):
    """Values; the process to ask (None = all that have conditional start events), the unit the cases are for."""

    values: FreeObject = {}
    process: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    unit: Annotated[str, Field(max_length=64)] | None = None
    business_key: Annotated[str, Field(max_length=256)] | None = None


@table.post("/evaluation", answer=shape("EvaluatedConditions", items=list_of(_BEGUN)), command="START")
def evaluate_conditions(call: Call, body: EvaluateConditions) -> Response:
    """Begin a case for each conditional start event whose condition is true with these values; none is no error."""
    check = ConditionCheck(body.values, body.process, body.unit, body.business_key)
    return call.do(
        lambda once: call.engine.evaluate_conditions(check, actor=call.actor, once=once),
        lambda started: {"items": [_begun(case.case_key, case.process_id, case.version) for case in started]},
    )


def _begun(case_key: int, process_id: str, version: int) -> Values:
    return {"caseKey": str(case_key), "processId": process_id, "version": version}
