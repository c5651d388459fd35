"""What can be asked of a case: one command causes one step (dialect K9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from engine.values import Values


@dataclass(frozen=True, slots=True)
class StartCase:
    """Begin a case. `start_element_id` None = the none start event (E2); `variables`: of the start or its message.

    `case_key` is made by the caller. `begin_at` names elements to begin at instead (start instructions).
    """

    case_key: int
    variables: Values
    start_element_id: str | None = None
    begin_at: tuple[str, ...] = ()
    call_depth: int = 0


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """A person or the API completes the user task of this element instance."""

    element_instance_key: int
    variables: Values


@dataclass(frozen=True, slots=True)
class ChangeTask:
    """Assign or update a user task whose element has task listeners for it (A31); other tasks change without the core.

    `event` is 'assigning' or 'updating'. Once every listener agreed, the step's `tasks_changed` holds `changes` with
    the listeners' corrections; a denied change leaves the task as it was.
    """

    element_instance_key: int
    event: str
    changes: Values


@dataclass(frozen=True, slots=True)
class CompleteJob:
    """A worker completed the job that the core opened as `job_key`. A task listener may deny or correct (A31)."""

    job_key: int
    variables: Values
    denied: bool = False
    denied_reason: str = ""
    corrections: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobExhausted:
    """A job has no retries left: an incident `error_type` opens at its element; `variables` stay local (I2)."""

    job_key: int
    error_type: str
    message: str
    variables: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ElementFailed:
    """The engine could not carry out what the step asked for at this element instance (task without unit, missing form,
    called process that does not exist): incident `error_type` opens there. Resolving it enters the element again (I6).
    """

    element_instance_key: int
    error_type: str
    message: str


@dataclass(frozen=True, slots=True)
class ThrowError:
    """A worker or a person throws a BPMN error at the element instance (E9)."""

    element_instance_key: int
    error_code: str
    message: str = ""
    variables: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FireTimer:
    """The timer is due. `missed` is the count of rounds a cycle consumed by catching up (T9)."""

    timer_key: int


@dataclass(frozen=True, slots=True)
class ChangeTimer:
    """An operator gives a running timer another due time; a past one makes it due at once. A cycle goes on from it."""

    timer_key: int
    due_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Deliver:
    """A message or signal reaches one subscription of the case."""

    subscription_key: int
    variables: Values


@dataclass(frozen=True, slots=True)
class ChildCompleted:
    """The called case of this call activity completed with these root variables."""

    element_instance_key: int
    variables: Values


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """The called case was terminated by an operator: incident `CHILD_ENDED` (P9)."""

    element_instance_key: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChildThrew:
    """An error or escalation nobody caught in the called case reaches its call activity (E8, E12).

    The step's `caught` tells whether it was caught; `children_ended` holds the call activity when the child must end.
    """

    element_instance_key: int
    kind: str
    code: str
    message: str = ""
    variables: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    """Repeat what failed (I6)."""

    incident_key: int


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Write variables from outside (D11); `scope_key` is the case key or an element instance key."""

    scope_key: int
    variables: Values
    local: bool = False


@dataclass(frozen=True, slots=True)
class CancelCase:
    """Terminate the case and everything in it; no compensation, no boundary events."""

    reason: str = ""


class Beside(StrEnum):
    """How an element instance decides the scope of what is started in its place."""

    PARENT = "parent"
    """The scope it stands in."""
    NEAREST = "nearest"
    """The nearest scope around it that also surrounds what is started."""


@dataclass(frozen=True, slots=True)
class Modify:
    """Operator's modification (V15): `activate` pairs (element id, local variables), `terminate` element instance keys.

    Applied together. An inner element of an active ad-hoc sub-process is started the same way (P13). `ancestors` says
    for a position in `activate` in which element instance around it to start, when its scope is active several times;
    `beside` lets an element instance decide that, which may be one of `terminate`: (`Beside`, its key).
    """

    activate: tuple[tuple[str, Values], ...] = ()
    terminate: tuple[int, ...] = ()
    ancestors: Mapping[int, int] = field(default_factory=dict)
    beside: Mapping[int, tuple[Beside, int]] = field(default_factory=dict)


Command: TypeAlias = (
    StartCase
    | CompleteTask
    | ChangeTask
    | CompleteJob
    | JobExhausted
    | ElementFailed
    | ThrowError
    | FireTimer
    | ChangeTimer
    | Deliver
    | ChildCompleted
    | ChildEnded
    | ChildThrew
    | ResolveIncident
    | SetVariables
    | CancelCase
    | Modify
)
