"""What a case is between two steps: element instances and waits. No variables, no history (decision 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

from engine.process.graph import Node, Trigger

if TYPE_CHECKING:
    from engine.process.shelves import Shelves

Data: TypeAlias = "dict[str, object]"


class Stage(IntEnum):
    """Where an element instance stands on its way (K8). Numbers are stored: never renumber."""

    ENTER = 0
    START_LISTENERS = 1
    OPEN = 2
    BEHAVE = 3
    ACTIVE = 4
    RESULTS = 5
    END_LISTENERS = 6
    LEAVE = 7


class Form(IntEnum):
    """What an instance of a node is. Numbers are stored: never renumber."""

    PLAIN = 0
    BODY = 1
    """the body of a multi-instance or loop (M2, M8); its boundary events hang here"""
    INNER = 2
    """one instance inside a body"""
    ACTIVATION = 3
    """one activation of an inner element of an ad-hoc sub-process (P13)"""
    REOPENED = 4
    """a completed sub-process while its inside is compensated (P22)"""
    SERIES = 5
    """compensation that its throw event does not wait for (P22)"""


class Instance:
    """An element instance; also the scope of what runs and is stored inside it. `data` holds what is rare."""

    __slots__ = ("children", "data", "form", "key", "node", "row", "scope_key", "stage", "waits")

    def __init__(
        self, key: int, node: Node, scope_key: int, form: Form = Form.PLAIN, stage: Stage = Stage.ENTER
    ) -> None:
        self.key, self.node, self.scope_key = key, node, scope_key
        self.form, self.stage = form, stage
        self.data: Data = {}
        self.row: list[object] | None = None
        """the stored row it was loaded from; it shares `data` with it, see codec.py"""
        self.children: dict[int, Instance] = {}
        self.waits: dict[int, Wait] = {}

    @property
    def type(self) -> str:
        """The `/v2` element type."""
        if self.form is Form.BODY:
            return "MULTI_INSTANCE_BODY"
        return "AD_HOC_SUB_PROCESS_INNER_INSTANCE" if self.form is Form.ACTIVATION else self.node.type

    @property
    def is_event_sub(self) -> bool:
        """An instance of an event sub-process (P2)."""
        return self.node.type == "EVENT_SUB_PROCESS"

    def counts(self, name: str) -> dict[str, int]:
        """The counters of that name in `data`, made when first asked for."""
        found = self.data.setdefault(name, {})
        assert isinstance(found, dict)
        return found

    def records(self) -> list[list[object]]:
        """Compensation records of what completed in this scope, oldest first (P20); see machine/compensation.py."""
        found = self.data.setdefault("records", [])
        assert isinstance(found, list)
        return found

    def number(self, name: str, default: int = 0) -> int:
        """A whole number out of `data`."""
        found = self.data.get(name, default)
        assert isinstance(found, int)
        return found

    def tree(self) -> Iterator[Instance]:
        """This instance and everything inside it, inner ones first."""
        for child in list(self.children.values()):
            yield from child.tree()
        yield self

    def __repr__(self) -> str:
        return f"<{self.node.id} {self.key} {self.form.name} {self.stage.name}>"


class Wait:
    """An open subscription: `kind` message, signal, timer or conditional, for a trigger of `node`, hung on `host`.

    The host is the activity (boundary), the scope (event sub-process), the gateway, or the catch event itself.
    """

    __slots__ = ("data", "host_key", "index", "key", "kind", "node")

    def __init__(self, key: int, kind: str, node: Node, host_key: int, index: int, data: Data | None = None) -> None:
        self.key, self.kind, self.node, self.host_key, self.index = key, kind, node, host_key, index
        self.data: Data = data or {}

    @property
    def trigger(self) -> Trigger:
        """The event definition it waits for."""
        return self.node.triggers[self.index]


@dataclass(slots=True)
class CaseState:
    """All of a case's state. `parked` are moves that a used-up step budget left over (K11).

    `shelves`: what of wide scopes is still packed, see shelves.py; None where no scope is wide.
    """

    root_key: int
    instances: dict[int, Instance] = field(default_factory=dict)
    waits: dict[int, Wait] = field(default_factory=dict)
    parked: list[list[object]] = field(default_factory=list)
    shelves: Shelves | None = None

    @property
    def root(self) -> Instance:
        """The case itself."""
        return self.instances[self.root_key]

    def add(self, instance: Instance) -> None:
        """Put an instance into its scope."""
        self.instances[instance.key] = instance
        scope = self.instances.get(instance.scope_key)
        if scope is not None:
            scope.children[instance.key] = instance

    def remove(self, instance: Instance) -> None:
        """Take an instance out of its scope."""
        del self.instances[instance.key]
        scope = self.instances.get(instance.scope_key)
        if scope is not None:
            scope.children.pop(instance.key, None)

    def add_wait(self, wait: Wait) -> None:
        """Hang a wait on its host."""
        self.waits[wait.key] = wait
        self.instances[wait.host_key].waits[wait.key] = wait

    def remove_wait(self, wait: Wait) -> None:
        """Take a wait away."""
        self.waits.pop(wait.key, None)
        host = self.instances.get(wait.host_key)
        if host is not None:
            host.waits.pop(wait.key, None)
