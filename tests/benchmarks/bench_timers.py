"""P6: how late timers fire with a million pending, and how fast many fall due at once, on SQLite and PostgreSQL.

The million are rows far in the future; those that fire are real cases. One worker process fires them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime

from sqlalchemy import func, select, text

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.schema import CASE_VARIABLE, ELEMENT_INSTANCE, TIMER
from tests.benchmarks.bench_http import postgres, prepared
from tests.benchmarks.machine import load
from tests.engine import build

PENDING = int(os.environ.get("BENCH_TIMERS_PENDING", "1000000"))
DUE = int(os.environ.get("BENCH_TIMERS_DUE", "2000"))
PUNCTUAL = 300
_FILL = {
    "postgresql": "INSERT INTO timer (timer_key, case_key, element_instance_key, element_id, due_at) "
    "SELECT n, n, n, 'wait', now() + interval '30 days' + n * interval '1 second' FROM generate_series(1, :count) n",
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count) "
    "INSERT INTO timer (timer_key, case_key, element_instance_key, element_id, due_at) "
    "SELECT n, n, n, 'wait', strftime('%Y-%m-%d %H:%M:%f000', 'now', '+30 days', n || ' seconds') FROM numbers",
}
_FIRED = (ELEMENT_INSTANCE.c.element_id == "wait", ELEMENT_INSTANCE.c.ended_at.is_not(None))


def main() -> None:
    """Print P6 on both databases."""
    with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder, postgres() as server:
        for url in (f"sqlite:///{folder}/timers.db", server):
            _measure(url)


def _measure(url: str) -> None:
    engine = prepared(url)
    catch = (
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDate>=date and time(due)'
        "</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    body = build.START + catch + build.END + build.line("start", "wait", "end")
    engine.deploy([ModelFile("timer.bpmn", build.process(body, process_id="timer"))], actor=SYSTEM)
    kind = engine.database.url.get_backend_name()
    with engine.database.sql.begin() as connection:
        connection.execute(text(_FILL[kind]), {"count": PENDING})
        connection.execute(text("ANALYZE timer"))
    told = f"{PENDING} pending, 1 worker process, {kind}"
    print(f"P6 drain, {DUE} due at once, {told}: {_drain(engine, url):.0f} cases/s", flush=True)
    print(f"P6 lateness, {PUNCTUAL} timers at 30 a second, {told}: {_lateness(engine, url)}; {load()}", flush=True)
    engine.close()


def _drain(engine: Engine, url: str) -> float:
    """Start cases whose timer is over already, then a worker; cases a second from its first to its last."""
    for _ in range(DUE):
        _start(engine, "2020-01-01T00:00:00Z")
    worker = _worker(url)
    try:
        while _left(engine):
            time.sleep(0.2)
    finally:
        _end(worker)
    ended = ELEMENT_INSTANCE.c.ended_at
    with engine.database.sql.connect() as connection:
        count, first, last = connection.execute(
            select(func.count(), func.min(ended), func.max(ended)).where(*_FIRED)
        ).one()
    return float(count) / max(0.001, (last - first).total_seconds())


def _lateness(engine: Engine, url: str) -> str:
    with engine.database.sql.begin() as connection:
        connection.execute(text("DELETE FROM element_instance WHERE element_id = 'wait'"))
    worker = _worker(url)
    try:
        begin = time.time() + 8
        for number in range(PUNCTUAL):
            moment = begin + number / 30
            whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))
            _start(engine, f"{whole}.{int(moment % 1 * 1000):03d}Z")
        while _left(engine):
            time.sleep(0.2)
    finally:
        _end(worker)
    due = ELEMENT_INSTANCE.join(CASE_VARIABLE, CASE_VARIABLE.c.case_key == ELEMENT_INSTANCE.c.case_key)
    query = select(ELEMENT_INSTANCE.c.ended_at, CASE_VARIABLE.c.value).select_from(due)
    with engine.database.sql.connect() as connection:
        rows = connection.execute(query.where(CASE_VARIABLE.c.name == "due", *_FIRED)).all()
    late = sorted(
        (ended - datetime.fromisoformat(str(json.loads(value)))).total_seconds() * 1000 for ended, value in rows
    )
    return f"median {late[len(late) // 2]:.0f} ms, p99 {late[int(len(late) * 0.99)]:.0f} ms ({len(late)} timers)"


def _start(engine: Engine, due: str) -> None:
    engine.start_case(StartRequest(process_id="timer", unit_code="hq", variables={"due": due}), actor=SYSTEM)


def _left(engine: Engine) -> int:
    query = select(func.count()).where(TIMER.c.timer_key > PENDING)
    with engine.database.sql.connect().execution_options(servicelane_reads=True) as connection:
        return int(connection.execute(query).scalar_one())


def _worker(url: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "api.cli", "worker", "--database-url", url]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
