"""P13: how long the server takes from its command line to its first answer, on a database that is there already."""

from __future__ import annotations

import statistics
import tempfile
import time

from tests.benchmarks.bench_http import postgres, prepared, servers

ROUNDS = 5


def main() -> None:
    """Print P13 on SQLite and PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder, postgres() as server:
        for name, url in (("SQLite", f"sqlite:///{folder}/start.db"), ("PostgreSQL", server)):
            prepared(url).close()
            print(f"P13 start of the server, {name}: median {statistics.median(_starts(url)):.2f} s of {ROUNDS}")


def _starts(url: str) -> list[float]:
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with servers([url]):
            seconds.append(time.perf_counter() - began)
    return seconds
