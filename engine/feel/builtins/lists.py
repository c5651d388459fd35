"""List functions that look at items or join lists (F22)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cmp_to_key

from engine.feel.builtins.registry import builtin
from engine.feel.equality import compare, equal
from engine.feel.limits import check_list
from engine.feel.numbers import plain
from engine.feel.scope import Run
from engine.feel.values import FeelFunction, FeelValue, NoValue


@builtin("list contains", "list: list, element: Any")
def list_contains(run: Run, items: list[object], element: FeelValue) -> bool:
    """Whether an item equals the element."""
    run.charge(1 + len(items) // 4)
    return any(equal(item, element, run) is True for item in items)


@builtin("count", "list: list")
def count(run: Run, items: list[object]) -> int:
    """How many items."""
    return len(items)


@builtin("is empty", "list: list")
def is_empty(run: Run, items: list[object]) -> bool:
    """Whether there are no items."""
    return not items


@builtin("append", "list: list, item...: Any")
def append(run: Run, items: list[object], *more: FeelValue) -> list[object]:
    """The list with items added at its end."""
    return joined(run, [items, list(more)])


@builtin("concatenate", "list...: list")
def concatenate(run: Run, *lists: list[object]) -> list[object]:
    """All lists in one."""
    return joined(run, lists)


def joined(run: Run, lists: Iterable[Sequence[object]]) -> list[object]:
    """One list of all items; bounded."""
    result: list[object] = []
    for items in lists:
        result.extend(items)
        run.charge(1 + len(items) // 8)
        check_list(len(result))
    return result


@builtin("union", "list...: list")
def union(run: Run, *lists: list[object]) -> list[object]:
    """All lists in one, without equal items."""
    return distinct(run, joined(run, lists))


@builtin("distinct values", "list: list")
def distinct(run: Run, items: list[object]) -> list[object]:
    """The first of each set of equal items."""
    seen = _Seen(run)
    return [item for item in items if seen.is_new(item)]


@builtin("duplicate values", "list: list")
def duplicate_values(run: Run, items: list[object]) -> list[object]:
    """Each item that occurs more than once, once."""
    seen, repeated = _Seen(run), _Seen(run)
    for item in items:
        if not seen.is_new(item):
            repeated.is_new(item)
    return [item for item in distinct(run, items) if not repeated.is_new(item)]


class _Seen:
    """Items met so far; scalars by hash, the rest one by one."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._scalars: set[tuple[str, str]] = set()
        self._others: list[object] = []

    def is_new(self, item: FeelValue) -> bool:
        """Whether no equal item was met; it is met from now on."""
        self._run.charge(1)
        key = self._key(item)
        if key is not None:
            is_new = key not in self._scalars
            self._scalars.add(key)
            return is_new
        self._run.charge(len(self._others) // 2)
        if any(equal(item, other, self._run) is True for other in self._others):
            return False
        self._others.append(item)
        return True

    def _key(self, item: FeelValue) -> tuple[str, str] | None:
        if isinstance(item, bool) or item is None:
            return "word", str(item)
        if isinstance(item, int | Decimal):
            return "number", plain(item)
        return ("string", item) if isinstance(item, str) else None


@builtin("flatten", "list: list")
def flatten(run: Run, items: list[object]) -> list[object]:
    """One list of all items of lists in lists."""
    result: list[object] = []
    pending: list[object] = list(reversed(items))
    while pending:
        item = pending.pop()
        run.charge(1)
        if isinstance(item, list):
            pending.extend(reversed(item))
        else:
            result.append(item)
            check_list(len(result))
    return result


@builtin("reverse", "list: list")
def reverse(run: Run, items: list[object]) -> list[object]:
    """The other way round."""
    run.charge(1 + len(items) // 8)
    return items[::-1]


@builtin("index of", "list: list, match: Any")
def index_of(run: Run, items: list[object], match: FeelValue) -> list[object]:
    """The positions of equal items, from 1."""
    run.charge(1 + len(items) // 4)
    return [index for index, item in enumerate(items, 1) if equal(item, match, run) is True]


@builtin("sort", "list: list, precedes: function")
def sort(run: Run, items: list[object], precedes: FeelFunction) -> list[object]:
    """By a function that says whether its first argument comes before its second; stable."""

    def order(a: object, b: object) -> int:
        first = precedes.call(run, [a, b], 0)
        if not isinstance(first, bool):
            raise NoValue("expected the function to give a boolean, but it did not")
        if first:
            return -1
        return 1 if precedes.call(run, [b, a], 0) is True else 0

    return sorted(items, key=cmp_to_key(order))


@builtin("sort", "list: list")
def sort_natural(run: Run, items: list[object]) -> list[object]:
    """In their own order; null if any two do not compare."""

    def order(a: object, b: object) -> int:
        run.charge(1)
        result = compare(a, b)
        if result is None:
            raise NoValue("expected items that compare, but found others")
        return result

    return sorted(items, key=cmp_to_key(order))


@builtin("min", "list: list")
def minimum(run: Run, items: list[object]) -> FeelValue:
    """The least item; null if the list is empty or any two do not compare."""
    return _extreme(run, items, -1)


@builtin("min", "c1: Any, c2...: Any")
def minimum_of(run: Run, *items: object) -> FeelValue:
    """The same over arguments."""
    return _extreme(run, items, -1)


@builtin("max", "list: list")
def maximum(run: Run, items: list[object]) -> FeelValue:
    """The greatest item; null if the list is empty or any two do not compare."""
    return _extreme(run, items, 1)


@builtin("max", "c1: Any, c2...: Any")
def maximum_of(run: Run, *items: object) -> FeelValue:
    """The same over arguments."""
    return _extreme(run, items, 1)


def _extreme(run: Run, items: Sequence[object], wanted: int) -> FeelValue:
    run.charge(1 + len(items) // 2)
    if not items:
        raise NoValue("expected at least one item, but found none")
    best = items[0]
    for item in items:
        order = compare(item, best)
        if order is None:
            raise NoValue("expected items that compare, but found others")
        if order == wanted:
            best = item
    return best
