"""What a turn needs besides the database: definitions, roles, calendars, own FEEL functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.definitions.library import Library
from engine.feel import FeelFunction
from engine.settings import EngineSettings
from engine.store.database import Tx

WorkingTime: TypeAlias = Callable[[Tx, datetime, str, str], datetime]
"""(tx, start, ISO duration, calendar code) -> the moment so much working time later; LookupError without that calendar."""


@dataclass(frozen=True, slots=True)
class World:
    """The collaborators of an engine, made once."""

    library: Library
    settings: EngineSettings
    add_working_time: WorkingTime
    functions: Mapping[str, FeelFunction] = field(default_factory=dict)
