"""Jobs, timers, and whatever else is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial

from engine import due, jobs
from engine.access import Permission, require
from engine.actor import Actor
from engine.clock import PinnedClock
from engine.errors import Forbidden
from engine.jobs import ActivatedJob
from engine.reference import running
from engine.service.base import Base
from engine.service.transaction import Once
from engine.store import jobs as store
from engine.store.database import Tx
from engine.values import Values
from engine.wakeups import Told


class JobOperations(Base):
    """Operations on jobs and time."""

    def activate_jobs(
        self,
        types: Collection[str],
        *,
        worker: str,
        limit: int,
        timeout: timedelta,
        actor: Actor,
        fetch_variables: Collection[str] | None = None,
    ) -> tuple[ActivatedJob, ...]:
        """Lease due jobs. Raises Forbidden, Invalid."""
        return self._write(
            lambda tx: jobs.activate(
                tx,
                self.world,
                types,
                worker=worker,
                limit=limit,
                timeout=timeout,
                fetch_variables=fetch_variables,
                actor=actor,
            )
        )

    def complete_job(
        self,
        job_key: int,
        variables: Values,
        *,
        actor: Actor,
        lease_token: str | None = None,
        result: Mapping[str, object] | None = None,
        writes: Callable[[Tx], Values | None] | None = None,
        once: Once[None] | None = None,
    ) -> None:
        """Complete a job and move its case on. Raises NotFound, LeaseLost, Conflict, Forbidden."""
        return self._write(
            lambda tx: jobs.complete(
                tx, self.world, job_key, variables, actor=actor, lease_token=lease_token, result=result, writes=writes
            ),
            once=once,
        )

    def fail_job(
        self,
        job_key: int,
        *,
        message: str,
        variables: Values,
        actor: Actor,
        retries: int | None = None,
        back_off: timedelta | None = None,
        lease_token: str | None = None,
        once: Once[None] | None = None,
    ) -> None:
        """Give up this try of a job. Raises NotFound, LeaseLost, Conflict, Forbidden."""
        return self._write(
            lambda tx: jobs.fail(
                tx, self.world, job_key, retries=retries, message=message, back_off=back_off, variables=variables,
                actor=actor, lease_token=lease_token,
            ),
            once=once,
        )  # fmt: skip

    def throw_job_error(
        self,
        job_key: int,
        *,
        error_code: str,
        message: str,
        variables: Values,
        actor: Actor,
        lease_token: str | None = None,
        once: Once[None] | None = None,
    ) -> None:
        """End a job with a BPMN error. Raises NotFound, LeaseLost, Conflict, Forbidden."""
        return self._write(
            lambda tx: jobs.throw_error(
                tx, self.world, job_key, error_code=error_code, message=message, variables=variables, actor=actor,
                lease_token=lease_token,
            ),
            once=once,
        )  # fmt: skip

    def update_job(
        self,
        job_key: int,
        *,
        actor: Actor,
        retries: int | None = None,
        timeout: timedelta | None = None,
        priority: int | None = None,
        once: Once[None] | None = None,
    ) -> None:
        """Change retries, lease or priority of a job. Raises NotFound, Invalid, Conflict, Forbidden."""
        return self._write(
            lambda tx: jobs.change(tx, job_key, retries=retries, timeout=timeout, priority=priority, actor=actor),
            once=once,
        )

    def extend_job(self, job_key: int, lease_token: str, *, by: timedelta) -> bool:
        """Lengthen a lease; False when it was lost."""
        return self._write(lambda tx: jobs.extend(tx, job_key, lease_token, by=by))

    def due_job_types(self, among: Collection[str] | None = None) -> set[str]:
        """The types of jobs that may be taken now; with `among` only those are looked for, which is quicker."""
        if among is None:
            return self._read(store.due_types)
        return self._read(lambda tx: store.due_among(tx, among))

    def when_jobs_open(self, told: Told) -> Callable[[], None]:
        """Be told the types of jobs that a commit of this process made due; call the answer to end it."""
        return self.world.wakeups.subscribe(told)

    def fire_due_timers(self, limit: int = 100) -> int:
        """Fire up to `limit` due timers, each in its own transaction, by due time; how many fired."""
        fired = 0
        for timer_key, case_key in self._read(lambda tx: due.due_timers(tx, limit)):
            fired += self._attempt(partial(due.fire_timer, world=self.world, timer_key=timer_key, case_key=case_key))
        for subscription_key in self._read(lambda tx: due.due_starts(tx, limit)):
            fired += self._attempt(partial(due.fire_start, world=self.world, subscription_key=subscription_key))
        return fired

    def deliver_due(self, limit: int = 100) -> int:
        """Do up to `limit` deliveries of ours: thrown messages, receivers of signals; how many."""
        return self._deliver(limit)

    def clean(self) -> int:
        """Forget old answers and messages, and imports that nobody said yes to; how many rows went."""
        return self._write(due.clean) + self._write(running.forget)

    def pin_clock(self, moment: datetime, *, actor: Actor) -> None:
        """Let time stand still at `moment`. Raises Forbidden outside test mode."""
        self._settable_clock(actor).pin(moment)

    def reset_clock(self, *, actor: Actor) -> None:
        """Let time follow the machine again. Raises Forbidden outside test mode."""
        self._settable_clock(actor).reset()

    def _settable_clock(self, actor: Actor) -> PinnedClock:
        if not self.world.settings.is_test_mode or not isinstance(self.clock, PinnedClock):
            raise Forbidden("set_clock", reason="expected a server in test mode, but this one is not")
        require(actor, Permission.SET_CLOCK)
        return self.clock
