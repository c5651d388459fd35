"""A server or worker as the product starts it, but for a short lease, a job type of its own, and a mistake.

python -m tests.reliability.process server URL PORT [MISTAKE]
python -m tests.reliability.process worker URL EFFECTS [MISTAKE]
"""

from __future__ import annotations

import os
import random
import sys
import time
from datetime import timedelta
from functools import partial

import workers
from api.cli import main, serving
from engine import jobs
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
MISTAKES = ("no keys", "no fence", "two transactions")


def run(role: str, url: str, where: str, mistake: str = "") -> int:
    """Run until killed."""
    _make(mistake)
    if role == "server":
        serving.is_front_end_built = lambda: True  # nobody looks at its pages
        return main(["serve", "--no-worker", "--database-url", url, "--port", where])
    loop.LEASE = work.LEASE = LEASE
    workers.run_worker = partial(loop.run_worker, handlers={**BUILT_IN, "work": _Working(where)})
    return main(["worker", "--database-url", url])


class _Working:
    """Writes each effect as a line, as a receiver outside would keep it, then answers with the attempt it was."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def __call__(self, _engine: Engine, job: ActivatedJob) -> Done:
        os.write(self._file, f"{job.element_instance_key}\n".encode())
        time.sleep(random.uniform(0, SLOW_SECONDS))
        return Done({"attempt": job.attempt})


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
        time.sleep(0.05)
        with sql.begin() as connection:
            later = type(tx)(connection, tx.now, tx.new_key)
            events.add(later, case_key, records, actor=actor, operation_id=operation_id)
            later._trips.flush()

    tx.after_commit.append(write)
    return head


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
