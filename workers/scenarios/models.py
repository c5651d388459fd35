"""What scenarios may name: the deployed processes with their elements, users, units, calendars, job types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.process.definition import Definition, constant_text
from engine.process.graph import Node
from engine.service.rehearsals import KnownNames
from workers.handlers import BUILT_IN


@dataclass(frozen=True)
class Models:
    """The newest definitions by process id, what the demo network knows, and the file of each process."""

    definitions: Mapping[str, Definition]
    known: KnownNames
    files: Mapping[str, str] = field(default_factory=dict)

    def tasks(self, process_id: str | None = None) -> frozenset[str]:
        """The user tasks of a process; of all processes without one."""
        return frozenset(node.id for node in self._nodes(process_id) if node.user is not None)

    def places(self, process_id: str | None = None) -> frozenset[str]:
        """The elements and flows of a process; of all processes without one."""
        chosen = [self.definitions[process_id]] if process_id else list(self.definitions.values())
        return frozenset(name for definition in chosen for name in (*definition.nodes, *definition.flows))

    @cached_property
    def jobs(self) -> frozenset[str]:
        """Job types of models and of the built-in handlers, and the elements that have jobs."""
        kinds = {kind for definition in self.definitions.values() for kind in definition.job_types}
        elements = {node.id for node in self._nodes(None) if node.job is not None}
        return frozenset(kinds | elements | BUILT_IN.keys())

    def events(self, kind: str) -> frozenset[str]:
        """The constant names of all messages or signals that some process waits for."""
        triggers = [trigger for node in self._nodes(None) for trigger in node.triggers if trigger.kind == kind]
        return frozenset(name for trigger in triggers if (name := constant_text(trigger.name)))

    def _nodes(self, process_id: str | None) -> list[Node]:
        chosen = [self.definitions[process_id]] if process_id else list(self.definitions.values())
        return [node for definition in chosen for node in definition.nodes.values()]
