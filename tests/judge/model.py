"""A model of the library, and a command of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.judge.interpreter_state import Values

Move = tuple[Any, ...]


@dataclass(frozen=True)
class Model:
    """A model of the library.

    `data`: what random results hold, name -> possible values. `start`: variables of every start. `errors`,
    `escalations`: codes thrown at work and by called cases; `unknown` is always tried too. `families`: what it is for.
    """

    name: str
    content: bytes
    families: tuple[str, ...] = ()
    data: dict[str, list[Any]] = field(default_factory=dict)
    start: Values = field(default_factory=dict)
    start_id: str = ""
    process_id: str = ""
    errors: tuple[str, ...] = ()
    escalations: tuple[str, ...] = ()
    length: int = 12
    is_child: bool = False
    """it runs as a called case: what nobody catches goes to the parent"""
    brings: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    """element id -> names its work always brings, each with one of these values"""
