"""What asks for no sign-in (API 27): intake, signed webhooks, a case by its link, questionnaires."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from starlette.datastructures import UploadFile

from api.bodies import Body, FreeObject
from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest
from api.items import moment_text
from api.public_limits import address_name, contacts_in, count_contacts
from api.settings import MAX_DOCUMENT_BYTES
from api.shapes import BOOLEAN, MOMENT, OBJECT, TEXT, list_of, nullable, shape
from engine.errors import NotFound, TooLarge, Unauthenticated
from engine.public import Intake, Offer, Tracking
from engine.public.intake import PAGE
from engine.public.replying import NoLongerOpen
from engine.public.throttling import MISSES, SUBMISSIONS, WEBHOOKS
from engine.values import Json, Values, load
from engine.webhooks import Signed, is_genuine

T = TypeVar("T")
table = Table("/api/v1/public", "Public")
_REQUEST = re.compile(r"[\x21-\x7e]{1,196}\Z")

_OFFER = shape("PublicForm", message=TEXT, action=TEXT, title=TEXT, titleEn=TEXT, schema=OBJECT)
_INTAKE = shape("PublicIntake", message=TEXT, title=TEXT, titleEn=TEXT, process=TEXT, processEn=TEXT)
_INTAKES = shape("PublicIntakes", items=list_of(_INTAKE))
_STAGE = shape("PublicStage", name=TEXT, nameEn=TEXT, enteredAt=MOMENT)
_TRACKING = shape(
    "PublicCase", kind=TEXT, name=TEXT, nameEn=TEXT, number=nullable(TEXT), isEnded=BOOLEAN, startedAt=MOMENT,
    endedAt=nullable(MOMENT), stages=list_of(_STAGE), shown=OBJECT, shownEn=OBJECT, forms=list_of(_OFFER),
    expiresAt=MOMENT,
)  # fmt: skip
_TAKEN = shape("PublicTaken", isDuplicate=BOOLEAN)
_FILE = shape("PublicFile", fileId=TEXT)


class IntakeBody(Body):
    """A request: the values of the form; `request_id` makes a repetition harmless."""

    values: FreeObject
    request_id: str
    channel: str | None = None


class ReplyBody(Body):
    """An answer: which message (default: the first the case waits for), the values of its form."""

    values: FreeObject = {}
    request_id: str
    message: str | None = None


@table.get("/intake", answer=_INTAKES, is_public=True)
def list_intakes(call: Call) -> Values:
    """What may be started without an account."""
    items: list[Json] = [_intake_json(one) for one in _asked(call, call.engine.intakes)]
    return {"items": items}


@table.get("/intake/{message}", answer=_OFFER, is_public=True)
def get_intake(call: Call, message: str) -> Values:
    """The form of one of them."""
    return _offer_json(_asked(call, lambda: call.engine.intake(message)).offer)


@table.post("/intake/{message}", status=202, is_public=True)
def send_intake(call: Call, message: str, body: IntakeBody) -> Values:
    """Take a request; the answer says nothing of customers or cases."""
    channel = body.channel or PAGE
    if channel in call.engine.settings.webhook_secrets:
        raise BadRequest(f"expected a channel whose messages need no signature, but found '{channel[:30]}'")
    _count(call)
    count_contacts(call.engine, contacts_in(body.values))
    _asked(call, lambda: call.engine.receive(message, body.values, channel=channel, request_id=body.request_id))
    return {}


@table.post("/intake/{channel}/webhook", status=202, answer=_TAKEN, is_public=True)
def receive_webhook(call: Call, channel: str) -> Values:
    """Take a message that a shop or messenger signed (Standard Webhooks); its id again changes nothing.

    The body is `{"message", "values"}`: the public message to publish, and the values of its form.
    """
    engine, signed = call.engine, Signed.of(call.request.headers)
    secrets = engine.settings.webhook_secrets.get(channel, ())
    if not is_genuine(secrets, signed, call.raw, now=engine.sign_in_clock()):
        _count(call)
        raise Unauthenticated("expected a webhook signed for its channel, but this one is not")
    engine.count_request(WEBHOOKS, channel)
    said = load(call.raw)
    message, values = (said.get("message"), said.get("values")) if isinstance(said, dict) else (None, None)
    if not isinstance(message, str) or not isinstance(values, dict):
        raise BadRequest("expected a JSON object with 'message' (text) and 'values' (object), but found another")
    request_id = f"webhook-{signed.message_id}"
    taken = engine.receive(message, values, channel=channel, request_id=request_id, source=signed.message_id)
    return {"isDuplicate": taken.is_duplicate}


@table.get("/track/{token}", answer=_TRACKING, is_public=True)
def get_case(call: Call, token: str) -> Values:
    """A case as the holder of a link sees it."""
    return _tracking_json(_asked(call, lambda: call.engine.tracking(token)))


@table.post("/track/{token}/reply", status=202, is_public=True)
def reply(call: Call, token: str, body: ReplyBody) -> Values:
    """Send the case a message that it waits for."""
    return _reply(call, token, body, action="answer")


@table.post("/track/{token}/withdraw", status=202, is_public=True)
def withdraw(call: Call, token: str, body: ReplyBody) -> Values:
    """Send the message that the process marks as a withdrawal."""
    return _reply(call, token, body, action="withdraw")


@table.post("/track/{token}/files", status=201, answer=_FILE, reads_form=True, is_public=True)
def add_file(call: Call, token: str) -> Values:
    """Keep a picture or PDF for a reply; its id stands in the form's values."""
    _count(call)
    content, name, kind = _file(call)
    document = _asked(call, lambda: call.engine.add_link_file(token, content, name, kind))
    return {"fileId": document.document_id}


@table.get("/surveys/{token}", answer=_TRACKING, is_public=True)
def get_survey(call: Call, token: str) -> Values:
    """A questionnaire by its link."""
    return get_case(call, token)


@table.post("/surveys/{token}", status=202, is_public=True)
def answer_survey(call: Call, token: str, body: ReplyBody) -> Values:
    """Answer a questionnaire; a second time changes nothing."""
    return _reply(call, token, body, action="answer")


@table.post("/surveys/{token}/stop", status=202, is_public=True)
def stop_surveys(call: Call, token: str, body: ReplyBody) -> Values:
    """Send the message that the process marks as "do not contact me again"."""
    return _reply(call, token, body, action="stop")


def _reply(call: Call, token: str, body: ReplyBody, *, action: str) -> Values:
    _count(call)
    if not _REQUEST.match(body.request_id):
        raise BadRequest("expected a requestId of 1 to 196 visible ASCII characters, but found another")

    def send() -> None:
        message = body.message or _first(call.engine.tracking(token), action)
        call.engine.reply(token, message, body.values, request_id=f"api-{body.request_id}")

    _asked(call, send)
    return {}


def _first(seen: Tracking, action: str) -> str:
    for offer in seen.offers:
        if offer.action == action:
            return offer.message
    raise NoLongerOpen


def _asked(call: Call, operation: Callable[[], T]) -> T:
    """`operation`; what leads nowhere is counted by address. Raises what it raises, Overloaded."""
    address = address_name(call.request)
    call.engine.require_room(MISSES, address)
    try:
        return operation()
    except NotFound:
        call.engine.count_request(MISSES, address)
        raise


def _count(call: Call) -> None:
    call.engine.count_request(SUBMISSIONS, address_name(call.request))


def _file(call: Call) -> tuple[bytes, str, str]:
    found = call.form.get("file") if call.form is not None else None
    if not isinstance(found, UploadFile):
        raise BadRequest("expected one part 'file' with a file name, but found none")
    content = found.file.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        raise TooLarge(f"expected a file of at most {MAX_DOCUMENT_BYTES} bytes, but it is larger")
    return content, found.filename or "file", found.content_type or "application/octet-stream"


def _intake_json(one: Intake) -> Values:
    return {
        "message": one.message,
        "title": one.offer.title,
        "titleEn": one.offer.title_en,
        "process": one.process_name,
        "processEn": one.process_name_en,
    }


def _offer_json(offer: Offer) -> Values:
    return {
        "message": offer.message,
        "action": offer.action,
        "title": offer.title,
        "titleEn": offer.title_en,
        "schema": load(offer.form.schema),
    }


def _tracking_json(seen: Tracking) -> Values:
    stages: list[Json] = [
        {"name": stage.name, "nameEn": stage.name_en, "enteredAt": moment_text(stage.entered_at)}
        for stage in seen.stages
    ]
    return {
        "kind": seen.kind,
        "name": seen.name,
        "nameEn": seen.name_en,
        "number": seen.number,
        "isEnded": seen.is_ended,
        "startedAt": moment_text(seen.started_at),
        "endedAt": moment_text(seen.ended_at),
        "stages": stages,
        "shown": dict(seen.shown),
        "shownEn": dict(seen.shown_en),
        "forms": [_offer_json(offer) for offer in seen.offers],
        "expiresAt": moment_text(seen.expires_at),
    }
