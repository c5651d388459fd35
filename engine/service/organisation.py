"""Units, users and grants as their administrators look at and change them (API 20)."""

from __future__ import annotations

from engine import passwords, tasks
from engine.access import Permission, require
from engine.actor import SYSTEM, Actor
from engine.reference import groups, people, units
from engine.reference.organisation import NewUnit, NewUser
from engine.reference.people import NewGrant
from engine.reference.units import UnitPage
from engine.service.base import Base
from engine.service.transaction import Once
from engine.store.database import Tx
from engine.store.reference import people as rows
from engine.store.reference import units as unit_rows
from engine.store.reference.people import GrantFacts, PersonFacts
from engine.store.reference.units import UnitFacts
from engine.values import Values


class OrganisationOperations(Base):
    """Operations on the organisation; administrators act within the reach of their grants."""

    def list_units(
        self, *, actor: Actor, parent: str | None = None, kind: str = "", text: str = "", skip: int = 0, limit: int = 50
    ) -> tuple[tuple[UnitFacts, ...], int]:
        """Units in reach and how many; right below `parent`, '' = the uppermost, None = anywhere."""
        return self._read(
            lambda tx: unit_rows.listed(tx, actor=actor, parent=parent, kind=kind, text=text, skip=skip, limit=limit)
        )

    def unit_page(self, code: str, *, actor: Actor) -> UnitPage:
        """A unit with those above it. Raises NotFound."""
        return self._read(lambda tx: units.unit_page(tx, code, actor=actor))

    def add_unit(self, new: NewUnit, *, actor: Actor, once: Once[UnitFacts] | None = None) -> UnitFacts:
        """A new unit. Raises NotFound, Forbidden, AlreadyExists, InvalidFields."""
        return self._write(lambda tx: units.add_unit(tx, new, actor=actor), once=once)

    def change_unit(self, code: str, values: Values, *, actor: Actor, once: Once[UnitFacts] | None = None) -> UnitFacts:
        """Rename, move, close or open. Raises NotFound, Forbidden, Conflict, InvalidFields."""
        return self._write(lambda tx: units.change_unit(tx, code, values, actor=actor), once=once)

    def remove_unit(self, code: str, *, actor: Actor, once: Once[None] | None = None) -> None:
        """Forget a unit that was never used. Raises NotFound, Forbidden, Conflict."""
        self._write(lambda tx: units.remove_unit(tx, code, actor=actor), once=once)

    def list_people(
        self, *, actor: Actor, text: str = "", skip: int = 0, limit: int = 50
    ) -> tuple[tuple[PersonFacts, ...], int]:
        """Accounts in reach and how many. Raises Forbidden."""
        require(actor, Permission.MANAGE_USERS)
        return self._read(lambda tx: rows.people(tx, actor=actor, text=text, skip=skip, limit=limit))

    def person_page(self, username: str, *, actor: Actor) -> tuple[PersonFacts, tuple[GrantFacts, ...]]:
        """An account with its grants in reach. Raises Forbidden, NotFound."""
        return self._read(lambda tx: people.person_page(tx, username, actor=actor))

    def add_person(
        self, new: NewUser, grants: tuple[NewGrant, ...], *, password: str | None, actor: Actor,
        once: Once[PersonFacts] | None = None,
    ) -> PersonFacts:  # fmt: skip
        """A new account with its first grants. Raises Forbidden, AlreadyExists, InvalidFields, Invalid."""
        made = NewUser(new.username, new.display_name, _secret(password), new.kind, new.email, new.language)
        return self._write(lambda tx: people.add_person(tx, made, grants, actor=actor), once=once)

    def change_person(
        self, username: str, values: Values, *, password: str | None = None, actor: Actor,
        once: Once[PersonFacts] | None = None,
    ) -> PersonFacts:  # fmt: skip
        """Change an account; deactivating it frees its tasks. Raises NotFound, Forbidden, InvalidFields, Invalid."""
        secret = _secret(password)

        def change(tx: Tx) -> PersonFacts:
            after = people.change_person(tx, username, values, actor=actor, secret_hash=secret)
            if values.get("isActive") is False:
                for task_key in rows.open_tasks_of(tx, username):
                    tasks.release(tx, self.world, task_key, actor=SYSTEM)
            return after

        return self._write(change, once=once)

    def list_grants(
        self, *, actor: Actor, username: str = "", unit: str = "", skip: int = 0, limit: int = 500
    ) -> tuple[GrantFacts, ...]:
        """Grants in reach, of a user or at a unit. Raises Forbidden."""
        require(actor, Permission.MANAGE_USERS)
        return self._read(lambda tx: rows.grants(tx, actor=actor, username=username, unit=unit, skip=skip, limit=limit))

    def give_grant(self, new: NewGrant, *, actor: Actor, once: Once[GrantFacts] | None = None) -> GrantFacts:
        """Grant a role at a unit. Raises NotFound, Forbidden, InvalidFields."""
        return self._write(lambda tx: people.give(tx, new, actor=actor), once=once)

    def take_grant_back(self, grant_id: int, *, actor: Actor, once: Once[None] | None = None) -> None:
        """End a grant. Raises NotFound, Forbidden."""
        self._write(lambda tx: people.take_back(tx, grant_id, actor=actor), once=once)

    def join_group(self, group_id: str, username: str, *, actor: Actor, once: Once[None] | None = None) -> None:
        """Make a user a member of `role@unit`. Raises NotFound, Forbidden, AlreadyExists."""
        self._write(lambda tx: groups.join(tx, group_id, username, actor=actor), once=once)

    def leave_group(self, group_id: str, username: str, *, actor: Actor, once: Once[None] | None = None) -> None:
        """End a membership of `role@unit`. Raises NotFound, Forbidden."""
        self._write(lambda tx: groups.leave(tx, group_id, username, actor=actor), once=once)


def _secret(password: str | None) -> str | None:
    return passwords.hash_secret(passwords.checked_password(password)) if password else None
