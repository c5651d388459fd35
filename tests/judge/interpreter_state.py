"""What the judge knows of a running case: plain objects, changed in place, nothing clever."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.judge.interpreter_model import Definition, Element, Flow

Values = dict[str, Any]


class Failure(Exception):
    """The process itself got something wrong: an incident of this type opens (I4)."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


class Endless(Exception):
    """The step does not come to rest (K11). The case is of no use afterwards."""


@dataclass(eq=False)
class Record:
    """A completion that can be compensated (P20): the element, its locals then, and what was completed inside it."""

    element: Element
    snapshot: Values
    inner: list[Record]
    claimed_by: Instance | None = None
    """the throw that works on it (P24)"""

    @property
    def is_free(self) -> bool:
        """No throw works on it, or the one that did has ended (P28)."""
        return self.claimed_by is None or self.claimed_by.ended


@dataclass(eq=False)
class Instance:
    """An element instance; also the scope of what is inside it.

    `form`: plain, body (of a repetition), inner (one instance or round of a body). `tokens`: flow id -> tokens that
    wait at a join or for a start quantity. `compensates`: called when this handler instance has ended.
    """

    element: Element
    parent: Instance | None
    form: str = "plain"
    variables: Values = field(default_factory=dict)
    given: Values = field(default_factory=dict)
    payload: Values | None = None
    children: list[Instance] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    interrupted: bool = False
    completing: bool = False
    ended: bool = False
    entered: bool = False
    subscribed: bool = False
    leaving: bool = False
    is_handler: bool = False
    handler_done: Callable[[], None] | None = None
    error_scope: Instance | None = None
    used: set[str] = field(default_factory=set)
    start: str = ""
    # repetition (M1 to M8) and ad-hoc (P12 to P16)
    items: list[Any] = field(default_factory=list)
    index: int = 0
    completed: int = 0
    results: list[Any] = field(default_factory=list)
    finishing: bool = False
    # complex gateways (W11, W12): element id -> flows consumed since the round began; absent = waiting for start
    consumed: dict[str, set[str]] = field(default_factory=dict)
    pending_list: list[tuple[str, Values]] = field(default_factory=list)

    @property
    def inside(self) -> list[Instance]:
        """It and everything active below it, outermost first."""
        return [self, *(found for child in self.children for found in child.inside)]

    @property
    def chain(self) -> list[Instance]:
        """It and its scopes, from the inside to the case."""
        return [self, *(self.parent.chain if self.parent else [])]

    def __repr__(self) -> str:
        return f"<{self.element.id} {self.form}>"


@dataclass(eq=False)
class Wait:
    """What keeps an instance waiting, or may interrupt it.

    `kind`: task, job, child, timer, message, signal, conditional, activation. `event`: the element that catches.
    `job`: element, start or end for jobs; for those of task listeners the event of the task they listen to. `facts`:
    what is written at a task, by name (A4), `busy` the event whose listeners run (A31).
    """

    kind: str
    owner: Instance
    event: Element
    definition: Definition | None = None
    name: str = ""
    key: str = ""
    job: str = ""
    due_at: datetime | None = None
    rounds: int | None = None
    cycle: Any = None
    armed: bool = True
    fired_now: bool = False
    is_open: bool = True
    active: bool = True
    again: Callable[[], None] | None = None
    verdict: Callable[[bool, Values], None] | None = None
    facts: Values = field(default_factory=dict)
    busy: str = ""


@dataclass(eq=False)
class Incident:
    """The case cannot go on here (I4, I5). `again` repeats what failed (I6)."""

    owner: Instance
    error_type: str
    message: str
    again: Callable[[], None]
    wait: Wait | None = None
    element: Element | None = None


@dataclass(eq=False)
class Pending:
    """Work in the queue of a step: a token on `flow`, or anything else that `run` does. It keeps `scope` open (K6).

    `at`: the element that an operator starts; it counts as active already (V15).
    """

    scope: Instance
    run: Callable[[], None]
    flow: Flow | None = None
    at: Element | None = None
    look: Wait | None = None


@dataclass(eq=False)
class Case:
    """A case in the judge's hands."""

    process: Element
    now: datetime
    zone: Any
    decide: Callable[[str, Values], Any]
    root: Instance
    queue: deque[Pending] = field(default_factory=deque)
    waits: list[Wait] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    outcome: str = "active"
    is_child: bool = False
    as_product: frozenset[str] = frozenset()
    """names of known differences in which it does as the product does, so that random runs come past them"""
    ask_caller: Callable[[str, str, Values], str] = lambda kind, code, payload: "UNCAUGHT"
    """what a calling case says to an error or escalation that leaves this one: UNCAUGHT, GOES_ON or ENDED"""
    # what the current step did
    flows: list[str] = field(default_factory=list)
    messages: list[tuple[str, str, Values]] = field(default_factory=list)
    signals: list[tuple[str, Values]] = field(default_factory=list)
    calls: list[tuple[str, str, Values]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def open_waits(self, *kinds: str) -> list[Wait]:
        """The open waits of these kinds, oldest first."""
        return [wait for wait in self.waits if wait.is_open and wait.kind in kinds]
