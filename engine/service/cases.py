"""Cases: started, shown, changed, cancelled, proved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime

from engine import cases, conditions, doctor, incidents, timers, views
from engine.access import Permission, require
from engine.actor import Actor
from engine.cases import CaseStarted, StartRequest
from engine.conditions import ConditionCheck
from engine.definitions.library import DeployedProcess
from engine.history import reading
from engine.history.chain import Verification
from engine.history.reading import TimelineEntry
from engine.process.command import Beside
from engine.service.base import Base
from engine.service.transaction import Once
from engine.store.database import Tx
from engine.store.views import case_count
from engine.timers import TimerRow
from engine.values import Values
from engine.views import CaseHead, CasePage


class CaseOperations(Base):
    """Operations on cases."""

    def start_case(self, request: StartRequest, *, actor: Actor, once: Once[CaseStarted] | None = None) -> CaseStarted:
        """Start a case. Raises NotFound, Forbidden, Invalid, AlreadyExists."""
        return self._write(lambda tx: cases.start_case(tx, self.world, request, actor=actor), once=once)

    def evaluate_conditions(
        self, check: ConditionCheck, *, actor: Actor, once: Once[tuple[CaseStarted, ...]] | None = None
    ) -> tuple[CaseStarted, ...]:
        """Begin cases by conditional start events that are true. Raises NotFound, Forbidden, Invalid."""
        return self._write(lambda tx: conditions.evaluate_conditions(tx, self.world, check, actor=actor), once=once)

    def startable_processes(self, *, actor: Actor) -> tuple[DeployedProcess, ...]:
        """The newest processes the actor may start by hand."""
        return self._read(lambda tx: cases.startable(tx, self.world, actor=actor))

    def cancel_case(self, case_key: int, *, actor: Actor, reason: str = "", once: Once[None] | None = None) -> None:
        """Terminate a case with everything in it. Raises NotFound, Forbidden, Conflict."""
        return self._write(
            lambda tx: cases.cancel_case(tx, self.world, case_key, actor=actor, reason=reason), once=once
        )

    def modify_case(
        self,
        case_key: int,
        *,
        activate: Sequence[tuple[str, Values]],
        terminate: Sequence[int],
        actor: Actor,
        ancestors: Mapping[int, int] | None = None,
        beside: Mapping[int, tuple[Beside, int]] | None = None,
        once: Once[None] | None = None,
    ) -> None:
        """Start and end elements of a running case by hand; `ancestors`: position in `activate` → instance around it.

        `beside`: position in `activate` → the instance whose place decides the scope, see `command.Modify`.
        Raises NotFound, Forbidden, Invalid, Conflict.
        """

        def modify(tx: Tx) -> None:
            cases.modify_case(
                tx, self.world, case_key,
                activate=activate, terminate=terminate, ancestors=ancestors or {}, beside=beside or {}, actor=actor,
            )  # fmt: skip

        return self._write(modify, once=once)

    def set_variables(
        self, scope_key: int, variables: Values, *, local: bool, actor: Actor, once: Once[None] | None = None
    ) -> None:
        """Write variables of a case from outside. Raises NotFound, Forbidden, Invalid, TooLarge."""
        return self._write(
            lambda tx: cases.set_variables(tx, self.world, scope_key, variables, local=local, actor=actor), once=once
        )

    def resolve_incident(
        self,
        incident_key: int,
        *,
        actor: Actor,
        reason: str = "",
        needs_retries: bool = False,
        once: Once[None] | None = None,
    ) -> None:
        """Repeat what failed. Raises NotFound, Forbidden, Conflict."""
        return self._write(
            lambda tx: incidents.resolve(
                tx, self.world, incident_key, actor=actor, reason=reason, needs_retries=needs_retries
            ),
            once=once,
        )

    def list_timers(self, case_key: int, *, actor: Actor) -> tuple[TimerRow, ...]:
        """The running timers of a case, by due time. Raises NotFound, Forbidden."""
        return self._read(lambda tx: timers.list_timers(tx, self.world, case_key, actor=actor))

    def change_timer(
        self,
        case_key: int,
        timer_key: int,
        due_at: datetime,
        *,
        actor: Actor,
        reason: str,
        once: Once[None] | None = None,
    ) -> None:
        """Give a running timer another due time. Raises NotFound, Forbidden."""
        return self._write(
            lambda tx: timers.change_timer(tx, self.world, case_key, timer_key, due_at, actor=actor, reason=reason),
            once=once,
        )

    def case_page(self, case_key: int, *, actor: Actor) -> CasePage:
        """Everything for the screen of a case. Raises NotFound."""
        return self._read(lambda tx: views.case_page(tx, self.world, case_key, actor=actor))

    def case_head(self, case_key: int, *, actor: Actor) -> CaseHead:
        """A case in one line. Raises NotFound."""
        return self._read(lambda tx: views.case_head(tx, case_key, actor=actor))

    def timeline(
        self, case_key: int, *, actor: Actor, after_seq: int = 0, limit: int = 200
    ) -> tuple[TimelineEntry, ...]:
        """The history of a case, in order, as far as the actor may see it. Raises NotFound."""

        def read(tx: Tx) -> tuple[TimelineEntry, ...]:
            head = views.case_head(tx, case_key, actor=actor)
            return reading.timeline(tx, case_key, is_own=head.is_own, actor=actor, after_seq=after_seq, limit=limit)

        return self._read(read)

    def verify_case(self, case_key: int, *, actor: Actor) -> Verification:
        """Check the chain of one case. Raises NotFound for a case the actor does not see."""

        def read(tx: Tx) -> Verification:
            views.case_head(tx, case_key, actor=actor)
            return reading.verify_case(tx, case_key)

        return self._read(read)

    def verify_all(self, *, actor: Actor) -> Iterator[Verification]:
        """Check the chain of every case, one after the other. Raises Forbidden without `audit`."""
        require(actor, Permission.AUDIT)
        return reading.verify_all(self._read)

    def examine_all(
        self,
        *,
        actor: Actor,
        with_chains: bool = True,
        skip: Collection[str] = (),
        each: Callable[[int], None] = lambda _count: None,
    ) -> Iterator[doctor.Ailment]:
        """What is wrong with any case or the database (I0 to I12); `skip` names rules or codes. Raises Forbidden."""
        require(actor, Permission.AUDIT)
        return doctor.examine(self._read, self.world, skip={*skip, *(() if with_chains else ("I3",))}, each=each)

    def case_count(self) -> int:
        """How many cases there are: the length of a walk over all."""
        return self._read(case_count)
