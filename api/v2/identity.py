"""Users, groups, roles and the one tenant (API 15)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from api.bodies import Body
from api.call import Call, SearchBody
from api.endpoints import Table
from api.shapes import TEXT, item_shape, nullable, page_of, shape
from api.v2.cluster import DEFAULT_TENANT
from engine.reference.organisation import NewUser
from engine.search.request import Item
from engine.service.transaction import Once
from engine.store.reference.people import PersonFacts
from engine.values import Values

table = Table("/v2", "Users, groups, roles")

USER = item_shape("User", "user")
GROUP = item_shape("Group", "group")
ROLE = item_shape("Role", "role")
MEMBER = shape("Member", username=TEXT)
_TENANT = shape("Tenant", tenantId=TEXT, name=TEXT, description=nullable(TEXT))


class CreateUser(Body):
    """A new user."""

    username: Annotated[str, Field(min_length=1, max_length=256)]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(max_length=200)] | None = None
    email: Annotated[str, Field(max_length=320)] | None = None


class UpdateUser(Body):
    """What to change of a user; an empty `email` clears it."""

    password: Annotated[str, Field(max_length=200)] | None = None
    name: Annotated[str, Field(max_length=200)] | None = None
    email: Annotated[str, Field(max_length=320)] | None = None


@table.post("/users/search", answer=page_of(USER))
def search_users(call: Call, body: SearchBody) -> Values:
    """Search users."""
    return call.search("user", body)


@table.get("/users/{username}", answer=USER)
def get_user(call: Call, username: str) -> Response:
    """One user."""
    return call.one("user", username)


@table.post("/users", status=201, answer=USER, command="CREATE")
def create_user(call: Call, body: CreateUser) -> Response:
    """A new user, without roles yet; the password is never returned."""
    new = NewUser(body.username, body.name or body.username, email=body.email or None)
    return call.do(
        lambda once: call.engine.add_person(new, (), password=body.password, actor=call.actor, once=once),
        _user,
        status=201,
    )


@table.put("/users/{username}", answer=USER, command="UPDATE")
def update_user(call: Call, username: str, body: UpdateUser) -> Response:
    """Write name, email, password; what is absent stays."""
    values = {"displayName": body.name, "email": body.email}
    given: Values = {name: value for name, value in values.items() if value is not None}

    def change(once: Once[PersonFacts] | None) -> PersonFacts:
        return call.engine.change_person(username, given, password=body.password, actor=call.actor, once=once)

    return call.do(change, _user)


@table.delete("/users/{username}", status=204, command="DELETE")
def delete_user(call: Call, username: str) -> Response:
    """Lock the user out; his tasks are free again and his history stays."""

    def deactivate(once: Once[PersonFacts] | None) -> PersonFacts:
        return call.engine.change_person(username, {"isActive": False}, actor=call.actor, once=once)

    return call.do(deactivate)


@table.put("/groups/{group_id}/users/{username}", status=204, command="ASSIGN")
def join_group(call: Call, group_id: str, username: str) -> Response:
    """Make a user a member of a group: give him the role at the unit."""
    return call.do(lambda once: call.engine.join_group(group_id, username, actor=call.actor, once=once))


@table.delete("/groups/{group_id}/users/{username}", status=204, command="UNASSIGN")
def leave_group(call: Call, group_id: str, username: str) -> Response:
    """End a membership: take the role at the unit back."""
    return call.do(lambda once: call.engine.leave_group(group_id, username, actor=call.actor, once=once))


@table.post("/groups/search", answer=page_of(GROUP))
def search_groups(call: Call, body: SearchBody) -> Values:
    """Search groups: roles at units."""
    return call.search("group", body)


@table.get("/groups/{group_id}", answer=GROUP)
def get_group(call: Call, group_id: str) -> Response:
    """One group."""
    return call.one("group", group_id)


@table.post("/groups/{group_id}/users/search", answer=page_of(MEMBER))
def search_group_users(call: Call, group_id: str, body: SearchBody) -> Values:
    """Who holds the role at the unit."""
    return call.search("user", body, within=("group", group_id), pins={"group": group_id}, present=_member)


@table.post("/roles/search", answer=page_of(ROLE))
def search_roles(call: Call, body: SearchBody) -> Values:
    """Search roles."""
    return call.search("role", body)


@table.get("/roles/{role_id}", answer=ROLE)
def get_role(call: Call, role_id: str) -> Response:
    """One role."""
    return call.one("role", role_id)


@table.post("/roles/{role_id}/users/search", answer=page_of(MEMBER))
def search_role_users(call: Call, role_id: str, body: SearchBody) -> Values:
    """Who holds the role anywhere in the caller's reach."""
    return call.search("user", body, within=("role", role_id), pins={"role": role_id}, present=_member)


@table.post("/tenants/search", answer=page_of(_TENANT))
def search_tenants(_call: Call, body: SearchBody) -> Values:
    """The one tenant there is."""
    shown = body.page.get("limit") != 0
    return {
        "items": [DEFAULT_TENANT] if shown else [],
        "page": {"totalItems": 1, "hasMoreTotalItems": False, "startCursor": None, "endCursor": None},
    }


def _user(person: PersonFacts) -> Values:
    return {"username": person.username, "name": person.display_name or None, "email": person.email}


def _member(item: Item) -> Values:
    return {"username": str(item["username"])}
