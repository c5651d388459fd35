"""What cases told people (API 26)."""

from __future__ import annotations

from api.call import Call
from api.endpoints import Table
from api.items import moment_text
from api.shapes import KEY, MOMENT, TEXT, list_of, nullable, shape
from engine.values import Json, Values

table = Table("/api/v1", "Cases")

_NOTIFICATION = shape(
    "Notification",
    notificationKey=KEY,
    audience=TEXT,
    recipient=TEXT,
    role=TEXT,
    unitCode=TEXT,
    template=TEXT,
    title=TEXT,
    titleEn=TEXT,
    text=TEXT,
    textEn=TEXT,
    state=TEXT,
    error=nullable(TEXT),
    createdAt=MOMENT,
    sentAt=nullable(MOMENT),
)
_NOTIFICATIONS = shape("Notifications", items=list_of(_NOTIFICATION))


@table.get("/cases/{key}/notifications", answer=_NOTIFICATIONS)
def list_notifications(call: Call, key: int) -> Values:
    """The messages a case sent or will send; none for who only shares the case."""
    head = call.engine.case_head(key, actor=call.actor)
    items: list[Json] = [
        {
            "notificationKey": str(row.notification_key),
            "audience": row.audience,
            "recipient": row.recipient,
            "role": row.role,
            "unitCode": row.unit_code,
            "template": row.template,
            "title": row.title,
            "titleEn": row.title_en,
            "text": row.text,
            "textEn": row.text_en,
            "state": row.state,
            "error": row.error,
            "createdAt": moment_text(row.created_at),
            "sentAt": moment_text(row.sent_at),
        }
        for row in (call.engine.notifications_of(key) if head.is_own else ())
    ]
    return {"items": items}
