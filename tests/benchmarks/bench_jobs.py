"""P14: an external job, from its creation to the waiting client that activates it (long poll), over real HTTP.

The client waits at one server process, the case starts at the other: nothing but the database connects them.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from tests.benchmarks.bench_http import postgres, prepared, servers
from tests.benchmarks.client import Client
from tests.benchmarks.machine import spread
from tests.engine import build

ROUNDS = int(os.environ.get("BENCH_JOBS", "200"))
WANTED = {"type": "x.work", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": 20_000, "worker": "bench"}


def main() -> None:
    """Print P14 on SQLite at one server process, on PostgreSQL at one and across two."""
    with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder:
        url = f"sqlite:///{folder}/jobs.db"
        _prepare(url)
        with servers([url]) as addresses:
            print(f"P14 created → activated, SQLite, 1 process: {spread(measure(*addresses * 2))}")
    with postgres() as url:
        _prepare(url)
        with servers([url, url]) as addresses:
            for name, pair in (("the same process", addresses[:1] * 2), ("another process", addresses)):
                print(f"P14 created → activated, PostgreSQL, waiting at {name}: {spread(measure(*pair))}")


def _prepare(url: str) -> None:
    engine = prepared(url)
    body = build.START + build.service_task("work") + build.END + build.line("start", "work", "end")
    engine.deploy([ModelFile("w.bpmn", build.process(body, process_id="w"))], actor=SYSTEM)
    engine.close()


def measure(starts_at: str, waits_at: str) -> list[float]:
    """Seconds from the answer that a case has started to the answer that carries its job."""
    starter, waiter = Client(starts_at, username="admin"), Client(waits_at, username="admin")
    arrived: list[float] = []
    taken = threading.Semaphore(0)

    def wait() -> None:
        for _ in range(ROUNDS):
            jobs = json.loads(waiter.post("/v2/jobs/activation", WANTED))["jobs"]
            arrived.append(time.perf_counter())
            assert len(jobs) == 1, jobs
            taken.release()

    thread = threading.Thread(target=wait)
    thread.start()
    created = []
    for number in range(ROUNDS):
        time.sleep(0.02 + (number % 7) * 0.005)
        starter.post("/v2/process-instances", {"processDefinitionId": "w"})
        created.append(time.perf_counter())
        taken.acquire()
    thread.join()
    starter.close()
    waiter.close()
    return [max(0.0, end - begin) for begin, end in zip(created, arrived, strict=True)]
