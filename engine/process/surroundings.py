"""What the core may ask while it runs a step; everything else it needs is in its arguments."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from engine.feel import FeelFunction
from engine.values import Values


class DecisionUnavailable(Exception):
    """No such decision for the binding: incident `CALLED_DECISION_ERROR`."""


class DecisionFailed(Exception):
    """The evaluation failed: incident `DECISION_EVALUATION_ERROR`. `report` is what was evaluated so far."""

    def __init__(self, message: str, report: Values) -> None:
        super().__init__(message)
        self.report = report


class MeasuredScopes(MutableMapping[int, Values]):
    """Variables by scope that know their size without being gone through."""

    @abstractmethod
    def total_bytes(self) -> int:
        """The size of all values as JSON text, as they were before the step."""


class Decide(Protocol):
    """Evaluate a decision for a business rule task.

    Returns (output as JSON, report as JSON for the history). `binding` is latest, deployment or versionTag.
    Raises DecisionUnavailable or DecisionFailed.
    """

    def __call__(
        self, decision_id: str, *, binding: str, version_tag: str | None, variables: Values
    ) -> tuple[object, Values]: ...


class CallerAnswer(Enum):
    """What became of an error or escalation that left a called case."""

    UNCAUGHT = "uncaught"
    GOES_ON = "goes on"
    """caught, and the call activity is still active"""
    ENDED = "ended"
    """caught, and the catch ended the call activity: the called case ends with this step"""


class AskCaller(Protocol):
    """Let what nobody in a called case caught be searched for at its call activity, and further out (E8, E12).

    `kind` is 'error' or 'escalation'. The caller's own step is complete when this returns.
    """

    def __call__(self, kind: str, code: str, message: str, variables: Values) -> CallerAnswer: ...


def _nobody(kind: str, code: str, message: str, variables: Values) -> CallerAnswer:
    return CallerAnswer.UNCAUGHT


class AddWorkingTime(Protocol):
    """`start` plus an ISO duration in the working time of `calendar` (S13); LookupError when there is none such."""

    def __call__(self, start: datetime, duration: str, calendar: str) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world of one step: one instant, keys, decisions, calendars, own functions, a caller (F26, F27)."""

    now: datetime
    new_key: Callable[[], int]
    decide: Decide
    add_working_time: AddWorkingTime
    ask_caller: AskCaller = _nobody
    time_zone: str = "Asia/Shanghai"
    functions: Mapping[str, FeelFunction] = field(default_factory=dict)
    depth_limit: int = 20
    element_limit: int = 10_000
