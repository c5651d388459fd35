"""`not`, `is`, `all`, `any` and their other names (F20, F22)."""

from engine.feel.builtins.registry import builtin
from engine.feel.equality import equal
from engine.feel.scope import Run
from engine.feel.temporal import FeelDateTime, FeelTime, time_offset
from engine.feel.values import NUMBERS, FeelValue, NoValue


@builtin("not", "negand: Any")
def negated(run: Run, negand: FeelValue) -> bool | None:
    """The opposite of a boolean; null for anything else."""
    return not negand if isinstance(negand, bool) else None


@builtin("is", "value1: Any, value2: Any")
def is_same(run: Run, first: FeelValue, second: FeelValue) -> bool:
    """Whether type and value are the same; unlike `=` never null, and a zone is part of a time."""
    if type(first) is not type(second) and not (type(first) in NUMBERS and type(second) in NUMBERS):
        return False
    if isinstance(first, FeelDateTime) and isinstance(second, FeelDateTime):
        return first.date == second.date and _same_time(first.time, second.time)
    if isinstance(first, FeelTime) and isinstance(second, FeelTime):
        return _same_time(first, second)
    return equal(first, second, run) is True


def _same_time(first: FeelTime, second: FeelTime) -> bool:
    same_zone = first.zone == second.zone or time_offset(first) == time_offset(second)
    return first.nanos == second.nanos and first.has_zone == second.has_zone and same_zone


def _decide(run: Run, items: list[object], decisive: bool) -> bool | None:
    run.charge(1 + len(items) // 8)
    if any(item is decisive for item in items):
        return decisive
    return (not decisive) if all(item is (not decisive) for item in items) else None


@builtin("and", "list: list")
@builtin("all", "list: list")
def every_item(run: Run, items: list[object]) -> bool | None:
    """False if any is false, true if all are true, else null."""
    return _decide(run, items, False)


@builtin("and", "b1: Any, b2...: Any")
@builtin("all", "b1: Any, b2...: Any")
def every_argument(run: Run, *items: object) -> bool | None:
    """The same over arguments."""
    if len(items) == 1 and items[0] is None:
        raise NoValue("expected a list, but found null")
    return _decide(run, list(items), False)


@builtin("or", "list: list")
@builtin("any", "list: list")
def some_item(run: Run, items: list[object]) -> bool | None:
    """True if any is true, false if all are false, else null."""
    return _decide(run, items, True)


@builtin("or", "b1: Any, b2...: Any")
@builtin("any", "b1: Any, b2...: Any")
def some_argument(run: Run, *items: object) -> bool | None:
    """The same over arguments."""
    if len(items) == 1 and items[0] is None:
        raise NoValue("expected a list, but found null")
    return _decide(run, list(items), True)
