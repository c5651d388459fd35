"""P1, P4 and P5 on a database of field size: 300 dealers, 10,000 stores, half a million open tasks, ended cases."""

from __future__ import annotations

import os
import time

from tests.benchmarks import bench_http, bench_intake
from tests.benchmarks.bench_http import postgres, servers
from tests.benchmarks.client import Client
from tests.benchmarks.field import fill
from tests.benchmarks.floor import pgbench_floor
from tests.benchmarks.machine import spread

OPEN = int(os.environ.get("BENCH_FIELD_OPEN", "500000"))
ENDED = int(os.environ.get("BENCH_FIELD_ENDED", "100000"))
LOOKS = 200


def main() -> None:
    """Fill, then print P1, P4 and P5 on it."""
    with postgres() as url:
        print(f"field: {OPEN} open and {ENDED} ended cases of 5 tasks (BENCH_FIELD_OPEN, BENCH_FIELD_ENDED)")
        fill(url, open_cases=OPEN, ended_cases=ENDED)
        with servers([url]) as (address,):
            for name in ("agent", "station"):
                for what, path in _LOOKS.items():
                    print(f"P4 {what}, as {name}: {spread(_looks(address, name, path))}")
        result, rate = bench_http.rate_of([url, url], clients=8)
        floor = pgbench_floor(url)
        print(f"P1 at field size: {result}; pgbench, the same row work: {floor:.0f}/s, ratio {rate / floor:.2f}")
        print(f"P5 at field size: {bench_intake.measure(url)}")


_LOOKS = {
    "first page of the inbox": "/api/v1/inbox?queue=team",
    "first page, one process": "/api/v1/inbox?queue=team&process=field",
    "counts of the queues": "/api/v1/inbox/counts",
}


def _looks(address: str, username: str, path: str) -> list[float]:
    client = Client(address, username=username)
    client.get(path)
    seconds = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        client.get(path)
        seconds.append(time.perf_counter() - began)
    client.close()
    return seconds
