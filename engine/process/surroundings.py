"""What the core may ask while it runs a step; everything else it needs is in its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


class Decide(Protocol):
    """Evaluate a decision for a business rule task.

    Returns (output as JSON, report as JSON for the history). `binding` is latest, deployment or versionTag.
    Raises DecisionUnavailable or DecisionFailed.
    """

    def __call__(
        self, decision_id: str, *, binding: str, version_tag: str | None, variables: Values
    ) -> tuple[object, Values]: ...


class AddWorkingTime(Protocol):
    """`start` plus an ISO duration in the working time of `calendar` (S13); LookupError when there is none such."""

    def __call__(self, start: datetime, duration: str, calendar: str) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world of one step: one instant, a source of keys, decisions, calendars and own FEEL functions (F26, F27)."""

    now: datetime
    new_key: Callable[[], int]
    decide: Decide
    add_working_time: AddWorkingTime
    time_zone: str = "Asia/Shanghai"
    functions: Mapping[str, FeelFunction] = field(default_factory=dict)
    depth_limit: int = 20
    element_limit: int = 10_000
