"""One job from lease to answer: handler outside the transaction, completion under its fence."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.actor import SYSTEM
from engine.errors import Conflict, Invalid, NotFound, Overloaded
from workers.contract import BadInput, BpmnError, Handler

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

LEASE = timedelta(seconds=30)
_BEATS = 3
_log = logging.getLogger(__name__)


def do_job(engine: Engine, job: ActivatedJob, handlers: Mapping[str, Handler]) -> None:
    """Run the handler and say how it went. Nothing is raised: whoever lost his lease has nothing left to say."""
    with Heartbeat(engine, job):
        try:
            _answer(engine, job, handlers[job.type])
        except (NotFound, Conflict) as gone:
            # The case moved on without this job, or another worker has it: its result counts, ours is dropped.
            _log.info("job %s was taken back: %s", job.job_key, gone)
        except Overloaded as busy:
            _log.warning("job %s is offered again when its lease ends: %s", job.job_key, busy)


def _answer(engine: Engine, job: ActivatedJob, handler: Handler) -> None:
    token = job.lease_token
    try:
        done = handler(engine, job)
    except BpmnError as error:
        engine.throw_job_error(
            job.job_key, error_code=error.error_code, message=error.message, variables=error.variables, actor=SYSTEM,
            lease_token=token,
        )  # fmt: skip
        return
    except (BadInput, Invalid) as wrong:
        _fail(engine, job, f"{wrong}", retries=0)
        return
    except Exception as error:
        _log.exception("handler of %s failed for job %s", job.type, job.job_key)
        _fail(engine, job, f"{type(error).__name__}: {error}", retries=None)
        return
    try:
        engine.complete_job(job.job_key, done.variables, actor=SYSTEM, lease_token=token, writes=done.writes)
    except Invalid as refused:
        _fail(engine, job, f"{refused}", retries=0)


def _fail(engine: Engine, job: ActivatedJob, message: str, *, retries: int | None) -> None:
    engine.fail_job(
        job.job_key, message=message, variables={}, retries=retries, actor=SYSTEM, lease_token=job.lease_token
    )


class Heartbeat:
    """Keeps the lease of a job alive while its handler runs: every third of the lease, by the machine's time."""

    def __init__(self, engine: Engine, job: ActivatedJob, *, lease: timedelta = LEASE) -> None:
        self._engine, self._job, self._lease = engine, job, lease
        self._timer: threading.Timer | None = None
        self._is_over = False
        self._turn = threading.Lock()

    def __enter__(self) -> Heartbeat:
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        with self._turn:
            self._is_over = True
            if self._timer is not None:
                self._timer.cancel()

    def _wait(self) -> None:
        self._timer = threading.Timer(self._lease.total_seconds() / _BEATS, self._beat)
        self._timer.daemon = True
        self._timer.start()

    def _beat(self) -> None:
        try:
            is_held = self._engine.extend_job(self._job.job_key, self._job.lease_token, by=self._lease)
        except Overloaded:
            is_held = True
        with self._turn:
            if is_held and not self._is_over:
                self._wait()
