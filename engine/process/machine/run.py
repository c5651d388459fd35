"""One step in the making: the case's state, its variables, and what has been yielded so far."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.errors import Conflict
from engine.feel import Environment
from engine.process.definition import Definition
from engine.process.graph import Flow, Node
from engine.process.machine.variables import Variables
from engine.process.shelves import has_conditional_waits
from engine.process.state import CaseState, Data, Form, Instance, Wait
from engine.process.step import ElementChange, ElementState, Happening, Step
from engine.process.surroundings import Surroundings
from engine.values import Json, Values

_NO_ACTIVITY = frozenset(
    (
        "PROCESS",
        "USER_TASK",
        "EXCLUSIVE_GATEWAY",
        "PARALLEL_GATEWAY",
        "INCLUSIVE_GATEWAY",
        "EVENT_BASED_GATEWAY",
        "UNKNOWN",
    )
)
"""Element types whose life is told by case.*, task.* and flow.* events rather than by activity.*"""
_NO_SCOPE = -1


@dataclass(slots=True)
class Move:
    """Something queued (K9). `action` names what is to be done; `key` is the scope or instance it is done in.

    enter: a token reaches `node` (over `flow`, or directly) · next: the next round of a body ·
    undo: the next handler of a compensation · fire: a wait fires · check: conditions are evaluated
    """

    action: str
    key: int
    node: Node | None = None
    flow: Flow | None = None
    data: Data = field(default_factory=dict)
    values: Values = field(default_factory=dict)


class Run:
    """The working memory of one step. The machine's functions take it first and change it."""

    __slots__ = (
        "around",
        "case_key",
        "changes",
        "definition",
        "_environment",
        "dirty",
        "entered_count",
        "fired_conditions",
        "is_over",
        "pending",
        "queue",
        "state",
        "step",
        "touched",
        "variables",
        "watches",
    )

    def __init__(
        self,
        definition: Definition,
        state: CaseState,
        around: Surroundings,
        variables: Mapping[int, Values],
    ) -> None:
        self.definition, self.state, self.around = definition, state, around
        self.case_key = state.root_key
        self.step = Step()
        self.queue: deque[Move] = deque()
        self.pending: dict[int, int] = {}
        self.dirty: dict[int, None] = {}
        """scopes to be reviewed"""
        self.touched: dict[int, None] = {}
        """scopes reviewed in this step"""
        self.entered_count = 0
        self.fired_conditions: set[int] = set()
        self.is_over = False
        self.watches = has_conditional_waits(state)
        self.changes: dict[tuple[int, str], str] | None = None
        """(scope key, name) → create or update, not yet seen by conditions; None = nothing to see (E14)"""
        self.variables = Variables(self, variables)
        self._environment: Environment | None = None

    # ---- asking ----

    def instance(self, key: int) -> Instance:
        """The live element instance; raises Conflict when it has ended."""
        found = self.state.instances.get(key)
        if found is None:
            raise Conflict(f"expected element instance {key} to be active, but it has ended or never was")
        return found

    def scope_of(self, instance: Instance) -> Instance:
        """The instance around it; the root has none (KeyError)."""
        return self.state.instances[instance.scope_key]

    @property
    def environment(self) -> Environment:
        """What expressions may read besides variables; the same for the whole step (F26)."""
        if self._environment is None:
            self._environment = _make_environment(self.definition, self.around)
        return self._environment

    # ---- queueing ----

    def enqueue(self, move: Move) -> None:
        """Queue a move; while it waits it keeps its scope open."""
        self.pending[move.key] = self.pending.get(move.key, 0) + 1
        self.queue.append(move)

    def enter(
        self,
        node: Node,
        scope_key: int,
        *,
        flow: Flow | None = None,
        data: Data | None = None,
        values: Values | None = None,
    ) -> None:
        """Queue a token for `node` in the scope; `values` become locals of the new instance."""
        self.enqueue(Move("enter", scope_key, node, flow, data or {}, values or {}))

    def taken_off(self, move: Move) -> bool:
        """Count a move as no longer waiting. True when its scope still lives."""
        left = self.pending.get(move.key, 1) - 1
        if left:
            self.pending[move.key] = left
        else:
            self.pending.pop(move.key, None)
        if move.key not in self.state.instances:
            return False
        self.dirty[move.key] = None
        return True

    def drop_moves(self, scope_key: int) -> None:
        """Forget the tokens that are on their way in this scope (K13, E19)."""
        if self.pending.pop(scope_key, 0):
            self.queue = deque(move for move in self.queue if move.key != scope_key)

    def note_change(self, scope_key: int, name: str, change: str) -> None:
        """A variable was created or changed: queue one look at the conditions behind what is queued already (E14)."""
        if not self.watches:
            return
        if self.changes is None:
            self.changes = {}
            self.queue.append(Move("check", _NO_SCOPE))
        self.changes.setdefault((scope_key, name), change)

    # ---- instances ----

    def create(self, node: Node, scope_key: int, form: Form = Form.PLAIN, key: int | None = None) -> Instance:
        """A new instance, active from now on."""
        instance = Instance(self.around.new_key() if key is None else key, node, scope_key, form)
        self.state.add(instance)
        self._change(instance, ElementState.ACTIVE)
        return instance

    def end(self, instance: Instance, state: ElementState) -> None:
        """The instance is over; its waits, children and work have been dealt with before."""
        self.state.remove(instance)
        self._change(instance, state)
        self.variables.close(instance.key)
        if instance.scope_key in self.state.instances:
            self.dirty[instance.scope_key] = None

    def _change(self, instance: Instance, state: ElementState) -> None:
        node = instance.node
        change = ElementChange(
            instance.key, node.id, node.name or node.id, instance.type, state, instance.scope_key or self.case_key
        )
        self.step.elements.append(change)
        if instance.type in _NO_ACTIVITY or (state is ElementState.ACTIVE and node.kind.endswith("Event")):
            return
        if state is not ElementState.TERMINATED:
            self.happened("activity.started" if state is ElementState.ACTIVE else "activity.completed", instance)

    # ---- telling ----

    def happened(self, type_: str, instance: Instance | None = None, **details: Json) -> None:
        """One line of history."""
        if instance is None:
            self.step.happenings.append(Happening(type_, details=details))
        else:
            self.step.happenings.append(Happening(type_, instance.node.id, instance.key, details))

    def close_wait(self, wait: Wait, *, fired: bool = False) -> None:
        """A subscription is over, because it fired for the last time or its element was left."""
        self.state.remove_wait(wait)
        if wait.kind == "timer":
            self.step.timers_closed.append(wait.key)
            if not fired:
                self.step.happenings.append(Happening("timer.cancelled", wait.node.id, wait.host_key))
        elif wait.kind != "conditional":
            self.step.subscriptions_closed.append(wait.key)


def _make_environment(definition: Definition, around: Surroundings) -> Environment:
    """F26: one instant for the whole step; random numbers come from a key, so the same keys give the same numbers."""
    source: list[Random] = []

    def random() -> Random:
        if not source:
            source.append(Random(around.new_key()))
        return source[0]

    return Environment(
        now=around.now,
        zone=ZoneInfo(definition.time_zone or around.time_zone),
        functions=around.functions,
        random=lambda: Decimal(random().getrandbits(53)) / Decimal(2**53),
        uuid=lambda: str(UUID(int=random().getrandbits(128), version=4)),
    )
