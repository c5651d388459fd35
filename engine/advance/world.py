"""What a turn needs besides the database: definitions, roles, calendars, own FEEL functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.definitions.library import Library
from engine.feel import FeelFunction
from engine.process.definition import Definition
from engine.process.step import Step
from engine.settings import EngineSettings
from engine.store import organisation
from engine.store.database import Tx
from engine.wakeups import Wakeups

WorkingTime: TypeAlias = Callable[[Tx, datetime, str, str], datetime]
"""(tx, start, ISO duration, calendar code) -> the moment so much later in working time; LookupError without it."""


Watch: TypeAlias = Callable[[int, Definition, Step], None]
"""(case key, its process, a committed step): told after the commit, for rehearsals of scenarios."""


class RoleBook:
    """Role codes and their display names, kept in memory; read again when a name is unknown."""

    def __init__(self) -> None:
        self._names: Mapping[str, tuple[str, ...]] = {}

    def code(self, tx: Tx, name: str) -> str | None:
        """The code of a role written as code or display name, in either language (S1); None when there is none."""
        found = _find(name, self._names)
        if found is None:
            self._names = organisation.role_names(tx)
            found = _find(name, self._names)
        return found


def _find(name: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    if name in known:
        return name
    wanted = name.strip().casefold()
    for code, names in known.items():
        if wanted == code.casefold() or wanted in (shown.strip().casefold() for shown in names if shown):
            return code
    return None


@dataclass(frozen=True, slots=True)
class World:
    """The collaborators of an engine, made once."""

    library: Library
    settings: EngineSettings
    add_working_time: WorkingTime
    calendar_codes: Callable[[Tx], frozenset[str]]
    functions: Mapping[str, FeelFunction] = field(default_factory=dict)
    roles: RoleBook = field(default_factory=RoleBook)
    watch: Watch | None = None
    wakeups: Wakeups = field(default_factory=Wakeups)
