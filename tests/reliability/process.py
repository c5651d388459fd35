"""The product's own commands, but for a short lease, a job type of the tests', a clock that steps, and a mistake.

python -m tests.reliability.process serve --no-worker …    as `servicelane serve --no-worker …`
python -m tests.reliability.process nursery                forks one for each line that it reads (`fleet.Nursery`)

The environment says the rest: EFFECTS, the file of effects; MISTAKE, one of `MISTAKES`; GATES, a folder where each
attempt of a job says that it has begun, and waits until it is let through; CLOCK, a folder with the seconds by which
the clocks of processes of even (0) and of odd number (1) are wrong.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite.pysqlite

import workers
from api.cli import fleet, main, opening, serving
from engine import clock, jobs
from engine.advance import turn
from engine.history.chain import link
from engine.jobs import ActivatedJob
from engine.service import Engine, transaction
from engine.store import events
from workers import loop, work
from workers.contract import Done
from workers.handlers import BUILT_IN

LEASE = timedelta(seconds=1.5)
SLOW_SECONDS = 0.4
LATE_SECONDS = 0.3
GATE_SECONDS = 300.0
MISTAKES = ("no keys", "no fence", "two transactions")
DIALECTS = (sqlalchemy.dialects.postgresql.psycopg, sqlalchemy.dialects.sqlite.pysqlite)
"""loaded before the first fork"""


def run(arguments: list[str]) -> int:
    """Run one command until it is killed."""
    serving.is_front_end_built = lambda: True  # nobody looks at its pages
    loop.LEASE = work.LEASE = LEASE
    threads = 1 if os.environ.get("GATES") else 2  # who stands still at a gate has no other hand
    handlers = {**BUILT_IN, "work": _Working()}
    workers.run_worker = serving.run_worker = partial(loop.run_worker, handlers=handlers, threads=threads)
    start = fleet._Child.start
    fleet._Child.start = lambda child: start(_like_this(child))
    if os.environ.get("GATES"):
        loop.do_job = _tell_the_end(loop.do_job, Path(os.environ["GATES"]))
    if os.environ.get("CLOCK"):
        opening.system_clock = _wrong_clock(Path(os.environ["CLOCK"]) / str(os.getpid() % 2))
    _make(os.environ.get("MISTAKE", ""))
    return main(arguments)


def rear() -> int:
    """Fork a process for each line of {arguments, environment, log}, and say its number."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    for line in sys.stdin:
        born = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _live(born)
        print(pid, flush=True)
    return 0


def _live(born: dict) -> None:
    """Be the new process, to its end."""
    log = os.open(born["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.environ.update(born["environment"])
    random.seed()
    code = 1
    try:
        code = run(born["arguments"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _like_this(child: fleet._Child) -> fleet._Child:
    """A child of `serve --processes` is started as this module, not as the product's."""
    child.command = ["tests.reliability.process" if word == "api.cli" else word for word in child.command]
    return child


def _wrong_clock(path: Path) -> Callable[[], datetime]:
    return lambda: clock.system_clock() + timedelta(seconds=float(path.read_text() or 0))


class _Working:
    """Writes each effect as a line, as a receiver outside would keep it, then answers with the attempt it was."""

    def __init__(self) -> None:
        self._file = os.open(os.environ.get("EFFECTS", os.devnull), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._gates = Path(os.environ["GATES"]) if os.environ.get("GATES") else None

    def __call__(self, _engine: Engine, job: ActivatedJob) -> Done:
        os.write(self._file, f"{job.element_instance_key}\n".encode())
        if self._gates is None:
            time.sleep(random.uniform(0, SLOW_SECONDS))
        else:
            _pass(self._gates, job.attempt)
        return Done({"attempt": job.attempt})


def _pass(gates: Path, attempt: int) -> None:
    """Say who begins which attempt, and wait until it is let through."""
    begun = gates / f"begun-{attempt}"
    begun.with_suffix(".new").write_text(str(os.getpid()))
    begun.with_suffix(".new").rename(begun)
    end = time.monotonic() + GATE_SECONDS
    while not (gates / f"go-{attempt}").exists():
        assert time.monotonic() < end, f"nobody let attempt {attempt} through"
        time.sleep(0.02)


def _tell_the_end(do_job: Callable[..., None], gates: Path) -> Callable[..., None]:
    """Say when an attempt is over, whether it was taken or dropped."""

    def do(engine: Engine, job: ActivatedJob, handlers: dict) -> None:
        do_job(engine, job, handlers)
        (gates / f"over-{job.attempt}").touch()

    return do


def _make(mistake: str) -> None:
    """Build a mistake in, to prove that the harness sees it."""
    if mistake == "no keys":
        transaction._once = lambda tx, operation, _once: operation(tx)
    elif mistake == "no fence":
        take = jobs._take
        jobs._take = lambda tx, job_key, actor, _token: take(tx, job_key, actor, None)
    elif mistake == "two transactions":
        turn.append = _append_later


def _append_later(tx, case_key, head, lines, *, actor, operation_id):
    """History written after the commit of what it tells, a moment later."""
    head, records = link(case_key, head, lines, actor=actor, at=tx.now, operation_id=operation_id)
    sql = tx.connection.engine

    def write() -> None:
        time.sleep(LATE_SECONDS)
        with sql.begin() as connection:
            later = type(tx)(connection, tx.now, tx.new_key)
            events.add(later, case_key, records, actor=actor, operation_id=operation_id)
            later._trips.flush()

    tx.after_commit.append(write)
    return head


if __name__ == "__main__":
    sys.exit(rear() if sys.argv[1:] == ["nursery"] else run(sys.argv[1:]))
