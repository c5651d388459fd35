"""P8: a decision table of 100 rules, compiled. `python -m tests.benchmarks.bench_dmn` prints medians and p95.

Three tables: all cells indexed, one column that must be evaluated, and the same table without the index.
"""

from __future__ import annotations

import os
import platform
import statistics
from time import perf_counter_ns

from engine.dmn import DmnModel, compiling_table
from engine.feel import Environment
from tests.dmn.drawing import NOON, a_decision, a_model, an_input, table

RULES = 100
RUNS = 3_000
GOAL_MICROSECONDS = 100
PRODUCTS = ["tv", "phone", "fridge", "oven", "washer"]


def main() -> None:
    """Print one line for each kind of table."""
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {RULES} rules")
    _report("all cells indexed", _model(dynamic=False))
    _report("one column evaluated", _model(dynamic=True))
    known = compiling_table.read_cell
    compiling_table.read_cell = lambda text: None
    try:
        _report("without index", _model(dynamic=False))
    finally:
        compiling_table.read_cell = known


def _model(*, dynamic: bool) -> DmnModel:
    """Product, age in months and region decide a fee; no two rules overlap."""
    rules = []
    for number in range(RULES):
        product, step = PRODUCTS[number % len(PRODUCTS)], number // len(PRODUCTS)
        region = 'starts with(?, "n")' if dynamic else '"north", "northwest"'
        rules.append((f'"{product}"', f"[{step * 6}..{step * 6 + 6})", region, str(number), f'"rule {number}"'))
    inputs = [("product", "string"), ("age", "number"), ("region", "string")]
    drawn = table(inputs, [{"name": "fee", "type": "number"}, {"name": "note", "type": "string"}], rules)
    names = [name for name, _ in inputs]
    nodes = [an_input(name, kind) for name, kind in inputs]
    return a_model(*nodes, a_decision("fee", drawn, inputs=names))


def _report(title: str, model: DmnModel) -> None:
    environment = Environment(now=NOON)
    durations = []
    for run in range(RUNS):
        given = {"product": PRODUCTS[run % 5], "age": run % 120, "region": "north"}
        began = perf_counter_ns()
        result = model.evaluate("d_fee", given, environment)
        durations.append((perf_counter_ns() - began) / 1_000)
        assert result.output == {"fee": run % 120 // 6 * 5 + run % 5, "note": f"rule {run % 120 // 6 * 5 + run % 5}"}
    median, p95 = statistics.median(durations), statistics.quantiles(durations, n=20)[-1]
    print(f"{title:<22} median {median:7.1f} µs   p95 {p95:7.1f} µs   goal {GOAL_MICROSECONDS} µs")


if __name__ == "__main__":
    main()
