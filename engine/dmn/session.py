"""The state of one evaluation: who asked with what, what is known so far, and the trail for the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.dmn.findings import Place
from engine.dmn.results import DecisionWarning, Evaluation, MatchedRule
from engine.feel import Budget, Environment, FeelValue, FeelWarning

if TYPE_CHECKING:
    from engine.dmn.nodes import Node

MAXIMUM_WARNINGS = 20
NO_ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class DecisionFailure(Exception):
    """A decision cannot be decided (N10): two rules hit a UNIQUE table, an output outside its values …"""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass
class Trace:
    """What the decision being evaluated has done so far; the last trace is the innermost decision."""

    inputs: list[tuple[str, str, FeelValue]] = field(default_factory=list)
    matched_rules: list[MatchedRule] = field(default_factory=list)
    warnings: list[DecisionWarning] = field(default_factory=list)


class Session:
    """One evaluation with all it requires; a decision service called inside it gets a session of its own.

    `values` holds each node that is already known: given from outside, or decided (each once, N6).
    `environment` carries one budget for all (F32, times ten). `alias_paths` are the import names that lead to
    a namespace from the file asked.
    """

    __slots__ = ("alias_paths", "environment", "evaluations", "inputs_by_name", "trace", "values")

    def __init__(
        self,
        inputs_by_name: Mapping[str, object],
        environment: Environment,
        *,
        alias_paths: Mapping[str, tuple[str, ...]] = NO_ALIASES,
    ) -> None:
        if environment.budget is None:
            environment = replace(environment, budget=Budget.for_decision())
        self.environment = environment
        self.inputs_by_name = inputs_by_name
        self.alias_paths = alias_paths
        self.values: dict[Node, FeelValue] = {}
        self.evaluations: list[Evaluation] = []
        self.trace = Trace()

    def inner(self) -> Session:
        """A session that knows nothing yet, with the same budget and trail: the inside of a decision service."""
        session = Session({}, self.environment)
        session.evaluations = self.evaluations
        session.trace = self.trace
        return session

    def charge(self, steps: int) -> None:
        """Pay `steps` of the shared budget; raises FeelFailure `limit` when it is used up."""
        if self.environment.budget is not None:
            self.environment.budget.charge(steps)

    def warn(self, code: str, message: str, place: Place) -> None:
        """Note why a value became null; the first 20 of a decision are kept (F31)."""
        if len(self.trace.warnings) < MAXIMUM_WARNINGS:
            self.trace.warnings.append(DecisionWarning(code, message, place.element_id))

    def note(self, warnings: Iterable[FeelWarning], place: Place) -> None:
        """Keep the warnings of a FEEL text at `place`."""
        kept = self.trace.warnings
        for warning in warnings:
            if len(kept) >= MAXIMUM_WARNINGS:
                return
            kept.append(DecisionWarning(warning.code, warning.message, place.element_id, warning.position))
