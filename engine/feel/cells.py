"""Whole decision table cells: the closure, and the plain structure that lets a caller index rules (F15, F33)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.feel.code import Closure, Code
from engine.feel.compile_tests import always, any_of, compiled_tests, negated
from engine.feel.compiler import Compiler
from engine.feel.syntax import Test, Tests
from engine.feel.values import FeelValue, Range

SimpleOperator = Literal["=", "!=", "<", "<=", ">", ">=", "in"]


@dataclass(frozen=True, slots=True)
class SimpleTest:
    """A test against a constant: `operator value`; for `in` the value is a Range."""

    operator: SimpleOperator
    value: FeelValue


@dataclass(frozen=True, slots=True)
class Cell:
    """A compiled cell; see `UnaryTests`."""

    closure: Closure
    names: frozenset[str]
    always: bool
    negated: bool
    simple: tuple[SimpleTest, ...] | None


_OPERATORS: dict[str, SimpleOperator] = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def compile_cell(tests: Tests) -> Cell:
    """Compile parsed unary tests."""
    if not tests.tests:
        return Cell(always, frozenset(), always=True, negated=False, simple=None)
    compiler = Compiler()
    codes = compiled_tests(compiler, tests.tests)
    closure = any_of([code.run for code in codes])
    return Cell(
        negated(closure) if tests.negated else closure,
        frozenset(compiler.free),
        always=False,
        negated=tests.negated,
        simple=_simple(tests.tests, codes),
    )


def _simple(tests: Sequence[Test], codes: Sequence[Code]) -> tuple[SimpleTest, ...] | None:
    simple: list[SimpleTest] = []
    for test, code in zip(tests, codes, strict=True):
        if not code.is_constant or isinstance(code.value, list):
            return None
        if test.operator is not None:
            simple.append(SimpleTest(_OPERATORS[test.operator], code.value))
        else:
            simple.append(SimpleTest("in" if isinstance(code.value, Range) else "=", code.value))
    return tuple(simple)
