"""P6: how late timers fire with a million pending, and how fast many fall due at once, on PostgreSQL.

The million are rows far in the future; those that fire are real cases. One worker process fires them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from sqlalchemy import text

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database
from tests.benchmarks.bench_http import postgres, prepared
from tests.engine import build

PENDING = int(os.environ.get("BENCH_TIMERS_PENDING", "1000000"))
DUE = int(os.environ.get("BENCH_TIMERS_DUE", "2000"))
PUNCTUAL = 300
_FILL = (
    "INSERT INTO timer (timer_key, case_key, element_instance_key, element_id, due_at) "
    "SELECT n, n, n, 'wait', now() + interval '30 days' + n * interval '1 second' FROM generate_series(1, :count) n"
)
_LATE = (
    "SELECT EXTRACT(EPOCH FROM e.ended_at - (v.value::json #>> '{}')::timestamptz) AS late FROM element_instance e "
    "JOIN case_variable v ON v.case_key = e.case_key AND v.name = 'due' "
    "WHERE e.element_id = 'wait' AND e.ended_at IS NOT NULL"
)


def main() -> None:
    """Print P6."""
    with postgres() as url:
        engine = prepared(url)
        catch = (
            '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDate>=date and time(due)'
            "</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        )
        body = build.START + catch + build.END + build.line("start", "wait", "end")
        engine.deploy([ModelFile("timer.bpmn", build.process(body, process_id="timer"))], actor=SYSTEM)
        with Database(url).sql.begin() as connection:
            connection.execute(text(_FILL), {"count": PENDING})
            connection.execute(text("ANALYZE timer"))
        print(f"P6 drain, {DUE} due at once, {PENDING} pending, 1 worker process: {_drain(engine, url):.0f} cases/s")
        print(f"P6 lateness, {PUNCTUAL} timers at 30 a second, {PENDING} pending: {_lateness(engine, url)}")
        engine.close()


def _drain(engine: Engine, url: str) -> float:
    """Start cases whose timer is over already, then a worker; cases a second from its first to its last."""
    for _ in range(DUE):
        _start(engine, "2020-01-01T00:00:00Z")
    worker = _worker(url)
    try:
        while _left(url):
            time.sleep(0.2)
    finally:
        _end(worker)
    query = text(
        "SELECT count(*) AS fired, EXTRACT(EPOCH FROM max(ended_at) - min(ended_at)) AS seconds "
        "FROM element_instance WHERE element_id = 'wait'"
    )
    with Database(url).sql.connect() as connection:
        row = connection.execute(query).one()
    return float(row.fired) / max(0.001, float(row.seconds))


def _lateness(engine: Engine, url: str) -> str:
    with Database(url).sql.begin() as connection:
        connection.execute(text("DELETE FROM element_instance WHERE element_id = 'wait'"))
    worker = _worker(url)
    try:
        begin = time.time() + 8
        for number in range(PUNCTUAL):
            moment = begin + number / 30
            whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))
            _start(engine, f"{whole}.{int(moment % 1 * 1000):03d}Z")
        while _left(url):
            time.sleep(0.2)
    finally:
        _end(worker)
    with Database(url).sql.connect() as connection:
        late = sorted(float(row.late) * 1000 for row in connection.execute(text(_LATE)))
    return f"median {late[len(late) // 2]:.0f} ms, p99 {late[int(len(late) * 0.99)]:.0f} ms ({len(late)} timers)"


def _start(engine: Engine, due: str) -> None:
    engine.start_case(StartRequest(process_id="timer", unit_code="hq", variables={"due": due}), actor=SYSTEM)


def _left(url: str) -> int:
    with Database(url).sql.connect() as connection:
        return int(
            connection.execute(
                text("SELECT count(*) FROM timer WHERE timer_key > :most"), {"most": PENDING}
            ).scalar_one()
        )


def _worker(url: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "api.cli", "worker", "--database-url", url]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
