"""What one run of the core yields. The engine writes all of it in one transaction, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.values import Json, Values


class Outcome(StrEnum):
    """How the case stands after the step."""

    ACTIVE = "active"
    COMPLETED = "completed"
    TERMINATED = "terminated"


@dataclass(slots=True)
class TaskOpened:
    """Work for a person. Expressions are already evaluated (A4); role and unit codes are raw, checked by the engine.

    `roles`: lane role or candidate groups (S1..S6), empty = none found (A6). `unit`: value of the nearest `sl:unit`
    (S7), None = the case's. `form`: (`formId`, binding `latest|deployment|versionTag`, version tag or None) or None;
    `external_form`: form key text.
    `sla`, `sla_response`: ISO durations or None; `calendar`: code or None. `meant_for`: whom the model gives it
    to, when its `assigning` listeners are asked first (A31); `assignee` is None then.
    """

    element_instance_key: int
    element_id: str
    name: str
    roles: tuple[str, ...]
    unit: str | None
    candidate_users: tuple[str, ...]
    assignee: str | None
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    form: tuple[str, str, str | None] | None
    external_form: str | None
    headers: Mapping[str, str]
    sla: str | None
    sla_response: str | None
    calendar: str | None
    meant_for: str | None = None


@dataclass(slots=True)
class ClockNoted:
    """An element instance was entered that carries clocks or a pause (S10, S12, S22); it ends with the instance.

    For user tasks `sla`, `sla_response` and `calendar` stand in `TaskOpened`; here only their `pause`.
    """

    element_instance_key: int
    element_id: str
    sla: str | None
    sla_response: str | None
    calendar: str | None
    pause: str | None


class JobKind(StrEnum):
    """As `/v2` names them."""

    BPMN_ELEMENT = "BPMN_ELEMENT"
    EXECUTION_LISTENER = "EXECUTION_LISTENER"
    TASK_LISTENER = "TASK_LISTENER"


@dataclass(slots=True)
class JobOpened:
    """Work for a machine, due now. `listener_event` is START, END, CREATING … for listeners."""

    job_key: int
    element_instance_key: int
    element_id: str
    type: str
    kind: JobKind
    retries: int
    priority: int
    headers: Mapping[str, str]
    listener_event: str = "UNSPECIFIED"


@dataclass(slots=True)
class TimerOpened:
    """A wait for time. A cycle opens a new TimerOpened (same element) for each round."""

    timer_key: int
    element_instance_key: int
    element_id: str
    due_at: datetime


@dataclass(slots=True)
class SubscriptionOpened:
    """A wait for a message (`kind` 'message', with correlation key) or signal ('signal', key empty)."""

    subscription_key: int
    element_instance_key: int
    element_id: str
    kind: str
    name: str
    correlation_key: str
    interrupting: bool


@dataclass(slots=True)
class MessageThrown:
    """To be published by the engine after this step, in the same transaction as a stored message (C14, C15)."""

    name: str
    correlation_key: str
    variables: Values
    time_to_live: str
    message_id: str
    element_id: str
    element_instance_key: int


@dataclass(slots=True)
class SignalThrown:
    """To be broadcast by the engine (C13)."""

    name: str
    variables: Values
    element_id: str
    element_instance_key: int


@dataclass(slots=True)
class ChildCalled:
    """Start a child case (P8, P10). `binding` is latest, deployment or versionTag; the engine resolves the definition.

    When it cannot be resolved the engine answers with the command `ElementFailed` and `CALLED_ELEMENT_ERROR`.
    """

    element_instance_key: int
    element_id: str
    process_id: str
    binding: str
    version_tag: str | None
    variables: Values
    business_id: str | None
    propagate_all: bool


@dataclass(slots=True)
class IncidentOpened:
    """The case cannot go on at this element until somebody acts (I4). `message` ends with the FEEL warnings, if any."""

    incident_key: int
    element_instance_key: int
    element_id: str
    error_type: str
    message: str
    job_key: int | None = None


class ElementState(StrEnum):
    """Life of an element instance, as `/v2` names it."""

    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    TERMINATED = "TERMINATED"


@dataclass(slots=True)
class ElementChange:
    """An element instance entered (ACTIVE) or ended. An instance that passes at once appears twice, in order.

    `type` is the `/v2` element type (USER_TASK, EXCLUSIVE_GATEWAY, MULTI_INSTANCE_BODY …).
    """

    element_instance_key: int
    element_id: str
    name: str
    type: str
    state: ElementState
    scope_key: int


@dataclass(slots=True)
class VariableWritten:
    """One write (D10): `old` is meaningless when not `existed`. `element_id` is the element that wrote.

    `index`: only this item of the list was written (M3); None = the whole value.
    """

    scope_key: int
    name: str
    value: Json
    old: Json
    existed: bool
    element_id: str
    index: int | None = None


@dataclass(slots=True)
class DecisionEvaluated:
    """A business rule task's evaluation; `report` is the JSON form of the DMN result (key, inputs, rules, outputs)."""

    element_instance_key: int
    element_id: str
    decision_id: str
    report: Values


@dataclass(slots=True)
class Happening:
    """One line for the history, in the order it happened; the engine adds actor, time and chain.

    `type` is one of the closed vocabulary in `engine/history/vocabulary.py` ('task.created', 'flow.taken' …);
    `details` are plain facts without personal values (ids, codes, counts, due dates as ISO text).
    """

    type: str
    element_id: str = ""
    element_instance_key: int | None = None
    details: Values = field(default_factory=dict)


@dataclass(slots=True)
class Step:
    """Everything one command caused. Lists are in order of happening."""

    outcome: Outcome = Outcome.ACTIVE
    state: bytes = b""
    tasks_opened: list[TaskOpened] = field(default_factory=list)
    tasks_closed: list[tuple[int, str]] = field(default_factory=list)
    """(element instance key, 'completed' | 'withdrawn')"""
    tasks_changed: list[tuple[int, Values]] = field(default_factory=list)
    """(element instance key, changes) that every task listener agreed to (A31)"""
    tasks_denied: list[tuple[int, str]] = field(default_factory=list)
    """(element instance key, reason): a task listener denied the change or completion (A31)"""
    clocks: list[ClockNoted] = field(default_factory=list)
    jobs_opened: list[JobOpened] = field(default_factory=list)
    jobs_closed: list[tuple[int, str]] = field(default_factory=list)
    """(job key, 'completed' | 'cancelled' | 'error')"""
    jobs_reopened: list[tuple[int, int]] = field(default_factory=list)
    """(job key, retries): an incident was resolved (I6)"""
    timers_opened: list[TimerOpened] = field(default_factory=list)
    timers_changed: list[tuple[int, datetime]] = field(default_factory=list)
    """(timer key, new due time)"""
    timers_closed: list[int] = field(default_factory=list)
    subscriptions_opened: list[SubscriptionOpened] = field(default_factory=list)
    subscriptions_closed: list[int] = field(default_factory=list)
    messages_thrown: list[MessageThrown] = field(default_factory=list)
    signals_thrown: list[SignalThrown] = field(default_factory=list)
    children_called: list[ChildCalled] = field(default_factory=list)
    children_ended: list[int] = field(default_factory=list)
    """element instance keys of call activities whose child case must be terminated"""
    incidents_opened: list[IncidentOpened] = field(default_factory=list)
    incidents_closed: list[int] = field(default_factory=list)
    elements: list[ElementChange] = field(default_factory=list)
    flows_taken: list[tuple[str, int]] = field(default_factory=list)
    """(sequence flow id, scope key)"""
    decisions: list[DecisionEvaluated] = field(default_factory=list)
    variables: list[VariableWritten] = field(default_factory=list)
    scopes_closed: list[int] = field(default_factory=list)
    """scope keys whose live variables are to be dropped"""
    happenings: list[Happening] = field(default_factory=list)
    caught: bool = True
    """answer to `ChildThrew`: whether somebody caught it"""
