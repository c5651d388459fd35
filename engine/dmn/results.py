"""What an evaluation of a decision gives: the output, and for the history every decision on the way (N9, N10)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel import FeelValue, to_json


@dataclass(frozen=True, slots=True)
class DecisionWarning:
    """Why a value became null. `element_id` is the nearest element; `position` the offset in its FEEL text."""

    code: str
    message: str
    element_id: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule that hit; `rule_index` counts from 1. `outputs` are (output id, output name, value)."""

    rule_id: str
    rule_index: int
    outputs: tuple[tuple[str, str, FeelValue], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One decision as it was evaluated. `inputs` are (id, name, value): of the table's columns, or what it required."""

    decision_id: str
    decision_name: str
    decision_type: str
    output: FeelValue
    inputs: tuple[tuple[str, str, FeelValue], ...]
    matched_rules: tuple[MatchedRule, ...]
    warnings: tuple[DecisionWarning, ...]


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The output, or why there is none.

    A failure (N10) names the decision that failed and says why, with the rule; then `output` is None and
    `evaluations` holds the decisions before it and the failed one. Warnings alone are no failure.
    """

    output: FeelValue
    failed_decision_id: str | None
    failure_message: str | None
    evaluations: tuple[Evaluation, ...]
    own_warnings: tuple[DecisionWarning, ...] = ()

    @property
    def output_json(self) -> object:
        """The output as JSON values (D3). Raises FeelFailure if it cannot be stored, as a function cannot."""
        return to_json(self.output)

    @property
    def warnings(self) -> tuple[DecisionWarning, ...]:
        """The warnings of all decisions in order, then those of a service or knowledge model called directly."""
        of_decisions = (warning for evaluation in self.evaluations for warning in evaluation.warnings)
        return (*of_decisions, *self.own_warnings)
