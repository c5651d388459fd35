"""The graph of a process as the token machine wants it: nodes, flows and what is written at them.

Built once per deployed version by `engine.process.reading` and never changed afterwards, so threads share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.process.expressions import Value


@dataclass(slots=True, eq=False)
class Flow:
    """A sequence flow. `condition` is None for an unconditional one."""

    id: str
    name: str
    source: Node
    target: Node
    condition: Value | None
    is_default: bool = False
    reached_from: frozenset[str] | None = None
    """Worked out when first asked for, always the same: see machine/reach.py"""


@dataclass(frozen=True, slots=True)
class IoLine:
    """One line of an ioMapping (D20): `source` None means null; `path` is the dotted target."""

    source: Value | None
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timer:
    """`kind` is date, duration or cycle (T1). `calendar`: durations are working time (S13); `catch_up` is T9's word."""

    kind: str
    text: Value
    calendar: Value | None = None
    catch_up: str = "once"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One event definition.

    `kind`: message, timer, signal, conditional, error, escalation, compensation, cancel, terminate or link.
    `name`: of the message or signal; the link's as a static text. `code`: of error or escalation, None = any.
    `watched`: variable names a condition depends on; `changes`: the kinds of change that count (E16).
    `activity`: what a compensation throw names (P23); `waits`: its `waitForCompletion`.
    """

    kind: str
    name: Value | None = None
    correlation_key: Value | None = None
    code: Value | None = None
    timer: Timer | None = None
    condition: Value | None = None
    watched: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset(("create", "update"))
    activity: str | None = None
    waits: bool = True


@dataclass(frozen=True, slots=True)
class JobSpec:
    """`zeebe:taskDefinition` with its headers."""

    type: Value
    retries: Value
    headers: Mapping[str, str]
    priority: Value | None


@dataclass(frozen=True, slots=True)
class Listener:
    """An execution or task listener (A30, A31); `event` in lower case: start, end, creating …"""

    event: str
    type: Value
    retries: Value
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormRef:
    """A form by id: `binding` latest, deployment or versionTag."""

    form_id: str
    binding: str = "latest"
    version_tag: str | None = None


@dataclass(frozen=True, slots=True)
class UserWork:
    """What is written at a user task or start event for people (A4 to A7). Texts None = not written."""

    assignee: Value | None = None
    candidate_groups: Value | None = None
    candidate_users: Value | None = None
    due_date: Value | None = None
    follow_up_date: Value | None = None
    priority: Value | None = None
    form: FormRef | None = None
    external_form: Value | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """`zeebe:script` (A10)."""

    expression: Value
    result_variable: str


@dataclass(frozen=True, slots=True)
class DecisionCall:
    """`zeebe:calledDecision` (A11)."""

    decision_id: Value
    result_variable: str
    binding: str
    version_tag: Value | None


@dataclass(frozen=True, slots=True)
class ProcessCall:
    """`zeebe:calledElement` (P8, P10)."""

    process_id: Value
    binding: str
    version_tag: Value | None
    business_id: Value | None
    propagate_parent: bool
    propagate_child: bool


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance (`kind` parallel or sequential, M1 to M6) or standard loop (`kind` standard, M7)."""

    kind: str
    input_collection: Value | None = None
    input_element: str | None = None
    output_collection: str | None = None
    output_element: Value | None = None
    output_local: str | None = None
    completion: Value | None = None
    condition: Value | None = None
    maximum: int | None = None
    test_before: bool = False


@dataclass(frozen=True, slots=True)
class AdHoc:
    """An ad-hoc sub-process (P12 to P16)."""

    active_elements: Value | None
    completion: Value | None
    cancel_remaining: bool
    sequential: bool
    output_collection: str | None
    output_element: Value | None


@dataclass(slots=True, eq=False)
class Node:
    """One element of the model; the process itself is one too (kind 'process').

    `kind` is the BPMN name, `type` the `/v2` element type, `behaviour` the name under which the machine runs it.
    `own` holds our properties (`sl:` names without prefix), `properties` the others. `lane_role` is the role text of
    its lane (S1): property `role` or the lane's name, None without lane.
    """

    id: str
    kind: str
    type: str
    behaviour: str
    name: str = ""
    name_en: str = ""
    documentation: str = ""
    scope: Node | None = None
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    interrupting: bool = True
    host: Node | None = None
    attached: tuple[Node, ...] = ()
    handler: Node | None = None
    is_handler: bool = False
    inputs: tuple[IoLine, ...] = ()
    outputs: tuple[IoLine, ...] = ()
    start_listeners: tuple[Listener, ...] = ()
    end_listeners: tuple[Listener, ...] = ()
    task_listeners: tuple[Listener, ...] = ()
    job: JobSpec | None = None
    user: UserWork | None = None
    script: Script | None = None
    decision: DecisionCall | None = None
    call: ProcessCall | None = None
    loop: Loop | None = None
    adhoc: AdHoc | None = None
    activation: Value | None = None
    start_quantity: int = 1
    completion_quantity: int = 1
    headers: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Value] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    lane_id: str | None = None
    lane_name: str | None = None
    lane_role: str | None = None
    lane_own: Mapping[str, Value] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    start: Node | None = None
    event_subs: tuple[Node, ...] = ()
    link_target: Node | None = None
    """Where a link throw goes on (E18)"""
    leaves_record: bool = False
    """Its completion leaves a compensation record (P20)."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"

    @property
    def is_join(self) -> bool:
        """Tokens wait at it for each other."""
        return self.behaviour in ("parallel", "inclusive", "complex") and len(self.incoming) > 1

    def trigger(self, kind: str) -> Trigger | None:
        """The event definition of that kind, if it has one."""
        return next((trigger for trigger in self.triggers if trigger.kind == kind), None)
