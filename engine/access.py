"""Permissions by role, and the questions every operation asks before it changes anything.

What lies outside an actor's reach is absent for him (NotFound); what he sees but may not do is Forbidden.
"""

from __future__ import annotations

from enum import StrEnum

from engine.actor import Actor, ActorKind, Grant, is_within
from engine.errors import Forbidden


class Permission(StrEnum):
    """What may be done beyond working on one's tasks."""

    DEPLOY = "deploy"
    AUDIT = "audit"
    OPERATE = "operate"
    CANCEL_CASE = "cancel_case"
    ASSIGN_TASKS = "assign_tasks"
    START_ANY = "start_any"
    PUBLISH_MESSAGE = "publish_message"
    WORK_JOBS = "work_jobs"
    SET_VARIABLES = "set_variables"
    MANAGE_USERS = "manage_users"
    EDIT_REFERENCE = "edit_reference"
    SET_CLOCK = "set_clock"
    RECORD_SALE = "record_sale"
    HAND_OVER_LINK = "hand_over_link"


_ROLES: dict[Permission, frozenset[str]] = {
    Permission.DEPLOY: frozenset({"designer", "admin"}),
    Permission.AUDIT: frozenset({"auditor"}),
    Permission.OPERATE: frozenset({"operator", "admin"}),
    Permission.CANCEL_CASE: frozenset({"operator", "admin", "agent_lead"}),
    Permission.ASSIGN_TASKS: frozenset({"operator", "admin", "agent_lead", "station", "dealer", "dispatcher"}),
    Permission.START_ANY: frozenset({"operator", "admin", "integration"}),
    Permission.PUBLISH_MESSAGE: frozenset({"operator", "admin", "agent", "agent_lead", "integration", "worker"}),
    Permission.WORK_JOBS: frozenset({"worker", "operator", "admin"}),
    Permission.SET_VARIABLES: frozenset({"operator", "admin"}),
    Permission.MANAGE_USERS: frozenset({"admin"}),
    Permission.EDIT_REFERENCE: frozenset({"admin", "operator"}),
    Permission.SET_CLOCK: frozenset({"admin", "operator"}),
    Permission.RECORD_SALE: frozenset({"store", "dealer", "integration", "admin", "operator"}),
    Permission.HAND_OVER_LINK: frozenset({"agent", "agent_lead", "operator"}),
}


# An administrator below headquarters tends people, units and tasks; models, messages, jobs, the clock and the values of
# cases belong to all, and whoever wrote them could decide about his own claims.
_OF_LOCAL_ADMINS = frozenset({Permission.MANAGE_USERS, Permission.ASSIGN_TASKS, Permission.RECORD_SALE})


def may(actor: Actor, permission: Permission) -> bool:
    """Whether a role of the actor gives `permission`."""
    return actor.kind is ActorKind.SYSTEM or any(_gives(grant, permission) for grant in actor.grants)


def may_at(actor: Actor, permission: Permission, unit_path: str) -> bool:
    """Whether a role of the actor that reaches `unit_path` gives `permission`."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(_gives(grant, permission) and grant.covers(unit_path) for grant in actor.grants)


def require(actor: Actor, permission: Permission) -> None:
    """Raise Forbidden unless the actor has `permission`."""
    if not may(actor, permission):
        raise Forbidden(permission.value)


def require_at(actor: Actor, permission: Permission, unit_path: str) -> None:
    """Raise Forbidden unless the actor has `permission` with reach to `unit_path`."""
    if not may_at(actor, permission, unit_path):
        raise Forbidden(permission.value)


def require_in_scope(actor: Actor, *, job_type: str = "", process_id: str = "", message_name: str = "") -> None:
    """Raise Forbidden when a name lies outside the scopes of a service account; '' = none is named."""
    scopes = actor.scopes
    named = (
        ("job type", job_type, scopes.job_types),
        ("process", process_id, scopes.process_ids),
        ("message", message_name, scopes.message_names),
    )
    for what, name, scope in named:
        if name and not is_within(name, scope):
            raise Forbidden("scope", reason=f"expected a {what} within the scope of '{actor.name}', but found '{name}'")


def _gives(grant: Grant, permission: Permission) -> bool:
    if grant.role not in _ROLES[permission]:
        return False
    return grant.role != "admin" or grant.is_at_root or permission in _OF_LOCAL_ADMINS


def acting_grant(actor: Actor, unit_path: str, roles: frozenset[str]) -> Grant | None:
    """The grant by which the actor works on a task of `roles` at `unit_path`, if any (S5)."""
    for grant in actor.grants:
        if grant.role in roles and grant.covers(unit_path):
            return grant
    return None
