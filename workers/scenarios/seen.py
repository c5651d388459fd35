"""What really happened: every committed step of the engine, by case. The basis of expectations and coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.process.definition import Definition
from engine.process.step import ElementState, Outcome, Step


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job that waits for its worker."""

    job_key: int
    type: str
    element_id: str
    element_instance_key: int


@dataclass(slots=True)
class SeenCase:
    """One case as its steps told it: elements and flows by id, jobs, tasks and incidents that wait."""

    case_key: int
    definition: Definition
    outcome: Outcome = Outcome.ACTIVE
    entered: set[str] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)
    jobs: dict[int, OpenJob] = field(default_factory=dict)
    tasks: dict[int, str] = field(default_factory=dict)
    incidents: set[int] = field(default_factory=set)

    @property
    def process_id(self) -> str:
        """Its process."""
        return self.definition.process_id

    def note(self, step: Step) -> None:
        """Take in one step."""
        self.outcome = step.outcome
        for change in step.elements:
            self.entered.add(change.element_id)
            if change.state is ElementState.COMPLETED:
                self.completed.add(change.element_id)
        self.flows.update(flow for flow, _ in step.flows_taken)
        for job in step.jobs_opened:
            self.jobs[job.job_key] = OpenJob(job.job_key, job.type, job.element_id, job.element_instance_key)
        for job_key, _ in step.jobs_closed:
            self.jobs.pop(job_key, None)
        self.tasks |= {task.element_instance_key: task.element_id for task in step.tasks_opened}
        for key, _ in step.tasks_closed:
            self.tasks.pop(key, None)
        self.incidents |= {incident.incident_key for incident in step.incidents_opened}
        self.incidents -= set(step.incidents_closed)
        if self.outcome is not Outcome.ACTIVE:
            self.jobs.clear()
            self.tasks.clear()
            self.incidents.clear()


class Seen:
    """All cases of one engine, in the order in which they began."""

    def __init__(self) -> None:
        self._cases: dict[int, SeenCase] = {}

    def __call__(self, case_key: int, definition: Definition, step: Step) -> None:
        """The engine tells of a committed step."""
        self._cases.setdefault(case_key, SeenCase(case_key, definition)).note(step)

    def __iter__(self) -> Iterator[SeenCase]:
        return iter(self._cases.values())

    def __getitem__(self, case_key: int) -> SeenCase:
        return self._cases[case_key]

    def of_process(self, process_id: str) -> list[SeenCase]:
        """The cases of a process, the first one first."""
        return [case for case in self if case.process_id == process_id]

    def counts(self) -> Mapping[str, int]:
        """How many cases of each process there are."""
        found: dict[str, int] = {}
        for case in self:
            found[case.process_id] = found.get(case.process_id, 0) + 1
        return found
