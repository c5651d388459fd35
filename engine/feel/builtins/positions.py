"""List functions that work at positions, from 1, negative from the end (F22)."""

from decimal import Decimal

from engine.feel.builtins.registry import builtin
from engine.feel.limits import check_list
from engine.feel.numbers import whole
from engine.feel.scope import Run
from engine.feel.values import FeelFunction, FeelValue, NoValue, Number


def _index(position: Number, size: int) -> int:
    number = whole(position)
    if number is None or number == 0 or abs(number) > size:
        raise NoValue(f"expected a position within {size} items, but found {position}")
    return number - 1 if number > 0 else size + number


@builtin("sublist", "list: list, start position: number, length?: number|null")
def sublist(run: Run, items: list[object], start: Number, length: Number | None = None) -> list[object]:
    """Items from a position on; a length that runs over the end gives null."""
    run.charge(1 + len(items) // 8)
    begin = _index(start, len(items))
    if length is None:
        return items[begin:]
    size = whole(length)
    if size is None or size < 0 or begin + size > len(items):
        raise NoValue(f"expected a length within the list, but found {length}")
    return items[begin : begin + size]


@builtin("insert before", "list: list, position: number, newItem: Any")
def insert_before(run: Run, items: list[object], position: Number, item: FeelValue) -> list[object]:
    """The list with one more item at a position."""
    run.charge(1 + len(items) // 8)
    check_list(len(items) + 1)
    index = _index(position, len(items))
    return [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: list[object], position: Number) -> list[object]:
    """The list without the item at a position."""
    run.charge(1 + len(items) // 8)
    index = _index(position, len(items))
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: Any")
def replace_at(run: Run, items: list[object], position: Number, item: FeelValue) -> list[object]:
    """The list with another item at a position."""
    run.charge(1 + len(items) // 8)
    index = _index(position, len(items))
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: Any")
def replace_matching(run: Run, items: list[object], match: FeelFunction, new_item: FeelValue) -> list[object]:
    """The list with another item wherever `match(item, newItem)` is true."""
    result: list[object] = []
    for item in items:
        hit = match.call(run, [item, new_item], 0)
        if not isinstance(hit, bool):
            raise NoValue("expected the function to give a boolean, but it did not")
        result.append(new_item if hit else item)
    return result


@builtin("partition", "list: list, size: number")
def partition(run: Run, items: list[object], size: Number) -> list[object]:
    """Lists of `size` items each, the last maybe shorter."""
    run.charge(1 + len(items) // 4)
    width = whole(size)
    if width is None or width < 1:
        raise NoValue(f"expected a size of at least 1, but found {Decimal(size)}")
    return [items[start : start + width] for start in range(0, len(items), width)]
