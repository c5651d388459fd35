"""Expressions, and the clock of a server in test mode (API 13)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, FreeObject, Key, Tenant
from api.call import Call
from api.endpoints import Table
from api.shapes import ANY, OBJECT, TEXT, list_of, shape
from engine.values import Json, Values

table = Table("/v2", "Expressions and clock")

_EVALUATED = shape(
    "EvaluatedExpression", expression=TEXT, result=ANY, warnings=list_of(OBJECT), referencedSecrets=list_of(TEXT)
)
# 1970 to the end of 9998: a day before the last moment that can be told, whatever the zone.
_LAST_MS = 253_370_764_800_000


class EvaluateExpression(Body):
    """A FEEL text, with or without leading `=`."""

    expression: Annotated[str, Field(min_length=1, max_length=10_000)]
    scope_key: Key | None = None
    variables: FreeObject = {}
    tenant_id: Tenant | None = None


class PinClock(Body):
    """Where time is to stand still: epoch milliseconds."""

    timestamp: Annotated[int, Field(ge=0, le=_LAST_MS)]


@table.post("/expression/evaluation", answer=_EVALUATED, command="EVALUATE")
def evaluate_expression(call: Call, body: EvaluateExpression) -> Values:
    """The value of an expression; the variables given win over those of the scope."""
    result, warnings = call.engine.evaluate_expression(
        body.expression, body.variables, scope_key=body.scope_key, actor=call.actor
    )
    told: list[Json] = [{"message": warning} for warning in warnings]
    return {"expression": body.expression, "result": result, "warnings": told, "referencedSecrets": []}


@table.put("/clock", status=204, command="PIN")
def pin_clock(call: Call, body: PinClock) -> Response:
    """Let time stand still; whatever is due by then is done before the answer."""
    call.engine.pin_clock(datetime.fromtimestamp(body.timestamp / 1000, UTC), actor=call.actor)
    call.request.app.state.drain()
    return Response(status_code=204)


@table.post("/clock/reset", status=204, command="RESET")
def reset_clock(call: Call) -> Response:
    """Let time follow the machine again."""
    call.engine.reset_clock(actor=call.actor)
    call.request.app.state.drain()
    return Response(status_code=204)
