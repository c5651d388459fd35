"""Running timers of a case, for operators."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, Key, Moment
from api.call import Call
from api.endpoints import Table
from api.items import moment_text
from api.shapes import KEY, MOMENT, TEXT, list_of, shape
from engine.timers import TimerRow
from engine.values import Values

table = Table("/api/v1/cases/{key}/timers", "Cases")

_TIMER = shape(
    "RunningTimer", timerKey=KEY, elementInstanceKey=KEY, elementId=TEXT, name=TEXT, nameEn=TEXT, dueAt=MOMENT
)


class ChangeTimer(Body):
    """Which timer is due when instead, and why."""

    timer_key: Key
    due_at: Moment
    reason: Annotated[str, Field(min_length=1, max_length=500)]


@table.get("", answer=shape("RunningTimers", items=list_of(_TIMER)))
def list_timers(call: Call, key: int) -> Values:
    """The running timers of a case, by due time."""
    return {"items": [_timer(timer) for timer in call.engine.list_timers(key, actor=call.actor)]}


@table.patch("", status=204, command="CHANGE_TIMER")
def change_timer(call: Call, key: int, body: ChangeTimer) -> Response:
    """Give a running timer another due time; a past one makes it due at once."""
    return call.do(
        lambda once: call.engine.change_timer(
            key, body.timer_key, body.due_at, actor=call.actor, reason=body.reason, once=once
        )
    )


def _timer(timer: TimerRow) -> Values:
    return {
        "timerKey": str(timer.timer_key),
        "elementInstanceKey": str(timer.element_instance_key),
        "elementId": timer.element_id,
        "name": timer.name,
        "nameEn": timer.name_en,
        "dueAt": moment_text(timer.due_at),
    }
