"""Messages and signals (API 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body, FreeObject, Tenant
from api.call import Call, SearchBody
from api.endpoints import Table
from api.shapes import KEY, TEXT, item_shape, page_of, shape
from engine.errors import AlreadyExists
from engine.messages import Publication, Published
from engine.values import Json, Values

table = Table("/v2", "Messages and signals")

_PUBLISHED = shape("PublishedMessage", messageKey=KEY, tenantId=TEXT)
_CORRELATED = shape("CorrelatedMessage", messageKey=KEY, processInstanceKey=KEY, tenantId=TEXT)
_BROADCAST = shape("BroadcastSignal", signalKey=KEY, tenantId=TEXT)
SUBSCRIPTION = item_shape("MessageSubscription", "message_subscription")
Name = Annotated[str, Field(min_length=1, max_length=256)]
CorrelationKey = Annotated[str, Field(max_length=256)]


class PublishMessage(Body):
    """A message; `timeToLive` 0: now or never."""

    name: Name
    correlation_key: CorrelationKey = ""
    time_to_live: Annotated[int, Field(ge=0, le=30 * 86_400_000)] = 0
    message_id: Annotated[str, Field(max_length=256)] = ""
    variables: FreeObject = {}
    tenant_id: Tenant | None = None
    business_id: CorrelationKey | None = None


class CorrelateMessage(Body):
    """A message for who waits now."""

    name: Name
    correlation_key: CorrelationKey = ""
    variables: FreeObject = {}
    tenant_id: Tenant | None = None
    business_id: CorrelationKey | None = None


class BroadcastSignal(Body):
    """A signal."""

    signal_name: Name
    variables: FreeObject = {}
    tenant_id: Tenant | None = None


@table.post("/messages/publication", answer=_PUBLISHED, command="PUBLISH")
def publish_message(call: Call, body: PublishMessage) -> Response:
    """Publish a message: stored together with every correlation it causes."""
    publication = Publication(
        name=body.name,
        correlation_key=body.correlation_key,
        variables=body.variables,
        time_to_live=timedelta(milliseconds=body.time_to_live),
        message_id=body.message_id or None,
    )
    return call.do(lambda once: call.engine.publish_message(publication, actor=call.actor, once=once), _published)


@table.post("/messages/correlation", answer=_CORRELATED, command="CORRELATE")
def correlate_message(call: Call, body: CorrelateMessage) -> Response:
    """Bring a message to who waits for it now; never buffered."""
    publication = Publication(name=body.name, correlation_key=body.correlation_key, variables=body.variables)
    return call.do(lambda once: call.engine.correlate_message(publication, actor=call.actor, once=once), _correlated)


@table.post("/message-subscriptions/search", answer=page_of(SUBSCRIPTION))
def search_subscriptions(call: Call, body: SearchBody) -> Values:
    """Search message subscriptions."""
    return call.search("message_subscription", body)


@table.post("/signals/broadcast", answer=_BROADCAST, command="BROADCAST")
def broadcast_signal(call: Call, body: BroadcastSignal) -> Response:
    """Give a signal to everyone who waits for it now."""
    return call.do(
        lambda once: call.engine.broadcast_signal(body.signal_name, body.variables, actor=call.actor, once=once),
        lambda key: {"signalKey": str(key), "tenantId": "<default>"},
    )


def _published(published: Published) -> Json:
    if published.is_duplicate:
        raise AlreadyExists(
            f"expected a new message id, but message '{published.message_key}' was published with it before"
        )
    return {"messageKey": str(published.message_key), "tenantId": "<default>"}


def _correlated(published: Published) -> Json:
    first = published.case_keys[0] if published.case_keys else published.message_key
    return {"messageKey": str(published.message_key), "processInstanceKey": str(first), "tenantId": "<default>"}
