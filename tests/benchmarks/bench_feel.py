"""P8: what a compiled FEEL condition costs. Run by hand: `.venv/bin/python tests/benchmarks/bench_feel.py`."""

import platform
import statistics
import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

from engine.feel import Environment, compile_expression, compile_unary_tests

_ROUNDS, _TURNS = 15, 20_000
_LIMIT_MICROSECONDS = 3.0
_GATEWAY = 'order.total > 1000 and customer.tier = "gold"'


def median_microseconds(run: Callable[[], object]) -> float:
    """The median over rounds of the CPU time of one call, so that a busy machine does not count."""
    return statistics.median(timeit.repeat(run, timer=process_time, number=_TURNS, repeat=_ROUNDS)) / _TURNS * 1e6


def main() -> None:
    """Print the medians of the calls that matter."""
    environment = Environment(now=datetime(2026, 1, 1, tzinfo=UTC))
    variables = {"order": {"total": 1200, "lines": [{"price": 3}, {"price": 4}]}, "customer": {"tier": "gold"}}
    condition = compile_expression(_GATEWAY)
    total = compile_expression("sum(order.lines.price) * 1.19")
    cell = compile_unary_tests("[1000..2000)")
    rows = {
        f"condition {_GATEWAY}": lambda: condition.test(variables, environment),
        "the same with Outcome": lambda: condition.evaluate(variables, environment),
        "mapping sum(order.lines.price) * 1.19": lambda: total.evaluate(variables, environment),
        "cell [1000..2000)": lambda: cell.test(1200, {}, environment),
    }
    print(
        f"{platform.machine()}, Python {platform.python_version()}, CPU time: medians of {_ROUNDS} times {_TURNS} calls"
    )
    medians = {name: median_microseconds(run) for name, run in rows.items()}
    for name, median in medians.items():
        print(f"{median:8.2f} us  {name}")
    compiling = statistics.median(timeit.repeat(lambda: compile_expression(_GATEWAY), number=200, repeat=5)) / 200 * 1e6
    print(f"{compiling:8.1f} us  compile the condition")
    verdict = "met" if next(iter(medians.values())) <= _LIMIT_MICROSECONDS else "missed"
    print(f"P8 (condition <= {_LIMIT_MICROSECONDS} us): {verdict}")


if __name__ == "__main__":
    main()
