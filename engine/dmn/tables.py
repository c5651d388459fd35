"""Evaluating a decision table: inputs, hits, hit policies, aggregation (dialect N2 to N5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.dmn.elements import Aggregation, DecisionTable, HitPolicy
from engine.dmn.nodes import Logic, Scope
from engine.dmn.results import MatchedRule
from engine.dmn.rule_index import ColumnIndex, bits_of
from engine.dmn.session import DecisionFailure, Session
from engine.feel import FeelValue, UnaryTests, compile_expression, equal

_AGGREGATES = {
    Aggregation.SUM: compile_expression("sum(values)"),
    Aggregation.MIN: compile_expression("min(values)"),
    Aggregation.MAX: compile_expression("max(values)"),
}
_LIST_POLICIES = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})


@dataclass(frozen=True, slots=True)
class InputColumn:
    """An input expression; `allowed` are its declared values."""

    id: str
    label: str
    logic: Logic
    allowed: UnaryTests | None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """An output; `ranks` are its declared values, first to last, where the hit policy orders by them."""

    id: str
    name: str
    is_allowed: Callable[[FeelValue], bool] | None
    default: Logic | None
    ranks: tuple[UnaryTests, ...]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule; `dynamic` are the cells the index cannot judge, as (column, tests)."""

    id: str
    index: int
    tests: Sequence[UnaryTests | None]
    dynamic: Sequence[tuple[int, UnaryTests]]
    outputs: Sequence[Logic]


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: CompiledRule
    values: tuple[FeelValue, ...]


class Table:
    """A compiled decision table. Immutable; may be used by several threads at once."""

    def __init__(
        self,
        source: DecisionTable,
        inputs: Sequence[InputColumn],
        outputs: Sequence[OutputColumn],
        rules: Sequence[CompiledRule],
        indexes: Sequence[ColumnIndex],
    ) -> None:
        self._source = source
        self._place = source.place
        self._inputs, self._outputs, self._rules, self._indexes = inputs, outputs, rules, indexes
        self._everything = (1 << len(rules)) - 1
        self._names = [output.name for output in outputs]
        self._has_defaults = any(output.default is not None for output in outputs)
        self._stops_at_first = source.hit_policy is HitPolicy.FIRST

    def evaluate(self, scope: Scope, session: Session) -> FeelValue:
        """The result by hit policy. Raises DecisionFailure where the policy cannot decide (N2, N5)."""
        session.charge(1)
        values = [self._input_value(column, scope, session) for column in self._inputs]
        hits = [self._hit(rule, scope, session) for rule in self._matching(values, scope, session)]
        return self._decide(hits, scope, session) if hits else self._without_hit(scope, session)

    def _input_value(self, column: InputColumn, scope: Scope, session: Session) -> FeelValue:
        value = column.logic(scope, session)
        if (
            column.allowed is not None
            and value is not None
            and not column.allowed.test(value, scope, session.environment)
        ):
            session.warn(
                "VALUE_NOT_ALLOWED",
                f"expected {column.label} to be one of {column.allowed.text}, but it is another value",
                self._place,
            )
            value = None
        session.trace.inputs.append((column.id, column.label, value))
        return value

    def _matching(self, values: Sequence[FeelValue], scope: Scope, session: Session) -> Iterator[CompiledRule]:
        candidates, unjudged = self._everything, list[int]()
        for column, index in enumerate(self._indexes):
            passing = index.rules_for(values[column])
            if passing is None:
                unjudged.append(column)
            else:
                candidates &= passing
        for position in bits_of(candidates):
            rule = self._rules[position]
            if self._passes(rule, values, unjudged, scope, session):
                yield rule
                if self._stops_at_first:
                    return

    def _passes(
        self,
        rule: CompiledRule,
        values: Sequence[FeelValue],
        unjudged: Sequence[int],
        scope: Scope,
        session: Session,
    ) -> bool:
        for column in unjudged:
            tests = rule.tests[column]
            if tests is None or not (tests.always or tests.test(values[column], scope, session.environment)):
                return False
        for column, tests in rule.dynamic:
            outcome = tests.matches(values[column], scope, session.environment)
            if outcome.warnings:
                session.note(outcome.warnings, self._source.rules[rule.index - 1].place)
            if outcome.value is not True:
                return False
        return True

    def _hit(self, rule: CompiledRule, scope: Scope, session: Session) -> _Hit:
        values = tuple(output(scope, session) for output in rule.outputs)
        for column, value in zip(self._outputs, values, strict=True):
            if column.is_allowed is not None and not column.is_allowed(value):
                raise DecisionFailure(
                    f"expected output {column.name or 'value'} of rule {rule.index} ({rule.id}) "
                    "to be one of its declared values, but it is another value"
                )
        return _Hit(rule, values)

    def _decide(self, hits: list[_Hit], scope: Scope, session: Session) -> FeelValue:
        policy = self._source.hit_policy
        if policy is HitPolicy.UNIQUE and len(hits) > 1:
            raise DecisionFailure(f"expected one rule to hit the UNIQUE table, but found {_listed(hits)}")
        if policy is HitPolicy.ANY:
            self._check_equal(hits)
        if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            hits = sorted(hits, key=lambda hit: self._rank(hit, scope, session))
        if policy is HitPolicy.PRIORITY:
            hits = hits[:1]
        session.trace.matched_rules.extend(map(self._matched, hits))
        if policy not in _LIST_POLICIES:
            return self._value_of(hits[0])
        if self._source.aggregation is None:
            return [self._value_of(hit) for hit in hits]
        return self._aggregate(self._source.aggregation, hits, session)

    def _check_equal(self, hits: Sequence[_Hit]) -> None:
        first = hits[0]
        for hit in hits[1:]:
            if equal(list(first.values), list(hit.values)) is not True:
                raise DecisionFailure(f"expected equal outputs of the ANY table, but found others in {_listed(hits)}")

    def _rank(self, hit: _Hit, scope: Scope, session: Session) -> tuple[int, ...]:
        return tuple(
            _position(column.ranks, value, scope, session)
            for column, value in zip(self._outputs, hit.values, strict=True)
        )

    def _value_of(self, hit: _Hit) -> FeelValue:
        return self._shaped(hit.values)

    def _shaped(self, values: Sequence[FeelValue]) -> FeelValue:
        """One output is the bare value, several are a context (N4)."""
        return values[0] if len(values) == 1 else dict(zip(self._names, values, strict=True))

    def _aggregate(self, aggregation: Aggregation, hits: Sequence[_Hit], session: Session) -> FeelValue:
        if aggregation is Aggregation.COUNT:
            return len(hits)
        values = [hit.values[0] for hit in hits]
        outcome = _AGGREGATES[aggregation].evaluate({"values": values}, session.environment)
        session.note(outcome.warnings, self._place)
        return outcome.value

    def _without_hit(self, scope: Scope, session: Session) -> FeelValue:
        if self._has_defaults:
            values = [None if column.default is None else column.default(scope, session) for column in self._outputs]
            return self._shaped(values)
        if self._source.aggregation is Aggregation.COUNT:
            return 0
        if self._source.hit_policy in _LIST_POLICIES and self._source.aggregation is None:
            return []
        return None

    def _matched(self, hit: _Hit) -> MatchedRule:
        outputs = zip(self._outputs, hit.values, strict=True)
        return MatchedRule(
            hit.rule.id, hit.rule.index, tuple((column.id, column.name, value) for column, value in outputs)
        )


def _listed(hits: Sequence[_Hit]) -> str:
    return ", ".join(f"rule {hit.rule.index} ({hit.rule.id})" for hit in hits)


def _position(ranks: Sequence[UnaryTests], value: FeelValue, scope: Scope, session: Session) -> int:
    for position, tests in enumerate(ranks):
        if tests.test(value, scope, session.environment):
            return position
    return len(ranks)
