"""What every check gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.process.check.feel_texts import FeelTexts
from engine.process.check.model import Model
from engine.process.check.report import Report
from engine.process.check.vocabulary import DeploymentSet, Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    """One file under check. `now` is None where the caller gives no clock: dates are then not judged as past."""

    model: Model
    report: Report
    vocabulary: Vocabulary
    in_set: DeploymentSet
    strict: bool = False
    now: datetime | None = None
    feel: FeelTexts = field(default_factory=FeelTexts)


Check: TypeAlias = Callable[[Context], None]
