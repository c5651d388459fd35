"""What a scenario says, read and checked for form: one dataclass a step. The notation is told in docs/scenarios.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from engine.values import Json, Values

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Start:
    """How a case begins: by `message`, by time passing `until`, else by a person's `form` or by variables `values`."""

    process_id: str
    label: str = MAIN
    by: str | None = None
    unit: str | None = None
    form: Values | None = None
    values: Values = field(default_factory=dict)
    message: str | None = None
    key: str = ""
    until: str | None = None
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An expected no: `fields` pointer → part of the error's code or text, or `text` for any other refusal."""

    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class OnTask:
    """Something done to an open task: `deed` is complete, claim or release. `where`: FEEL, or the n-th opened."""

    deed: str
    element_id: str
    by: str | None = None
    values: Values = field(default_factory=dict)
    case: str | None = None
    where: str | int | None = None
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes: a duration, counted in the open hours of `calendar_of` (unit or calendar) when `is_working`."""

    duration: timedelta
    is_working: bool = False
    calendar_of: str | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """Time passes until a moment: text, or FEEL over the variables of `case`."""

    moment: str
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """A message (`is_signal` False) or signal arrives. `keep` None: somebody must wait for it now."""

    name: str
    is_signal: bool = False
    key: str = ""
    values: Values = field(default_factory=dict)
    by: str | None = None
    case: str | None = None
    message_id: str | None = None
    keep: timedelta | None = None
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How a job ends: `kind` is complete, error, fail, real (the built-in handler) or wait (for a step)."""

    kind: str
    values: Values = field(default_factory=dict)
    error_code: str = ""
    message: str = ""
    retries: int = 0


@dataclass(frozen=True, slots=True)
class OnJob:
    """Somebody answers a waiting job, named by its type or element."""

    name: str
    answer: Answer
    case: str | None = None
    where: str | int | None = None


@dataclass(frozen=True, slots=True)
class Operate:
    """An operator acts: `deed` is resolve (the incident at `target`), set (`values`) or cancel (the case)."""

    deed: str
    target: str = ""
    values: Values = field(default_factory=dict)
    by: str | None = None
    case: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing is done; only the expectations count."""


Act: TypeAlias = Start | OnTask | Wait | Until | Send | OnJob | Operate | Look


@dataclass(frozen=True, slots=True)
class ExpectedTask:
    """One open task; None = not said. `due`: moment as text, '' = none."""

    element_id: str
    role: str | None = None
    unit: str | None = None
    assignee: str | None = None
    due: str | None = None
    name: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class ExpectedNotification:
    """A notification as it must have been made; `count` None = at least one."""

    template: str | None = None
    to: str | None = None
    role: str | None = None
    unit: str | None = None
    text: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ExpectedIncident:
    """An incident that waits."""

    element_id: str
    type: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectedRecords:
    """Rows of a table; `values` must be found in one of them, `count` says how many there are."""

    table: str
    where: Values = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold of one case; None = not said."""

    line: int
    case: str = MAIN
    tasks: tuple[ExpectedTask, ...] | None = None
    variables: Values = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    notifications: tuple[ExpectedNotification, ...] = ()
    incidents: tuple[ExpectedIncident, ...] | None = None
    jobs: tuple[str, ...] | None = None
    reached: tuple[str, ...] = ()
    not_reached: tuple[str, ...] = ()
    ended: str | None = None
    state: str | None = None
    cases: Mapping[str, int] = field(default_factory=dict)
    records: tuple[ExpectedRecords, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One step of a scenario with what must hold afterwards."""

    line: int
    act: Act
    expectations: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """One course of a process. `file` is how it is told, `folder` where its files stand; `clock` without zone is local.

    The first step is the start. `jobs` are stated answers by job type or element id, in turn; the last one stays.
    """

    file: str
    folder: Path | None
    name: str
    name_en: str
    process_id: str
    clock: datetime
    reference: Mapping[str, tuple[Mapping[str, Json], ...]]
    jobs: Mapping[str, tuple[Answer, ...]]
    steps: tuple[ScenarioStep, ...]
