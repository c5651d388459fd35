"""What other packages hold: compiled expressions and unary tests. Compile once per deployed version (F33)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.feel.cells import SimpleTest, compile_cell
from engine.feel.code import Closure
from engine.feel.compiler import compile_node
from engine.feel.errors import FeelFailure, FeelWarning
from engine.feel.parser import parse_expression
from engine.feel.results import check_result
from engine.feel.scope import Environment, Run, Scope
from engine.feel.syntax import Tests
from engine.feel.types import FeelType
from engine.feel.unary_parser import parse_unary_tests
from engine.feel.values import FeelValue

_TOO_DEEP = "expected the evaluation to nest less deeply, but Python's stack ended"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an evaluation gave. The value is shared, not copied: never change lists and contexts in place."""

    value: FeelValue
    warnings: tuple[FeelWarning, ...] = ()


class Expression:
    """A compiled FEEL expression. Immutable; may be used by several threads at once.

    `names`: the variables it reads, a path counting as its first name. `constant`: it reads nothing at all,
    neither variables nor clock nor random numbers.
    """

    __slots__ = ("_closure", "constant", "names", "text")

    def __init__(self, text: str, closure: Closure, names: frozenset[str], constant: bool) -> None:
        self.text = text
        self._closure = closure
        self.names = names
        self.constant = constant

    def evaluate(self, variables: Mapping[str, object], environment: Environment) -> Outcome:
        """The value and why parts of it became null. Raises FeelFailure (F30)."""
        run = Run(variables, environment)
        try:
            value = self._closure(Scope(run, None, {}))
        except RecursionError:
            raise FeelFailure("limit", _TOO_DEEP) from None
        return Outcome(check_result(value), tuple(run.warnings))

    def test(self, variables: Mapping[str, object], environment: Environment) -> bool | None:
        """The fast way for conditions: True or False, or None for every other value. Raises FeelFailure."""
        try:
            value = self._closure(Scope(Run(variables, environment), None, {}))
        except RecursionError:
            raise FeelFailure("limit", _TOO_DEEP) from None
        return value if value is True or value is False else None


class UnaryTests:
    """A compiled cell of a decision table (F15).

    `simple` is the cell as literal tests joined by "or", or None where any test needs evaluation; with it a
    caller may index rules. `negated` says that `not(...)` stands around them. `always` marks `-`.
    """

    __slots__ = ("_closure", "always", "names", "negated", "simple", "text")

    def __init__(self, text: str, tests: Tests) -> None:
        compiled = compile_cell(tests)
        self.text = text
        self.names = compiled.names
        self.always = compiled.always
        self.negated = compiled.negated
        self.simple: tuple[SimpleTest, ...] | None = compiled.simple
        self._closure = compiled.closure

    def matches(self, value: FeelValue, variables: Mapping[str, object], environment: Environment) -> Outcome:
        """Outcome.value is True only when the input `value` passes; otherwise False or None (null)."""
        run = Run(variables, environment)
        try:
            hit = self._closure(Scope(run, None, {"?": value}))
        except RecursionError:
            raise FeelFailure("limit", _TOO_DEEP) from None
        return Outcome(hit, tuple(run.warnings))

    def test(self, value: FeelValue, variables: Mapping[str, object], environment: Environment) -> bool:
        """The fast way: whether the input passes. Warnings are dropped. Raises FeelFailure."""
        try:
            return self._closure(Scope(Run(variables, environment), None, {"?": value})) is True
        except RecursionError:
            raise FeelFailure("limit", _TOO_DEEP) from None


def compile_expression(
    text: str, *, names: Collection[str] = (), types: Mapping[str, FeelType] | None = None
) -> Expression:
    """Compile FEEL text (without the leading `=`). Raises FeelSyntaxError.

    `names` are known names that may hold spaces or `. / - ' + *` (F3): inputs, decisions, and the entry names
    of their types. Plain names need not be given. `types` are further named types for `instance of`.
    """
    node = parse_expression(text, names, types)
    compiled = compile_node(node)
    return Expression(text, compiled.closure, compiled.names, compiled.constant)


def compile_unary_tests(
    text: str, *, names: Collection[str] = (), types: Mapping[str, FeelType] | None = None
) -> UnaryTests:
    """Compile a decision table cell. Raises FeelSyntaxError. `names` and `types` as in `compile_expression`."""
    return UnaryTests(text, parse_unary_tests(text, names, types))
