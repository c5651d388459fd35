"""A turn: what one transaction does to cases, until every token waits (dialect K9, K10)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, MutableMapping
from functools import partial

from engine.actor import Actor
from engine.advance import children, messages
from engine.advance.decisions import Decisions
from engine.advance.lines import Note, lines_of
from engine.advance.open_case import OpenCase
from engine.advance.tasks import OpenedTasks, change_task, open_tasks
from engine.advance.world import World
from engine.history.append import append
from engine.history.chain import Line
from engine.process.command import Command, ElementFailed
from engine.process.machine import run
from engine.process.step import Outcome, Step
from engine.process.surroundings import Surroundings
from engine.store import cases, steps, tasks
from engine.store.database import Tx
from engine.values import Values


class Turn:
    """One actor's change, in one transaction, to one case and those it touches.

    `then` queues what must follow in the same transaction (children, parents, buffered messages); `settle` does it all.
    """

    def __init__(self, tx: Tx, world: World, actor: Actor) -> None:
        self.tx, self.world, self.actor = tx, world, actor
        self.operation_id = actor.request_id or str(tx.new_key())
        self.tasks_opened: list[int] = []
        """Keys of the tasks this turn opened, in all its cases, in order."""
        self._open: dict[int, OpenCase] = {}
        self._queue: deque[Callable[[], object]] = deque()

    def take(
        self, case_key: int, row: cases.CaseRow | None = None, variables: MutableMapping[int, Values] | None = None
    ) -> OpenCase:
        """The case, locked. `row` and `variables` are its own when the caller has locked and read it already.

        Raises NotFound.
        """
        if case_key not in self._open:
            if row is None:
                row, variables = cases.lock_whole(self.tx, case_key)
            if variables is None:
                variables = cases.variables(self.tx, case_key)
            process = self.world.library.process(self.tx, row.definition_key)
            self._open[case_key] = OpenCase.of(row, process, variables)
        return self._open[case_key]

    def hold(self, case: OpenCase) -> None:
        """Take a case that this turn has just made."""
        self._open[case.case_key] = case

    def run(
        self,
        case: OpenCase,
        command: Command,
        *,
        notes: Callable[[], Mapping[int, Note]] | None = None,
        first: tuple[Line, ...] = (),
        reasons: Values | None = None,
        before_write: Callable[[Step], None] | None = None,
    ) -> Step:
        """Run one command and write its step.

        `notes` say more of tasks by element instance; `first` lines come before those of the step; `reasons` are added
        to the step's incident lines. `before_write` sees the step before any of it is written.
        """
        case_before = case.outcome
        decisions = Decisions(self.tx, self.world, case)
        step = run(
            case.process.definition,
            command,
            self._surroundings(case, decisions),
            case_key=case.case_key,
            state=case.state,
            variables=case.variables,
        )
        case.apply(step)
        if before_write is not None:
            before_write(step)
        opened = open_tasks(self.tx, self.world, case, step.tasks_opened)
        self.tasks_opened += opened.keys()
        if reasons is not None:
            _explain(step, reasons)
        self._write(case, step, opened, notes() if notes else {}, first)
        steps.add_decisions(self.tx, decisions.rows)
        if self.world.watch is not None:
            self.tx.after_commit.append(partial(self.world.watch, case.case_key, case.process.definition, step))
        self._follow(case, step, opened, ended=case_before is Outcome.ACTIVE and not case.is_active)
        return step

    def then(self, action: Callable[[], object]) -> None:
        """Do `action` before the transaction ends."""
        self._queue.append(action)

    def settle(self) -> None:
        """Do everything that was queued, and what that queues."""
        while self._queue:
            self._queue.popleft()()

    def record(self, case: OpenCase, lines: tuple[Line, ...]) -> None:
        """Append to the history of a case without a step."""
        case.head = append(self.tx, case.case_key, case.head, lines, actor=self.actor, operation_id=self.operation_id)
        cases.change(self.tx, case.case_key, history_seq=case.head.seq, history_hash=case.head.hash)

    def _surroundings(self, case: OpenCase, decisions: Decisions) -> Surroundings:
        tx, world = self.tx, self.world
        return Surroundings(
            now=tx.now,
            new_key=tx.new_key,
            decide=decisions,
            add_working_time=lambda start, duration, calendar: world.add_working_time(tx, start, duration, calendar),
            time_zone=case.process.definition.time_zone or world.settings.time_zone,
            functions=world.functions,
            ask_caller=partial(children.ask_caller, self, case),
        )

    def _write(
        self, case: OpenCase, step: Step, opened: OpenedTasks, notes: Mapping[int, Note], first: tuple[Line, ...]
    ) -> None:
        tx, key = self.tx, case.case_key
        # What an ended case came to stays readable: awaited completions, searches and reports ask for it.
        closed = [scope for scope in step.scopes_closed if scope != key]
        steps.write_variables(tx, key, step.variables, closed)
        steps.write_elements(tx, key, step.elements)
        by = self.actor.name
        handed_on = [change_task(tx, self.world, case, task, agreed, by=by) for task, agreed in step.tasks_changed]
        steps.close_tasks(tx, key, step.tasks_closed, by=by)
        steps.add_tasks(tx, opened.rows, opened.candidates)
        steps.share(tx, key, opened.shares)
        steps.write_jobs(tx, key, step)
        if step.jobs_opened:
            types = frozenset(job.type for job in step.jobs_opened)
            tx.after_commit.append(partial(self.world.wakeups.tell, types))
        steps.write_waits(tx, key, case.process_id, step)
        steps.write_incidents(tx, key, step, by=self.actor.name)
        happened = lines_of(step, notes=self._notes(step, opened, notes), case_key=key)
        lines = [*first, *filter(None, handed_on), *happened]
        case.head = append(tx, key, case.head, lines, actor=self.actor, operation_id=self.operation_id)
        changes: dict[str, object] = {
            "state_blob": step.state,
            "history_seq": case.head.seq,
            "history_hash": case.head.hash,
            "incident_count": case.incident_count,
        }
        if not case.is_active:
            changes |= {"state": case.outcome.value, "ended_at": tx.now}
        cases.change(tx, key, **changes)

    def _notes(self, step: Step, opened: OpenedTasks, notes: Mapping[int, Note]) -> dict[int, Note]:
        withdrawn = [key for key, ending in step.tasks_closed if key not in notes and key not in opened.notes]
        units = tasks.units_by_element_instance(self.tx, withdrawn) if withdrawn else {}
        return {**{key: Note(path) for key, path in units.items()}, **opened.notes, **notes}

    def _follow(self, case: OpenCase, step: Step, opened: OpenedTasks, *, ended: bool) -> None:
        for element_instance_key, failed in opened.failed:
            command = ElementFailed(element_instance_key, failed.error_type, str(failed))
            self.then(partial(self.run, case, command))
        children.follow(self, case, step, ended=ended)
        messages.follow(self, case, step, ended=ended)


def _explain(step: Step, reasons: Values) -> None:
    for happening in step.happenings:
        if happening.type == "incident.resolved":
            happening.details = {**happening.details, **reasons}
