"""Playing cases on a test engine: what the player of scenarios asks beyond what users do. Not offered over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.access import Permission, require
from engine.actor import Actor
from engine.advance.world import Watch
from engine.definitions.library import Library
from engine.errors import NotFound
from engine.inbox import TaskRow
from engine.service.base import Base
from engine.store import cases, rehearsal, signin, tasks
from engine.store.database import Tx
from engine.values import Json, Values
from engine.working_time import read as read_calendar


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a scenario may name: active users, and units with the calendar that holds there."""

    users: frozenset[str]
    units: Mapping[str, str | None]


class Rehearsals(Base):
    """One short method a question; all of them for the system only."""

    def rehearse(self, watch: Watch, *, library: Library | None = None) -> None:
        """Show every committed step of this engine to `watch`; `library` shares definitions between equal databases."""
        self.world = replace(self.world, watch=watch, library=library or self.world.library)

    def person(self, username: str, *, actor: Actor) -> Actor:
        """An active user with the grants that hold now, without his password. Raises NotFound, Forbidden."""
        require(actor, Permission.OPERATE)
        found = self._read(lambda tx: signin.account(tx, username))
        if found is None:
            raise NotFound("user", username)
        return found.actor

    def holder(self, task: TaskRow) -> str | None:
        """The first user with a role of the task: at its unit, else at the nearest above with reach to it."""

        def find(tx: Tx) -> str | None:
            further = sorted(name for kind, name in tasks.candidates(tx, task.task_key) if kind == "role")
            found = (rehearsal.holder(tx, role, task.unit_path) for role in (task.role, *further))
            return next((username for username in found if username is not None), None)

        return self._read(find)

    def known_names(self) -> KnownNames:
        """Users and units."""
        return self._read(lambda tx: KnownNames(rehearsal.usernames(tx), rehearsal.unit_calendars(tx)))

    def next_due_at(self) -> datetime | None:
        """The first moment after now at which something happens by itself."""
        return self._read(rehearsal.next_due_at)

    def after_open_hours(self, duration: timedelta, calendar: str) -> datetime:
        """The moment when so much open time of a calendar has passed since now. Raises LookupError."""
        return self._read(lambda tx: read_calendar(tx, calendar).add(tx.now, duration))

    def records(
        self, table: str, where: Mapping[str, Json], *, actor: Actor, most: int = rehearsal.MOST_RECORDS
    ) -> list[Values]:
        """Up to `most` rows of any table by column values. Raises Invalid, Forbidden."""
        require(actor, Permission.AUDIT)
        return self._read(lambda tx: rehearsal.records(tx, table, where, most=most))

    def scope_values(self, case_key: int, element_instance_key: int) -> Values:
        """The variables that an element instance sees: the case's, then those of its scopes, the innermost last."""

        def read(tx: Tx) -> Values:
            scopes = cases.variables(tx, case_key)
            found = dict(scopes.get(case_key, {}))
            for key in cases.scope_chain(tx, case_key, element_instance_key):
                found |= scopes.get(key, {})
            return found

        return self._read(read)
