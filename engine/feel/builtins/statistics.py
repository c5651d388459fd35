"""Sums and averages of numbers (F22); anything but a number among them makes the result null."""

from decimal import Decimal

from engine.feel.builtins.registry import builtin
from engine.feel.numbers import ADD, CONTEXT, DIVIDE, MULTIPLY, SUBTRACT
from engine.feel.scope import Run
from engine.feel.values import NUMBERS, FeelValue, NoValue, Number


def _numbers(run: Run, items: list[object] | tuple[object, ...]) -> list[Number]:
    run.charge(1 + len(items) // 4)
    numbers = [item for item in items if isinstance(item, int | Decimal) and type(item) in NUMBERS]
    if not items or len(numbers) != len(items):
        raise NoValue("expected at least one item and only numbers, but found others or none")
    return numbers


def _sum(numbers: list[Number]) -> FeelValue:
    total: FeelValue = 0
    for number in numbers:
        total = ADD(total, number)
    return total


@builtin("sum", "list: list")
def sum_list(run: Run, items: list[object]) -> FeelValue:
    """The sum; null for no items."""
    return _sum(_numbers(run, items))


@builtin("sum", "n1: Any, n2...: Any")
def sum_of(run: Run, *items: object) -> FeelValue:
    """The same over arguments."""
    return _sum(_numbers(run, items))


@builtin("product", "list: list")
def product(run: Run, items: list[object]) -> FeelValue:
    """The product; null for no items."""
    total: FeelValue = 1
    for number in _numbers(run, items):
        total = MULTIPLY(total, number)
    return total


@builtin("product", "n1: Any, n2...: Any")
def product_of(run: Run, *items: object) -> FeelValue:
    """The same over arguments."""
    return product(run, list(items))


@builtin("mean", "list: list")
def mean(run: Run, items: list[object]) -> FeelValue:
    """The average; null for no items."""
    return DIVIDE(_sum(_numbers(run, items)), len(items))


@builtin("mean", "n1: Any, n2...: Any")
def mean_of(run: Run, *items: object) -> FeelValue:
    """The same over arguments."""
    return mean(run, list(items))


@builtin("median", "list: list")
def median(run: Run, items: list[object]) -> FeelValue:
    """The middle number, or the average of the two in the middle; null for no items."""
    numbers = sorted(_numbers(run, items))
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return DIVIDE(ADD(numbers[middle - 1], numbers[middle]), 2)


@builtin("median", "n1: Any, n2...: Any")
def median_of(run: Run, *items: object) -> FeelValue:
    """The same over arguments."""
    return median(run, list(items))


@builtin("stddev", "list: list")
def stddev(run: Run, items: list[object]) -> FeelValue:
    """The standard deviation of a sample; null for fewer than two numbers."""
    numbers = _numbers(run, items)
    if len(numbers) < 2:
        raise NoValue("expected at least two numbers, but found one")
    average = DIVIDE(_sum(numbers), len(numbers))
    total: FeelValue = 0
    for number in numbers:
        distance = SUBTRACT(number, average)
        total = ADD(total, MULTIPLY(distance, distance))
    return CONTEXT.sqrt(DIVIDE(total, len(numbers) - 1))


@builtin("stddev", "n1: Any, n2...: Any")
def stddev_of(run: Run, *items: object) -> FeelValue:
    """The same over arguments."""
    return stddev(run, list(items))


@builtin("mode", "list: list")
def mode(run: Run, items: list[object]) -> list[object]:
    """The most frequent numbers in ascending order; an empty list for no items."""
    if not items:
        return []
    counts: dict[Number, int] = {}
    for number in _numbers(run, items):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return [number for number in sorted(counts) if counts[number] == most]


@builtin("mode", "n1: Any, n2...: Any")
def mode_of(run: Run, *items: object) -> list[object]:
    """The same over arguments."""
    return mode(run, list(items))
