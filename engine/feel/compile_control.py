"""`if`, filters and indexes, `for`, `some`, `every` (F8, F10, F7)."""

from collections.abc import Callable, Iterable, Sequence

from engine.feel.building import Builder
from engine.feel.code import Closure, Code, Level, folded, step_cost, variable, weigh
from engine.feel.iteration import items_of, range_items
from engine.feel.limits import check_list
from engine.feel.numbers import whole
from engine.feel.scope import Run, Scope
from engine.feel.syntax import Between, Comparison, Filter, For, If, In, InstanceOf, Iterator, Logic, Quantified
from engine.feel.types import type_of
from engine.feel.values import NUMBERS, FeelValue

_BOOLEAN_NODES = (Comparison, Between, In, Logic, Quantified, InstanceOf)


def choice(builder: Builder, node: If) -> Code:
    """`if`: anything but true takes the else branch."""
    condition, yes, no = (builder.compile(part) for part in (node.condition, node.yes, node.no))
    test, then, otherwise = condition.run, yes.run, no.run
    return folded(lambda scope: then(scope) if test(scope) is True else otherwise(scope), (condition, yes, no))


def filtered(builder: Builder, node: Filter) -> Code:
    """`list[condition]` or `list[index]`"""
    target = builder.compile(node.target)
    condition = builder.within(Level({"item"}, is_item=True), node.condition)
    weight = weigh((target, condition))
    if condition.is_constant and type(condition.value) in NUMBERS:
        index = condition.value
        return folded(lambda scope: at_index(scope.run, target.run(scope), index, node.position), (target, condition))
    is_boolean = isinstance(node.condition, _BOOLEAN_NODES)
    closure = _filter(target.run, condition.run, is_boolean, step_cost(condition.weight), node.position)
    return variable(closure, weight)


def at_index(run: Run, value: FeelValue, index: FeelValue, position: int) -> FeelValue:
    """The item at a 1-based index, negative from the end; a single value is a list of one."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    number = whole(index)
    if number is not None and 0 < abs(number) <= len(items):
        return items[number - 1 if number > 0 else number]
    return run.warn("OUT_OF_RANGE", f"expected an index within {len(items)} items, but found {index}", position)


def _filter(target: Closure, condition: Closure, is_boolean: bool, cost: int, position: int) -> Closure:
    def run_filter(scope: Scope) -> FeelValue:
        run = scope.run
        value = target(scope)
        if value is None:
            return run.warn("INVALID_TYPE", "expected a list to filter, but found null", position)
        items = value if isinstance(value, list) else [value]
        if not items and not is_boolean:
            return _filter_nothing(scope, condition, position)
        kept: list[object] = []
        for item in items:
            run.charge(cost)
            hit = condition(Scope(run, scope, {"item": item}))
            if hit is True:
                kept.append(item)
            elif type(hit) in NUMBERS:
                return at_index(run, items, hit, position)
            elif hit is not None and hit is not False:
                run.warn("INVALID_TYPE", f"expected a boolean in the filter, but found {type_of(hit)}", position)
        return kept

    return run_filter


def _filter_nothing(scope: Scope, condition: Closure, position: int) -> FeelValue:
    silent = scope.run.called_from(scope.run)
    hit = condition(Scope(silent, scope, {"item": None}))
    return at_index(scope.run, [], hit, position) if type(hit) in NUMBERS else []


Body = Callable[[Scope], bool]


def iteration(builder: Builder, node: For) -> Code:
    """`for … return …`; `partial` is what earlier turns returned."""
    results = Level({"partial"})
    builder.levels.append(results)
    loops = _loops(builder, node.iterators)
    body = builder.compile(node.body)
    del builder.levels[-len(node.iterators) - 1 :]
    cost = step_cost(body.weight)
    uses_partial = "partial" in results.used

    def run_for(scope: Scope) -> FeelValue:
        collected: list[object] = []
        outer = Scope(scope.run, scope, {"partial": collected})

        def turn(inner: Scope) -> bool:
            inner.run.charge(cost)
            if uses_partial:
                inner.run.charge(len(collected) // 16)
                outer.values["partial"] = list(collected)
            collected.append(body.run(inner))
            check_list(len(collected))
            return True

        complete = _run_loops(loops, 0, outer, turn)
        return collected if complete else None

    return variable(run_for, weigh([body, *(part for loop in loops for part in loop.parts)]))


class _Loop:
    """One iterator; `end` None iterates over a list or range value."""

    __slots__ = ("end", "name", "parts", "position", "start")

    def __init__(self, name: str, start: Code, end: Code | None, position: int) -> None:
        self.name = name
        self.start = start.run
        self.end = end.run if end else None
        self.parts = (start,) if end is None else (start, end)
        self.position = position

    def items(self, scope: Scope) -> Iterable[FeelValue] | None:
        """What it runs over; None with a warning if that is nothing to run over."""
        start = self.start(scope)
        if self.end is None:
            return items_of(scope.run, start, self.position)
        return range_items(scope.run, start, self.end(scope), self.position)


def _loops(builder: Builder, iterators: Sequence[Iterator]) -> list[_Loop]:
    loops: list[_Loop] = []
    for iterator in iterators:
        start = builder.compile(iterator.start)
        end = builder.compile(iterator.end) if iterator.end else None
        loops.append(_Loop(iterator.name, start, end, iterator.start.position))
        builder.levels.append(Level({iterator.name}))
    return loops


def _run_loops(loops: Sequence[_Loop], index: int, scope: Scope, turn: Body) -> bool:
    """Run all turns; False if an iterator had nothing to run over, or a turn said stop."""
    if index == len(loops):
        return turn(scope)
    loop = loops[index]
    items = loop.items(scope)
    if items is None:
        return False
    for item in items:
        scope.run.charge(1)
        if not _run_loops(loops, index + 1, Scope(scope.run, scope, {loop.name: item}), turn):
            return False
    return True


def quantified(builder: Builder, node: Quantified) -> Code:
    """`some` and `every`, three-valued; over nothing some is false and every is true."""
    loops = _loops(builder, node.iterators)
    condition = builder.compile(node.condition)
    del builder.levels[-len(node.iterators) :]
    cost = step_cost(condition.weight)
    decisive = not node.is_every

    def run_quantified(scope: Scope) -> FeelValue:
        state: list[FeelValue] = [node.is_every, False]

        def turn(inner: Scope) -> bool:
            inner.run.charge(cost)
            hit = condition.run(inner)
            if hit is decisive:
                state[0], state[1] = decisive, True
                return False
            if hit is not node.is_every:
                state[0] = None
            return True

        complete = _run_loops(loops, 0, scope, turn)
        return state[0] if complete or state[1] else None

    return variable(run_quantified, weigh([condition, *(part for loop in loops for part in loop.parts)]))
