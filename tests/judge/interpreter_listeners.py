"""Task listeners (A31): jobs that a change of a user task waits for, which may correct or deny it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.judge import interpreter_life as life
from tests.judge import interpreter_values as values
from tests.judge.interpreter_model import Element
from tests.judge.interpreter_state import Case, Failure, Incident, Instance, Values, Wait

EVENTS = ("creating", "assigning", "updating", "completing", "canceling")


def types(element: Element, event: str) -> list[str]:
    """The job types that are written for an event, in XML order."""
    listeners = element.extension("taskListeners")
    lines = () if listeners is None else listeners
    return [line.get("type", "") for line in lines if line.get("eventType") == event]


def run(case: Case, task: Wait, event: str, change: Values, then: Callable[[], None]) -> None:
    """One blocking job after the other; then the change with its corrections is made, and `then` goes on.

    While they run the task is busy: it refuses other changes.
    """
    written = types(task.event, event)
    task.busy = event

    def at(index: int) -> None:
        if index == len(written):
            task.busy = ""
            task.facts.update(change)
            then()
            return
        name = values.required(case, task.owner, written[index], (str,), "a job type")
        job = Wait("job", task.owner, task.event, name=name, job=event)
        job.verdict = partial(answered, index)
        case.waits.append(job)

    def answered(index: int, denied: bool, corrections: Values) -> None:
        if denied:
            task.busy = ""  # as before
            return
        change.update(corrections)
        attempt(case, task.owner, partial(at, index + 1))

    attempt(case, task.owner, partial(at, 0))


def attempt(case: Case, instance: Instance, work: Callable[[], None]) -> None:
    """I6: a failure is an incident; resolving it goes on with the listener that failed."""
    try:
        work()
    except Failure as failure:
        again = partial(attempt, case, instance, work)
        case.incidents.append(Incident(instance, failure.error_type, str(failure), again))


def complete(case: Case, task: Wait, variables: Values) -> None:
    """The task is done when its completing listeners let it."""

    def done() -> None:
        task.is_open = False
        case.incidents[:] = [incident for incident in case.incidents if incident.wait is not task]
        life.complete(case, task.owner, variables)

    run(case, task, "completing", {}, done)


def withdraw(case: Case, tasks: list[Wait]) -> None:
    """Tasks have been withdrawn: their canceling listeners run one after the other, and nothing waits for them."""
    for task in tasks:
        first = partial(_cancel, case, task, types(task.event, "canceling"))
        try:
            first(seen=task.owner)
        except Failure as failure:
            case.incidents.append(
                Incident(task.owner, failure.error_type, str(failure), partial(attempt, case, task.owner, first))
            )


def _cancel(case: Case, task: Wait, left: list[str], *, seen: Instance | None = None) -> None:
    """`seen`: where its texts look, while the task is being withdrawn; afterwards only the case is left of it."""
    if left:
        name = values.required(case, seen or case.root, left[0], (str,), "a job type")
        job = Wait("job", task.owner, task.event, name=name, job="canceling")
        rest = partial(_cancel, case, task, left[1:])
        job.verdict = lambda denied, corrections: attempt(case, task.owner, rest)
        case.waits.append(job)
