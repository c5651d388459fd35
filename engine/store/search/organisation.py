"""People as far as `/v2` shows them: users, roles, and groups, which are a role at a unit."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, null, or_, select, true

from engine.actor import Actor
from engine.store.schema import ROLE, ROLE_GRANT, UNIT, USER
from engine.store.scope import reach_condition
from engine.store.search.fields import Field, FieldType, Source

_granted = ROLE_GRANT.join(UNIT, UNIT.c.unit_id == ROLE_GRANT.c.unit_id)


def _visible_user(actor: Actor) -> ColumnElement[bool]:
    """Himself, and who holds a role at a unit in his reach; whoever reaches all sees those without any."""
    if any(grant.is_at_root and grant.below for grant in actor.grants):
        return true()
    near = select(ROLE_GRANT.c.username).select_from(_granted).where(reach_condition(UNIT.c.path, actor))
    return or_(USER.c.username == actor.name, USER.c.username.in_(near))


def _everyone(_actor: Actor) -> ColumnElement[bool]:
    return true()


def _with_role(role: str) -> ColumnElement[bool]:
    return USER.c.username.in_(select(ROLE_GRANT.c.username).where(ROLE_GRANT.c.role == role))


def _in_group(group_id: str) -> ColumnElement[bool]:
    role, _, unit = group_id.partition("@")
    held = select(ROLE_GRANT.c.username).select_from(_granted)
    return USER.c.username.in_(held.where(ROLE_GRANT.c.role == role, UNIT.c.code == unit))


USERS = Source(
    kind="user",
    title="user",
    key=Field("username", FieldType.TEXT, USER.c.username),
    fields=(
        Field("username", FieldType.TEXT, USER.c.username),
        Field("name", FieldType.TEXT, USER.c.display_name, is_nullable=True),
        Field("email", FieldType.TEXT, USER.c.email, is_nullable=True),
    ),
    table=USER,
    scope=lambda actor: _visible_user(actor) & USER.c.is_active & (USER.c.kind == "user"),
    pins={"role": _with_role, "group": _in_group},
)

ROLES = Source(
    kind="role",
    title="role",
    key=Field("roleId", FieldType.TEXT, ROLE.c.code),
    fields=(
        Field("roleId", FieldType.TEXT, ROLE.c.code),
        Field("name", FieldType.TEXT, ROLE.c.name),
        Field("description", FieldType.TEXT, ROLE.c.name_en, is_nullable=True),
    ),
    table=ROLE,
    scope=_everyone,
)

_groups = (
    select(
        (ROLE_GRANT.c.role + "@" + UNIT.c.code).label("group_id"),
        (ROLE.c.name + " · " + UNIT.c.name).label("name"),
        UNIT.c.path.label("path"),
    )
    .select_from(_granted.join(ROLE, ROLE.c.code == ROLE_GRANT.c.role))
    .distinct()
    .subquery("groups")
)


def _visible_group(actor: Actor) -> ColumnElement[bool]:
    return reach_condition(_groups.c.path, actor) if actor.grants else false()


GROUPS = Source(
    kind="group",
    title="group",
    key=Field("groupId", FieldType.TEXT, _groups.c.group_id),
    fields=(
        Field("groupId", FieldType.TEXT, _groups.c.group_id),
        Field("name", FieldType.TEXT, _groups.c.name),
        Field("description", FieldType.TEXT, null(), is_nullable=True, can_filter=False, can_sort=False),
    ),
    table=_groups,
    scope=_visible_group,
)
