"""Who acts: a person or a machine client, with the grants that hold at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Roles of the platform that see every task in their reach without working on it.
OVERSEEING_ROLES = frozenset({"operator", "auditor", "admin"})


class ActorKind(StrEnum):
    """What stands behind an actor."""

    USER = "user"
    CLIENT = "client"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a unit. `unit_path` is `/1/4/17/` (ids from the root, both slashes); `below` reaches all under it."""

    role: str
    unit_code: str
    unit_path: str
    below: bool

    def covers(self, unit_path: str) -> bool:
        """Whether this grant reaches `unit_path`."""
        return unit_path.startswith(self.unit_path) if self.below else unit_path == self.unit_path

    @property
    def is_at_root(self) -> bool:
        """Whether the unit is the uppermost one: headquarters."""
        return self.unit_path.count("/") == 2


@dataclass(frozen=True, slots=True)
class Scopes:
    """What a service account may name, each a tuple of names or of beginnings (`x.acme.*`); None = any."""

    job_types: tuple[str, ...] | None = None
    process_ids: tuple[str, ...] | None = None
    message_names: tuple[str, ...] | None = None


def is_within(name: str, scope: tuple[str, ...] | None) -> bool:
    """Whether a scope lets this name through."""
    if scope is None:
        return True
    return any(name.startswith(one[:-1]) if one.endswith("*") else name == one for one in scope)


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor for one request; made by `engine.organisation`, never by a client's word.

    `name` is the username or client id; the first grant is his home unit; `language` is 'zh-CN' or 'en';
    `scopes` narrow what a service account may do by its grants.
    """

    name: str
    kind: ActorKind
    grants: tuple[Grant, ...] = ()
    display_name: str = ""
    language: str = "zh-CN"
    request_id: str = ""
    scopes: Scopes = Scopes()

    def holds(self, *roles: str) -> bool:
        """Whether one of `roles` is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def holds_at(self, unit_path: str, *roles: str) -> bool:
        """Whether one of `roles` (any role when none is named) is held with reach to `unit_path`."""
        return any(grant.covers(unit_path) and (not roles or grant.role in roles) for grant in self.grants)

    @property
    def home(self) -> Grant | None:
        """The grant that names the actor's own unit: the first one."""
        return self.grants[0] if self.grants else None


SYSTEM = Actor(name="system", kind=ActorKind.SYSTEM, display_name="Servicelane")
