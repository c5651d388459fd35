"""Calling functions by position and by name, and `is defined`, which looks at the name itself."""

from collections.abc import Sequence

from engine.feel.building import Builder
from engine.feel.builtins import BUILTINS, FOLDED, IMPURE
from engine.feel.code import Closure, Code, folded, variable, weigh
from engine.feel.compile_names import find, find_function, outward, reader
from engine.feel.scope import Run, Scope
from engine.feel.syntax import Call, Name, Node, Path
from engine.feel.values import FeelFunction, FeelValue

_UNKNOWN = "NO_FUNCTION_FOUND"


def call(builder: Builder, node: Call) -> Code:
    """`callee(arguments)`"""
    if isinstance(node.callee, Name):
        return _named_callee(builder, node, node.callee)
    callee = builder.compile(node.callee)
    arguments = [builder.compile(argument) for argument in node.arguments]
    closure = _invoke_value(callee.run, arguments, node.names, node.position)
    return variable(closure, weigh([callee, *arguments]))


def _named_callee(builder: Builder, node: Call, callee: Name) -> Code:
    name = callee.name
    items, depth = find(builder, name)
    if depth is not None:
        read = reader(builder, name, callee.position)
        arguments = [builder.compile(argument) for argument in node.arguments]
        return variable(_invoke_value(read, arguments, node.names, node.position), weigh(arguments))
    if name == "is defined" and len(node.arguments) == 1:
        return variable(_is_defined(builder, node.arguments[0]), 2)
    arguments = [builder.compile(argument) for argument in node.arguments]
    if name in IMPURE:
        builder.is_impure = True
    if name not in BUILTINS:
        builder.free.add(name)
    closure = _invoke_free(name, arguments, node.names, node.position)
    if name in FOLDED and not items:
        return folded(closure, arguments)
    return variable(closure, weigh(arguments))


def _invoke_free(name: str, arguments: Sequence[Code], names: tuple[str, ...] | None, position: int) -> Closure:
    parts = tuple(argument.run for argument in arguments)

    def invoke(scope: Scope) -> FeelValue:
        run = scope.run
        function = find_function(run, name)
        values = [part(scope) for part in parts]
        if function is None:
            return run.warn(_UNKNOWN, f"expected a function '{name}', but there is none", position)
        return _call(run, function, names, values, position)

    return invoke


def _invoke_value(callee: Closure, arguments: Sequence[Code], names: tuple[str, ...] | None, position: int) -> Closure:
    parts = tuple(argument.run for argument in arguments)

    def invoke(scope: Scope) -> FeelValue:
        run = scope.run
        function = callee(scope)
        values = [part(scope) for part in parts]
        if not isinstance(function, FeelFunction):
            return run.warn(_UNKNOWN, "expected a function to call, but found another value", position)
        return _call(run, function, names, values, position)

    return invoke


def _call(
    run: Run, function: FeelFunction, names: tuple[str, ...] | None, values: list[FeelValue], position: int
) -> FeelValue:
    run.charge(1)
    if names is None:
        return function.call(run, values, position)
    return function.call_named(run, names, values, position)


def _is_defined(builder: Builder, node: Node) -> Closure:
    if isinstance(node, Name):
        return _name_defined(builder, node.name)
    if isinstance(node, Path):
        return _path_defined(builder, node)
    value = builder.compile(node).run

    def defined(scope: Scope) -> FeelValue:
        value(scope)
        return True

    return defined


def _name_defined(builder: Builder, name: str) -> Closure:
    items, depth = find(builder, name)
    if depth is not None:
        return lambda scope: True
    builder.free.add(name)

    def defined(scope: Scope) -> FeelValue:
        if name in scope.run.variables or find_function(scope.run, name) is not None:
            return True
        for item_depth in items:
            item = outward(scope, item_depth).values["item"]
            if isinstance(item, dict) and name in item:
                return True
        return False

    return defined


def _path_defined(builder: Builder, node: Path) -> Closure:
    target_defined = _is_defined(builder, node.target)
    target = builder.compile(node.target).run

    def defined(scope: Scope) -> FeelValue:
        if target_defined(scope) is not True:
            return False
        value = target(scope)
        for name in node.names:
            if not isinstance(value, dict) or name not in value:
                return False
            value = value[name]
        return True

    return defined
