"""The worker: threads that do jobs, one that fires timers and cleans up; and `drain` for the settable clock."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import uuid4
from weakref import WeakKeyDictionary

from engine.actor import SYSTEM
from engine.errors import Overloaded
from engine.reference.running import IMPORT
from workers import delivery
from workers.contract import Handler
from workers.handlers import BUILT_IN
from workers.work import LEASE, do_job

if TYPE_CHECKING:
    from engine.service import Engine

IDLE_SECONDS = 0.1
CLEAN_SECONDS = 600.0
DRAIN_ROUNDS = 100_000
_log = logging.getLogger(__name__)


class Worker:
    """Does the machine work of one engine. Any number may run, in any number of processes.

    `threads` do jobs side by side; timers, deliveries and mail have a thread of their own, so that a slow handler
    holds up no timer.
    """

    def __init__(self, engine: Engine, *, handlers: Mapping[str, Handler] = BUILT_IN, threads: int = 2) -> None:
        self._engine, self._handlers, self._threads = engine, handlers, threads
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}"
        self._hands = _hands_of(engine)
        self._woken = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; returns when what was begun is done."""
        loops: list[Callable[[], bool]] = [self.do_one_job] * self._threads + [self._timely_loop()]
        threads = [
            threading.Thread(target=self._loop, args=(once, stop), name=f"worker-{number}", daemon=True)
            for number, once in enumerate(loops)
        ]
        end = self._engine.when_jobs_open(lambda _types: self._woken.set())
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        end()

    def do_one_job(self) -> bool:
        """Lease one due job, or import of reference data, and do it; False when there is none."""
        with self._hands:
            # Look before leasing: an idle worker must not take the write lock ten times a second.
            due = self._engine.due_job_types((*self._handlers, IMPORT))
            if IMPORT in due:
                return self._engine.do_import(worker=self.name)
            if not due:
                return False
            jobs = self._engine.activate_jobs(due, worker=self.name, limit=1, timeout=LEASE, actor=SYSTEM)
            for job in jobs:
                do_job(self._engine, job, self._handlers)
            return bool(jobs)

    def do_timely(self) -> bool:
        """Fire due timers, deliver messages, send mail; False when there was nothing."""
        with self._hands:
            done = self._engine.fire_due_timers() + self._engine.deliver_due()
            return done + delivery.send_queued(self._engine) > 0

    def drain(self, *, patience_seconds: float = 30.0) -> int:
        """Do everything that is due now, and what that makes due, also in the other threads; how many rounds it took.

        Jobs whose type no handler here knows are left to others. Jobs that failed wait for their back-off.
        """
        end = time.monotonic() + patience_seconds
        for done in range(DRAIN_ROUNDS):
            if self.do_timely() or self.do_one_job():
                continue
            if self._wait_for_others(end) and not (self.do_timely() or self.do_one_job()):
                return done
            if time.monotonic() > end:
                break
        _log.warning("stopped draining: work is still going on after %s s", patience_seconds)
        return DRAIN_ROUNDS

    def _wait_for_others(self, end: float) -> bool:
        """Wait until no worker of this engine in this process has work in hand; False when patience ended first."""
        return self._hands.wait_until_empty(timeout=max(0.0, end - time.monotonic()))

    def _timely_loop(self) -> Callable[[], bool]:
        cleaned_at = time.monotonic()

        def once() -> bool:
            nonlocal cleaned_at
            if time.monotonic() - cleaned_at > CLEAN_SECONDS:
                cleaned_at = time.monotonic()
                self._engine.clean()
            return self.do_timely()

        return once

    def _loop(self, once: Callable[[], bool], stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                is_done = once()
            except Overloaded as busy:
                _log.info("the database is busy: %s", busy)
                is_done = False
            except Exception:
                # A worker that dies of one bad row helps nobody; the row is tried again, and the log says why.
                _log.exception("a round of work failed")
                is_done = False
            if not is_done:
                self._woken.wait(IDLE_SECONDS)
                self._woken.clear()


class _Hands:
    """Counts work in hand, so that `drain` can wait for the workers beside it in the same process."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait_until_empty(self, *, timeout: float) -> bool:
        """Wait until nobody has work in hand; False when the time ran out first."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, timeout=timeout)


_known_hands: WeakKeyDictionary[Engine, _Hands] = WeakKeyDictionary()
_known_hands_turn = threading.Lock()


def _hands_of(engine: Engine) -> _Hands:
    with _known_hands_turn:
        return _known_hands.setdefault(engine, _Hands())


def run_worker(
    engine: Engine, stop: threading.Event, *, handlers: Mapping[str, Handler] = BUILT_IN, threads: int = 2
) -> None:
    """Run a worker until `stop` is set: what `servicelane worker` does."""
    Worker(engine, handlers=handlers, threads=threads).run(stop)


def drain(engine: Engine, *, handlers: Mapping[str, Handler] = BUILT_IN) -> int:
    """Do all due work of `engine` in this thread; how many rounds it took."""
    return Worker(engine, handlers=handlers).drain()
