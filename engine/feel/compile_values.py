"""Literals, lists, contexts, ranges, function definitions, `instance of`."""

from collections.abc import Sequence

from engine.feel.building import Builder
from engine.feel.code import Closure, Code, Level, constant, folded, step_cost, variable, weigh
from engine.feel.equality import compare
from engine.feel.invocation import checked_arguments
from engine.feel.scope import Run, Scope
from engine.feel.syntax import ContextOf, FunctionOf, InstanceOf, Invalid, ListOf, Literal, RangeOf
from engine.feel.types import conforms
from engine.feel.values import FeelFunction, FeelValue, Parameter, Range


def literal(builder: Builder, node: Literal) -> Code:
    """A value as written."""
    return constant(node.value)


def invalid(builder: Builder, node: Invalid) -> Code:
    """Null with its warning."""
    return _null("INVALID_VALUE", node.message, node.position)


def _null(code: str, message: str, position: int) -> Code:
    return variable(lambda scope: scope.run.warn(code, message, position), 1)


def list_of(builder: Builder, node: ListOf) -> Code:
    """`[a, b]`"""
    items = [builder.compile(item) for item in node.items]
    parts = tuple(item.run for item in items)
    return folded(lambda scope: [part(scope) for part in parts], items)


def context_of(builder: Builder, node: ContextOf) -> Code:
    """`{a: 1, b: a + 1}`; a duplicate key makes the whole null (F12)."""
    keys = [key for key, _ in node.entries]
    if len(set(keys)) != len(keys):
        return _null("INVALID_VALUE", "expected each key once, but found one twice", node.position)
    level = Level(set())
    entries: list[tuple[str, Code]] = []
    for key, value in node.entries:
        if isinstance(value, FunctionOf):
            # A function may call itself by the name of its entry.
            level.names.add(key)
        entries.append((key, builder.within(level, value)))
        level.names.add(key)
    steps = [(key, code.run) for key, code in entries]

    def build(scope: Scope) -> FeelValue:
        values: dict[str, object] = {}
        inner = Scope(scope.run, scope, values)
        for key, part in steps:
            values[key] = part(inner)
        return values

    return folded(build, [code for _, code in entries])


def range_of(builder: Builder, node: RangeOf) -> Code:
    """`[a..b]`, `(< b)`; ends that do not compare give null."""
    start = builder.compile(node.start) if node.start is not None else constant(None)
    end = builder.compile(node.end) if node.end is not None else constant(None)

    def build(scope: Scope) -> FeelValue:
        low, high = start.run(scope), end.run(scope)
        if node.start is None or node.end is None:
            bound = high if node.start is None else low
            fits = compare(bound, bound) is not None
        else:
            fits = compare(low, high) is not None
        if fits:
            return Range(low, high, node.start_included, node.end_included)
        return scope.run.warn("INVALID_TYPE", "expected ends of a range that compare, but they do not", node.position)

    return folded(build, (start, end))


def instance_of(builder: Builder, node: InstanceOf) -> Code:
    """`value instance of type`; null is of no type but null."""
    value = builder.compile(node.value)
    wanted = node.type
    if wanted is None:
        return _null("INVALID_TYPE", "expected a known type, but found another name", node.position)
    return folded(lambda scope: conforms(value.run(scope), wanted, null_fits=False), (value,))


def function_of(builder: Builder, node: FunctionOf) -> Code:
    """`function(a, b) body`: a closure over the names around it."""
    parameters = tuple(Parameter(name, kind) for name, kind in node.parameters)
    body = builder.within(Level({parameter.name for parameter in parameters}), node.body)
    cost = step_cost(body.weight)
    return variable(lambda scope: Lambda(parameters, body.run, scope, cost), weigh([body]))


class Lambda(FeelFunction):
    """A function written in FEEL."""

    __slots__ = ("_body", "_cost", "_scope")

    def __init__(self, parameters: Sequence[Parameter], body: Closure, scope: Scope, cost: int) -> None:
        super().__init__("", parameters)
        self._body = body
        self._scope = scope
        self._cost = cost

    def call(self, run: Run, arguments: Sequence[FeelValue], position: int) -> FeelValue:
        """Run the body in the scope of its definition; wrong count or type of arguments gives null."""
        checked = checked_arguments(self, run, arguments, position)
        if checked is None:
            return None
        names = [parameter.name for parameter in self.parameters]
        inner = Scope(self._scope.run.called_from(run), self._scope, dict(zip(names, checked, strict=True)))
        budget = run.budget
        budget.charge(self._cost)
        budget.enter()
        try:
            return self._body(inner)
        finally:
            budget.leave()
