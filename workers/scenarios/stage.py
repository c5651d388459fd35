"""The stage of one scenario: an engine, what was seen on it, its people, its machine work, its clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.actor import SYSTEM, Actor
from engine.clock import PinnedClock
from engine.errors import Invalid
from engine.findings import Text
from engine.inbox import TaskRow
from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.values import Json, Values
from engine.views import CasePage
from workers.contract import BadInput, BpmnError, Done, Handler
from workers.handlers import BUILT_IN
from workers.loop import Worker
from workers.scenarios.materials import Materials
from workers.scenarios.report import Mismatch
from workers.scenarios.scenario import MAIN, Answer
from workers.scenarios.seen import Seen, SeenCase
from workers.work import LEASE, do_job

_MOST_STOPS = 20_000
_REAL, _WAITS = Answer("real"), Answer("wait")


class Stage:
    """Plays on one engine whose clock is pinned. `answers` are the jobs' stated answers, by type or element id."""

    def __init__(self, engine: Engine, *, answers: Mapping[str, tuple[Answer, ...]], folder: Path | None) -> None:
        assert isinstance(engine.clock, PinnedClock)
        self.engine, self.clock, self.seen = engine, engine.clock, Seen()
        self.zone = ZoneInfo(engine.settings.time_zone)
        self.labels: dict[str, int] = {}
        self.expected_incidents: set[int] = set()
        self.failed_tries: list[str] = []
        self.materials = Materials(engine, folder)
        self._answers = {name: list(listed) for name, listed in answers.items()}
        self._people: dict[str, Actor] = {}
        self._worker = Worker(engine, handlers={})
        self._handlers = {kind: self._noting(handler) for kind, handler in BUILT_IN.items()}
        engine.rehearse(self.seen)

    def person(self, username: str | None) -> Actor:
        """A user of the demo network; the system for None. Raises NotFound."""
        if username is None:
            return SYSTEM
        if username not in self._people:
            self._people[username] = self.engine.person(username, actor=SYSTEM)
        return self._people[username]

    def case(self, named: str | None) -> SeenCase:
        """The case of a label, the newest of a process, or the n-th of it (`process#n`). Raises Mismatch."""
        name = named or MAIN
        if name in self.labels:
            return self.seen[self.labels[name]]
        process_id, _, number = name.partition("#")
        found = self.seen.of_process(process_id)
        place = int(number) - 1 if number.isdigit() else len(found) - 1
        if 0 <= place < len(found):
            return found[place]
        there = ", ".join(f"{process} {count}" for process, count in self.seen.counts().items()) or "none"
        raise Mismatch(Text(f"case '{name}'", f"流程实例「{name}」"), "a case", f"only these cases: {there}")

    def page(self, case: SeenCase) -> CasePage:
        """Everything about a case."""
        return self.engine.case_page(case.case_key, actor=SYSTEM)

    def open_tasks(self, case: SeenCase) -> list[TaskRow]:
        """The open tasks of a case, in order of opening."""
        return [task for task in self.page(case).tasks if task.state == "open"]

    def evaluate(self, text: str, variables: Values) -> Json:
        """The value of a FEEL text over these variables. Raises Mismatch when it fails."""
        try:
            return self.engine.evaluate_expression(text, variables, actor=SYSTEM)[0]
        except Invalid as problem:
            subject = Text(f"the expression {text}", f"表达式 {text}")
            raise Mismatch(subject, "a value", f"a failure: {problem}") from None

    def filled(self, value: Json, variables: Values, *, by: Actor) -> Json:
        """`value` with FEEL texts evaluated over `variables` and files uploaded by `by`."""
        if isinstance(value, dict):
            return {name: self.filled(item, variables, by=by) for name, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item, variables, by=by) for item in value]
        if not isinstance(value, str):
            return value
        if value.startswith("=="):
            return value[1:]
        if value.startswith("="):
            return self.evaluate(value, variables)
        return self.materials.uploaded(value, by=by) if value.startswith("file:") else value

    def filled_values(self, values: Values, variables: Values, *, by: Actor) -> Values:
        """As `filled`, for a mapping."""
        return {name: self.filled(item, variables, by=by) for name, item in values.items()}

    def move_to(self, moment: datetime) -> None:
        """Let time pass until `moment`; everything due on the way happens at its own time."""
        for _ in range(_MOST_STOPS):
            due_at = self.engine.next_due_at()
            if due_at is None or due_at > moment:
                break
            self.clock.pin(due_at)
            self.settle()
        self.clock.pin(max(moment, self.clock()))
        self.settle()

    def move_by(self, duration: timedelta) -> None:
        """Let so much time pass."""
        self.move_to(self.clock() + duration)

    def settle(self) -> None:
        """Do all machine work that is due now."""
        while self._worker.do_timely() or self._do_one_job():
            pass

    def _do_one_job(self) -> bool:
        due = {kind for kind in self.engine.due_job_types() if self._is_answered(kind)}
        if not due:
            return False
        jobs = self.engine.activate_jobs(due, worker="scenario", limit=1, timeout=LEASE, actor=SYSTEM)
        for job in jobs:
            self._do(job, self._next_answer(job))
        return bool(jobs)

    def _is_answered(self, kind: str) -> bool:
        """Whether anybody here answers jobs of that type, at some element at least."""
        stated = self._answers.get(kind)
        if stated is not None and stated[0].kind == "wait":
            return False
        waiting = {job.element_id for case in self.seen for job in case.jobs.values() if job.type == kind}
        return kind in BUILT_IN or stated is not None or bool(waiting & self._answers.keys())

    def _next_answer(self, job: ActivatedJob) -> Answer:
        for name in (job.element_id, job.type):
            stated = self._answers.get(name)
            if stated:
                return stated.pop(0) if len(stated) > 1 else stated[0]
        return _REAL if job.type in BUILT_IN else _WAITS

    def _do(self, job: ActivatedJob, answer: Answer) -> None:
        if answer.kind == "wait":
            return  # its lease keeps it from being asked for again at this moment
        if answer.kind == "real":
            do_job(self.engine, job, self._handlers)
            return
        self.answer_job(job.job_key, answer, job.variables, label=f"{job.type} at {job.element_id}")

    def answer_job(self, job_key: int, answer: Answer, variables: Values, *, label: str) -> None:
        """Give a job a stated answer."""
        values = self.filled_values(answer.values, variables, by=SYSTEM)
        if answer.kind == "complete":
            self.engine.complete_job(job_key, values, actor=SYSTEM)
        elif answer.kind == "error":
            self.engine.throw_job_error(
                job_key, error_code=answer.error_code, message=answer.message, variables=values, actor=SYSTEM
            )
        else:
            self.failed_tries.append(f"{label}: {answer.message}")
            self.engine.fail_job(
                job_key, message=answer.message, variables=values, retries=answer.retries, actor=SYSTEM
            )

    def _noting(self, handler: Handler) -> Handler:
        """The handler; what goes wrong in it is kept for the report of a failure."""

        def noted(engine: Engine, job: ActivatedJob) -> Done:
            try:
                return handler(engine, job)
            except BpmnError:
                raise
            except Exception as problem:
                name = "" if isinstance(problem, (BadInput, Invalid)) else f"{type(problem).__name__}: "
                self.failed_tries.append(f"{job.type} at {job.element_id}: {name}{problem}")
                raise

        return noted
