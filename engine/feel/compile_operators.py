"""Arithmetic, comparison, logic, `between` and `in`. The first lines of each closure are the fast way (P8)."""

from collections.abc import Callable
from operator import ge, gt, le, lt
from typing import TypeAlias, cast

from engine.feel.arithmetic import NUMBER_OPERATIONS, calculate, negate
from engine.feel.building import Builder
from engine.feel.code import Closure, Code, folded, variable, weigh
from engine.feel.compile_tests import any_of, compiled_tests
from engine.feel.equality import compare, equal
from engine.feel.numbers import NO_NUMBER
from engine.feel.scope import Run, Scope
from engine.feel.syntax import Arithmetic, Between, Comparison, In, Logic, Negation
from engine.feel.types import type_of
from engine.feel.values import NUMBERS, FeelValue

_LONG_CHAIN = 16
_Order: TypeAlias = Callable[[object, object], bool]

# Callers see to it that both sides are numbers, which the stubs of `operator` cannot know.
_ORDER: dict[str, _Order] = {
    "<": cast(_Order, lt),
    "<=": cast(_Order, le),
    ">": cast(_Order, gt),
    ">=": cast(_Order, ge),
}


def arithmetic(builder: Builder, node: Arithmetic) -> Code:
    """`a + b - c`"""
    if len(node.rest) >= _LONG_CHAIN:
        return _long_chain(builder, node)
    code = builder.compile(node.first)
    for operator, operand, position in node.rest:
        right = builder.compile(operand)
        code = folded(_operation(operator, code.run, right.run, position), (code, right))
    return code


def _operation(operator: str, left: Closure, right: Closure, position: int) -> Closure:
    apply = NUMBER_OPERATIONS[operator]

    def run_operation(scope: Scope) -> FeelValue:
        a = left(scope)
        b = right(scope)
        if type(a) in NUMBERS and type(b) in NUMBERS:
            try:
                return apply(a, b)
            except NO_NUMBER:
                pass
        return calculate(scope.run, operator, a, b, position)

    return run_operation


def _long_chain(builder: Builder, node: Arithmetic) -> Code:
    """A loop instead of nested closures, which would exhaust the stack."""
    first = builder.compile(node.first)
    rest = [(operator, builder.compile(operand), position) for operator, operand, position in node.rest]

    def run_chain(scope: Scope) -> FeelValue:
        value = first.run(scope)
        for operator, operand, position in rest:
            value = calculate(scope.run, operator, value, operand.run(scope), position)
        return value

    return folded(run_chain, [first, *(operand for _, operand, _ in rest)])


def negation(builder: Builder, node: Negation) -> Code:
    """`-a`"""
    operand = builder.compile(node.operand)
    return folded(lambda scope: negate(scope.run, operand.run(scope), node.position), (operand,))


def logic(builder: Builder, node: Logic) -> Code:
    """`and`, `or`: three-valued, a non-boolean side counts as null (F7)."""
    operands = [builder.compile(operand) for operand in node.operands]
    if len(operands) == 2:
        return folded(_both(not node.is_and, operands[0].run, operands[1].run), operands)
    parts = tuple(operand.run for operand in operands)
    return folded(_all(not node.is_and, parts), operands)


def _both(decisive: bool, left: Closure, right: Closure) -> Closure:
    neutral = not decisive

    def run_both(scope: Scope) -> FeelValue:
        a = left(scope)
        if a is decisive:
            return decisive
        b = right(scope)
        if b is decisive:
            return decisive
        return neutral if a is neutral and b is neutral else None

    return run_both


def _all(decisive: bool, parts: tuple[Closure, ...]) -> Closure:
    neutral = not decisive

    def run_all(scope: Scope) -> FeelValue:
        result: bool | None = neutral
        for part in parts:
            value = part(scope)
            if value is decisive:
                return decisive
            if value is not neutral:
                result = None
        return result

    return run_all


def comparison(builder: Builder, node: Comparison) -> Code:
    """`= != < <= > >=`"""
    left, right = builder.compile(node.left), builder.compile(node.right)
    if node.operator in _ORDER:
        closure = _ordered(node.operator, left.run, right, node.position)
    else:
        closure = _equality(node.operator == "=", left.run, right, node.position)
    return folded(closure, (left, right))


def _ordered(operator: str, left: Closure, right: Code, position: int) -> Closure:
    apply = _ORDER[operator]
    if right.is_constant and type(right.value) in NUMBERS:
        return _ordered_constant(operator, left, right.value, position)
    read = right.run

    def run_order(scope: Scope) -> FeelValue:
        a = left(scope)
        b = read(scope)
        if type(a) in NUMBERS and type(b) in NUMBERS:
            return apply(a, b)
        return ordered(scope.run, operator, a, b, position)

    return run_order


def _ordered_constant(operator: str, left: Closure, bound: FeelValue, position: int) -> Closure:
    apply = _ORDER[operator]

    def run_order(scope: Scope) -> FeelValue:
        a = left(scope)
        if type(a) in NUMBERS:
            return apply(a, bound)
        return ordered(scope.run, operator, a, bound, position)

    return run_order


def ordered(run: Run, operator: str, a: FeelValue, b: FeelValue, position: int) -> bool | None:
    """An order comparison; null with a warning where there is no order."""
    order = compare(a, b)
    if order is not None:
        return _ORDER[operator](order, 0)
    run.warn(
        "NOT_COMPARABLE", f"expected values that '{operator}' orders, but found {type_of(a)} and {type_of(b)}", position
    )
    return None


def _equality(wanted: bool, left: Closure, right: Code, position: int) -> Closure:
    read = right.run
    if right.is_constant and isinstance(right.value, str):
        text = right.value

        def run_text(scope: Scope) -> FeelValue:
            a = left(scope)
            if type(a) is str:
                return (a == text) is wanted
            return _same(scope.run, wanted, a, text, position)

        return run_text

    return lambda scope: _same(scope.run, wanted, left(scope), read(scope), position)


def _same(run: Run, wanted: bool, a: FeelValue, b: FeelValue, position: int) -> bool | None:
    result = equal(a, b, run)
    if result is not None:
        return result is wanted
    run.warn("NOT_COMPARABLE", f"expected values that compare, but found {type_of(a)} and {type_of(b)}", position)
    return None


def between(builder: Builder, node: Between) -> Code:
    """`a between b and c`, both ends included."""
    value, low, high = (builder.compile(part) for part in (node.value, node.low, node.high))

    def run_between(scope: Scope) -> FeelValue:
        run = scope.run
        given = value.run(scope)
        above = ordered(run, ">=", given, low.run(scope), node.position)
        below = ordered(run, "<=", given, high.run(scope), node.position)
        if above is False or below is False:
            return False
        return True if above and below else None

    return folded(run_between, (value, low, high))


def membership(builder: Builder, node: In) -> Code:
    """`a in (test, …)`; inside the tests `?` is a."""
    value = builder.compile(node.value)
    tests = compiled_tests(builder, node.tests)
    hit = any_of([test.run for test in tests])
    parts = [value, *tests]

    def run_in(scope: Scope) -> FeelValue:
        return hit(Scope(scope.run, scope, {"?": value.run(scope)}))

    return folded(run_in, parts) if all(part.is_constant for part in parts) else variable(run_in, weigh(parts))
