"""Reading names and paths: local, from the item of a filter, variable, or built-in (F3, F10)."""

from engine.feel.building import Builder
from engine.feel.builtins import BUILTINS
from engine.feel.code import Closure, Code, folded, variable
from engine.feel.json_values import PLAIN
from engine.feel.paths import member
from engine.feel.scope import Run, Scope
from engine.feel.syntax import Name, Path
from engine.feel.values import FeelFunction, FeelValue


def name(builder: Builder, node: Name) -> Code:
    """A name on its own."""
    return variable(reader(builder, node.name, node.position), 1)


def reader(builder: Builder, wanted: str, position: int) -> Closure:
    """The closure that reads a name where the builder stands."""
    items, depth = find(builder, wanted)
    if depth is None:
        builder.free.add(wanted)
        read = _free(wanted, position)
    else:
        read = _local(wanted, depth)
    for item_depth in reversed(items):
        read = _item_entry(wanted, item_depth, read)
    return read


def find(builder: Builder, wanted: str) -> tuple[list[int], int | None]:
    """How many scopes outward the items are whose entries hide the name, and the scope that surely has it."""
    items: list[int] = []
    for depth, level in enumerate(reversed(builder.levels)):
        if level.is_item:
            items.append(depth)
        if wanted in level.names:
            level.used.add(wanted)
            return items, depth
    return items, None


def _local(wanted: str, depth: int) -> Closure:
    if depth == 0:
        return lambda scope: scope.values[wanted]

    def read(scope: Scope) -> FeelValue:
        return outward(scope, depth).values[wanted]

    return read


def outward(scope: Scope, depth: int) -> Scope:
    """The scope `depth` levels out."""
    for _ in range(depth):
        scope = scope.outer or scope
    return scope


def _item_entry(wanted: str, depth: int, otherwise: Closure) -> Closure:
    def read(scope: Scope) -> FeelValue:
        item = outward(scope, depth).values["item"]
        if isinstance(item, dict) and wanted in item:
            return item[wanted]
        return otherwise(scope)

    return read


def _free(wanted: str, position: int) -> Closure:
    def read(scope: Scope) -> FeelValue:
        run = scope.run
        variables = run.variables
        if wanted in variables:
            value = variables[wanted]
            return value if type(value) in PLAIN else run.adopt(wanted, value)
        return _unknown(run, wanted, position)

    return read


def _unknown(run: Run, wanted: str, position: int) -> FeelValue:
    function = find_function(run, wanted)
    if function is not None:
        return function
    return run.warn("NO_VARIABLE_FOUND", f"expected a variable '{wanted}', but there is none", position)


def find_function(run: Run, wanted: str) -> FeelFunction | None:
    """The function a free name means: a variable that holds one, an own function (F27), or a built-in."""
    value = run.variables.get(wanted)
    if isinstance(value, FeelFunction):
        return value
    return run.environment.functions.get(wanted) or BUILTINS.get(wanted)


def path(builder: Builder, node: Path) -> Code:
    """`target.a.b`; reading a variable's entries is made fast."""
    if isinstance(node.target, Name) and find(builder, node.target.name) == ([], None):
        builder.free.add(node.target.name)
        slow = _members(_free(node.target.name, node.target.position), node.names, node.position)
        return variable(_free_path(node.target.name, node.names, slow), 1 + len(node.names))
    target = builder.compile(node.target)
    return folded(_members(target.run, node.names, node.position), (target,))


def _members(target: Closure, names: tuple[str, ...], position: int) -> Closure:
    def read(scope: Scope) -> FeelValue:
        value = target(scope)
        for wanted in names:
            value = member(scope.run, value, wanted, position)
        return value

    return read


def _free_path(root: str, names: tuple[str, ...], slow: Closure) -> Closure:
    if len(names) == 1:
        return _free_entry(root, names[0], slow)

    def read(scope: Scope) -> FeelValue:
        value: object = scope.run.variables.get(root)
        for wanted in names:
            if type(value) is not dict or wanted not in value:
                return slow(scope)
            value = value[wanted]
        return value if type(value) in PLAIN else slow(scope)

    return read


def _free_entry(root: str, wanted: str, slow: Closure) -> Closure:
    def read(scope: Scope) -> FeelValue:
        context = scope.run.variables.get(root)
        if type(context) is dict and wanted in context:
            value: object = context[wanted]
            if type(value) in PLAIN:
                return value
        return slow(scope)

    return read
