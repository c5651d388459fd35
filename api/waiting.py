"""Long polls: many clients wait for jobs, one look at the database every 20 ms serves them all.

What this process commits itself wakes them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

_LOOK_EVERY_SECONDS = 0.02
_SHORTEST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 0.5


class DueJobs:
    """Wakes who waits for a type of job once such a job is due. A waiting client holds neither thread nor connection.

    Looks only while somebody waits. A type that stays due, because its jobs lie outside the waiter's reach, does not
    make him try in vain more than twice a second.
    """

    def __init__(
        self,
        due_types: Callable[[tuple[str, ...]], set[str]],
        when_jobs_open: Callable[[Callable[[frozenset[str]], None]], object] | None = None,
    ) -> None:
        self._due_types = due_types
        self._loop: asyncio.AbstractEventLoop | None = None
        if when_jobs_open is not None:
            when_jobs_open(self._told)
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._pauses: dict[str, float] = {}

    async def wait_for(self, job_type: str, seconds: float) -> None:
        """Return when a job of that type is due, at the latest after `seconds`."""
        pause = min(self._pauses.get(job_type, 0.0), seconds)
        if pause > 0:
            await asyncio.sleep(pause)
            seconds -= pause
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._waiting.setdefault(job_type, set()).add(event)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await event.wait()
            self._pauses[job_type] = min(_LONGEST_PAUSE_SECONDS, max(_SHORTEST_PAUSE_SECONDS, pause * 2))
        except TimeoutError:
            pass
        finally:
            self._forget(job_type, event)

    def served(self, job_type: str) -> None:
        """A client that was woken for that type got a job: he did not try in vain, the next need not hold back."""
        self._pauses.pop(job_type, None)

    def _told(self, types: frozenset[str]) -> None:
        """A commit of this process opened jobs; called in its thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed() and not types.isdisjoint(self._waiting):
            with suppress(RuntimeError):  # the server stops just now
                loop.call_soon_threadsafe(self._wake, types)

    def _wake(self, types: frozenset[str]) -> None:
        for job_type in types & self._waiting.keys():
            self._pauses.pop(job_type, None)
            for event in tuple(self._waiting[job_type]):
                event.set()

    def _forget(self, job_type: str, event: asyncio.Event) -> None:
        events = self._waiting.get(job_type, set())
        events.discard(event)
        if not events:
            self._waiting.pop(job_type, None)

    async def _look(self) -> None:
        while self._waiting:
            due = await run_in_threadpool(self._due_types, tuple(self._waiting))
            for job_type in list(self._waiting):
                if job_type in due:
                    for event in tuple(self._waiting[job_type]):
                        event.set()
                else:
                    self._pauses.pop(job_type, None)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
