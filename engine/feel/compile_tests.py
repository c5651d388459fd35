"""Single unary tests (F15): they read the input as `?` from their own scope."""

from collections.abc import Callable, Sequence

from engine.feel.building import Builder
from engine.feel.code import Closure, Code, Level
from engine.feel.equality import compare, contains, equal
from engine.feel.scope import Run, Scope
from engine.feel.syntax import Between, Call, Comparison, In, InstanceOf, Logic, Node, Quantified, Test
from engine.feel.types import type_of
from engine.feel.values import FeelValue, Range

_BOOLEAN_NODES = (Comparison, Between, In, Logic, Quantified, InstanceOf, Call)

_ORDER: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def compiled_tests(builder: Builder, tests: Sequence[Test]) -> list[Code]:
    """The tests of an `in` or a cell."""
    return [_compiled(builder, test) for test in tests]


def _compiled(builder: Builder, test: Test) -> Code:
    level = Level({"?"})
    operand = builder.within(level, test.operand)
    if test.operator is not None:
        closure = _comparing(test.operator, operand.run, test.position)
    elif "?" in level.used:
        closure = operand.run
    else:
        closure = _matching(test.operand, operand, test.position)
    return Code(closure, operand.is_constant, operand.value, operand.weight)


def _comparing(operator: str, operand: Closure, position: int) -> Closure:
    if operator in ("=", "!="):
        wanted = operator == "="
        return lambda scope: _equals(scope.run, wanted, scope.values["?"], operand(scope), position)
    fits = _ORDER[operator]

    def test(scope: Scope) -> FeelValue:
        given, bound = scope.values["?"], operand(scope)
        order = compare(given, bound)
        if order is not None:
            return fits(order)
        return _not_comparable(scope.run, given, bound, position)

    return test


def _equals(run: Run, wanted: bool, given: FeelValue, value: FeelValue, position: int) -> FeelValue:
    same = equal(given, value, run)
    return _not_comparable(run, given, value, position) if same is None else same is wanted


def _not_comparable(run: Run, given: FeelValue, value: FeelValue, position: int) -> FeelValue:
    message = f"expected an input that compares, but found {type_of(given)} against {type_of(value)}"
    return run.warn("NOT_COMPARABLE", message, position)


def _matching(node: Node, operand: Code, position: int) -> Closure:
    is_boolean = isinstance(node, _BOOLEAN_NODES)
    read = operand.run
    if operand.is_constant and isinstance(operand.value, str):
        text = operand.value

        def same_text(scope: Scope) -> FeelValue:
            given = scope.values["?"]
            return given == text if type(given) is str else _matches(scope.run, given, text, is_boolean, position)

        return same_text
    return lambda scope: _matches(scope.run, scope.values["?"], read(scope), is_boolean, position)


def _matches(run: Run, given: FeelValue, value: FeelValue, is_boolean: bool, position: int) -> FeelValue:
    """Whether the input passes a value: in a range, in or equal to a list, equal to anything else.

    The result of a comparison or call counts as it is, unless the input is a boolean itself.
    """
    if isinstance(value, Range):
        inside = contains(value, given)
        return _not_comparable(run, given, value.start, position) if inside is None else inside
    if isinstance(value, list):
        return _in_list(run, given, value)
    if isinstance(value, bool) and is_boolean and not isinstance(given, bool):
        return value
    return _equals(run, True, given, value, position)


def _in_list(run: Run, given: FeelValue, values: list[object]) -> bool:
    run.charge(1 + len(values) // 4)
    for value in values:
        if equal(given, value, run) is True or (isinstance(value, Range) and contains(value, given) is True):
            return True
    return isinstance(given, list) and equal(given, values, run) is True


def any_of(tests: Sequence[Closure]) -> Closure:
    """Tests joined by "or", three-valued."""
    if len(tests) == 1:
        return tests[0]

    def run_any(scope: Scope) -> FeelValue:
        result: bool | None = False
        for test in tests:
            hit = test(scope)
            if hit is True:
                return True
            if hit is not False:
                result = None
        return result

    return run_any


def negated(test: Closure) -> Closure:
    """`not(...)` around tests."""

    def run_not(scope: Scope) -> FeelValue:
        hit = test(scope)
        return None if hit is not True and hit is not False else not hit

    return run_not


def always(scope: Scope) -> FeelValue:
    """`-`"""
    return True
