"""Service accounts: clients for workers and feeds, with a secret shown once and scopes (API 20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body
from api.call import Call, json_answer
from api.endpoints import Table
from api.items import moment_text
from api.shapes import BOOLEAN, INTEGER, MOMENT, TEXT, list_of, nullable, shape
from api.v1.inbox import whole_number
from api.v1.organisation import GRANT, FirstGrant, grant_item
from engine.actor import Scopes
from engine.reference.clients import IssuedSecret, NewClient, client_json
from engine.reference.people import NewGrant
from engine.service.transaction import Once
from engine.store.reference.clients import ClientFacts
from engine.values import Json, Values

table = Table("/api/v1/service-accounts", "Organisation")

_FACTS = {
    "clientId": TEXT, "name": TEXT, "purpose": TEXT, "isActive": BOOLEAN, "jobTypes": nullable(list_of(TEXT)),
    "processIds": nullable(list_of(TEXT)), "messageNames": nullable(list_of(TEXT)), "madeBy": TEXT, "madeAt": MOMENT,
    "rotatedAt": MOMENT, "revokedAt": nullable(MOMENT),
}  # fmt: skip
_CLIENT = shape("ServiceAccount", **_FACTS)
_ISSUED = shape("IssuedServiceAccount", **_FACTS, secret=nullable(TEXT))
_MOST = 500
Name = Annotated[str, Field(min_length=1, max_length=256)]
Names = Annotated[list[Name], Field(max_length=200)]


class AddClient(Body):
    """A machine client. Scopes that are absent: all that its roles allow; `x.acme.*` = all that begins so."""

    client_id: Annotated[str, Field(min_length=1, max_length=256)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    purpose: Annotated[str, Field(max_length=500)] = ""
    grants: Annotated[list[FirstGrant], Field(max_length=50)] = []
    job_types: Names | None = None
    process_ids: Names | None = None
    message_names: Names | None = None


class ClientScopes(Body):
    """What a client may name."""

    job_types: Names | None = None
    process_ids: Names | None = None
    message_names: Names | None = None


class ChangeClient(Body):
    """What to change; the three scopes are written together when `scopes` is there, absent ones mean any."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    purpose: Annotated[str, Field(max_length=500)] | None = None
    scopes: ClientScopes | None = None


@table.get("", answer=shape("ServiceAccounts", items=list_of(_CLIENT), total=INTEGER), query=("q", "skip", "limit"))
def list_clients(call: Call) -> Values:
    """Service accounts with a role in the caller's reach, without their secrets."""
    found, total = call.engine.list_clients(
        actor=call.actor, text=call.request.query_params.get("q", "")[:100], skip=whole_number(call, "skip", 0),
        limit=max(1, min(whole_number(call, "limit", 100), _MOST)),
    )  # fmt: skip
    items: list[Json] = [_client(one) for one in found]
    return {"items": items, "total": total}


@table.post("", status=201, answer=_ISSUED, command="ADD")
def add_client(call: Call, body: AddClient) -> Response:
    """A new service account; its secret is shown this once, a repeated request gets null in its place."""
    new = NewClient(body.client_id, body.name, body.purpose, _scopes(body))
    first = tuple(NewGrant(body.client_id, one.role, one.unit, one.below) for one in body.grants)
    return _issued(call, lambda once: call.engine.add_client(new, first, actor=call.actor, once=once), status=201)


@table.get("/{client_id}", answer=shape("ServiceAccountWithGrants", account=_CLIENT, grants=list_of(GRANT)))
def get_client(call: Call, client_id: str) -> Values:
    """One service account with its roles in the caller's reach."""
    found, held = call.engine.client_page(client_id, actor=call.actor)
    items: list[Json] = [grant_item(grant) for grant in held]
    return {"account": _client(found), "grants": items}


@table.patch("/{client_id}", answer=_CLIENT, command="CHANGE")
def change_client(call: Call, client_id: str, body: ChangeClient) -> Response:
    """Change name, purpose or scopes; they hold for the next request."""
    scopes = _scopes(body.scopes) if body.scopes is not None else None

    def change(once: Once[ClientFacts] | None) -> ClientFacts:
        return call.engine.change_client(
            client_id, name=body.name, purpose=body.purpose, scopes=scopes, actor=call.actor, once=once
        )

    return call.do(change, _client)


@table.post("/{client_id}/rotate", answer=_ISSUED, command="ROTATE")
def rotate_client(call: Call, client_id: str) -> Response:
    """A new secret, shown this once; the old one and its tokens end now."""
    return _issued(call, lambda once: call.engine.rotate_client(client_id, actor=call.actor, once=once), status=200)


@table.delete("/{client_id}", status=204, command="REVOKE")
def revoke_client(call: Call, client_id: str) -> Response:
    """End a service account for good; what it did stays in history."""
    return call.do(lambda once: call.engine.revoke_client(client_id, actor=call.actor, once=once))


def _issued(call: Call, issue: Callable[[Once[IssuedSecret] | None], IssuedSecret], *, status: int) -> Response:
    """The answer with the secret, which is kept nowhere: under an Idempotency-Key it is stored without."""
    issued: list[IssuedSecret] = []

    def remember(once: Once[IssuedSecret] | None) -> IssuedSecret:
        issued.append(issue(once))
        return issued[0]

    answer = call.do(remember, lambda one: {**_client(one.client), "secret": None}, status=status)
    if issued:
        return json_answer({**_client(issued[0].client), "secret": issued[0].secret}, status=status)
    return answer


def _scopes(body: AddClient | ClientScopes) -> Scopes:
    def names(given: list[str] | None) -> tuple[str, ...] | None:
        return None if given is None else tuple(dict.fromkeys(given))

    return Scopes(names(body.job_types), names(body.process_ids), names(body.message_names))


def _client(client: ClientFacts) -> Values:
    return {
        **client_json(client), "madeAt": moment_text(client.made_at), "rotatedAt": moment_text(client.rotated_at),
        "revokedAt": moment_text(client.revoked_at),
    }  # fmt: skip
