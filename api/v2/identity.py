"""Users, groups, roles and the one tenant, to read (API 15)."""

from __future__ import annotations

from starlette.responses import Response

from api.call import Call, SearchBody
from api.endpoints import Table
from api.shapes import TEXT, item_shape, nullable, page_of, shape
from api.v2.cluster import DEFAULT_TENANT
from engine.search.request import Item
from engine.values import Values

table = Table("/v2", "Users, groups, roles")

USER = item_shape("User", "user")
GROUP = item_shape("Group", "group")
ROLE = item_shape("Role", "role")
MEMBER = shape("Member", username=TEXT)
_TENANT = shape("Tenant", tenantId=TEXT, name=TEXT, description=nullable(TEXT))


@table.post("/users/search", answer=page_of(USER))
def search_users(call: Call, body: SearchBody) -> Values:
    """Search users."""
    return call.search("user", body)


@table.get("/users/{username}", answer=USER)
def get_user(call: Call, username: str) -> Response:
    """One user."""
    return call.one("user", username)


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


def _member(item: Item) -> Values:
    return {"username": str(item["username"])}
