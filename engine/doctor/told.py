"""The history of each case against the rows it led to (I2, I3, I4, I6, I7, I9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row

from engine.doctor.ailment import Ailment
from engine.doctor.folding import Told, fold
from engine.history.chain import verify
from engine.store.events import stored
from engine.store.inspection import CaseFile
from engine.values import load

Rows = Sequence[Row[*tuple[Any, ...]]]
_SHOWN = 5


def examine_case(file: CaseFile, *, with_chain: bool) -> Iterator[Ailment]:
    """What is wrong with one case by its own history."""
    if with_chain:
        verdict = verify(file.case_key, [stored(row) for row in file.events], head=file.head)
        if not verdict.ok:
            # A fold of altered events would only repeat this in other words.
            yield Ailment(file.case_key, "chain", f"broken at event {verdict.first_break_seq}: {verdict.reason}")
            return
    told = fold(file.case_key, file.events)
    found = [*told.faults, *_case(file, told), *_elements(file, told), *_tasks(file, told), *_jobs(file, told)]
    for code, message in [*found, *_incidents(file, told), *_variables(file, told)]:
        yield Ailment(file.case_key, code, message)


def _case(file: CaseFile, told: Told) -> Iterator[tuple[str, str]]:
    if told.ending != file.state:
        yield "told", f"expected the state '{told.ending}' that its history tells, but found '{file.state}'"
    if len(file.events) != file.head.seq:
        yield "told", f"expected {file.head.seq} events, but found {len(file.events)}"


def _elements(file: CaseFile, told: Told) -> Iterator[tuple[str, str]]:
    rows = {row.element_instance_key: row.state for row in file.elements}
    completed = told.keys("activity.completed")
    yield from _difference("completed elements", completed, {key for key in completed if rows.get(key) == "COMPLETED"})
    started = told.keys("activity.started")
    yield from _difference("started elements", started, started & rows.keys())
    if file.state != "active":
        left = [key for key, state in rows.items() if state == "ACTIVE"]
        yield from _difference("active elements of a case that is over", set(), set(left))


def _tasks(file: CaseFile, told: Told) -> Iterator[tuple[str, str]]:
    by_state: dict[str, set[int]] = {"open": set(), "completed": set(), "withdrawn": set()}
    for row in file.tasks:
        by_state[row.state].add(row.element_instance_key)
        if row.state == "completed" and not row.ended_by:
            yield "claim", f"expected somebody to have completed task {row.task_key}, but nobody did"
        if row.state == "open" and told.holders.get(row.element_instance_key) != row.assignee:
            holder = told.holders.get(row.element_instance_key) or "nobody"
            yield (
                "claim",
                f"expected task {row.task_key} to be held by {holder}, but {row.assignee or 'nobody'} holds it",
            )
    every = set().union(*by_state.values())
    yield from _difference("created tasks", every, told.keys("task.created") & every)
    yield from _difference("completed tasks", told.keys("task.completed"), by_state["completed"])
    yield from _difference("withdrawn tasks", told.keys("task.withdrawn") & every, by_state["withdrawn"])


def _jobs(file: CaseFile, told: Told) -> Iterator[tuple[str, str]]:
    done = {row.job_key for row in file.jobs if row.state == "COMPLETED"}
    for name, kept, missing in (
        ("jobs that succeeded", set(told.jobs), set(told.jobs) - done),
        ("completed jobs", done, done - set(told.jobs)),
    ):
        if missing:
            yield "effect", f"expected {name} in both history and rows, but {_shown(missing)} of {len(kept)} differ"
    known = {row.element_instance_key for row in file.elements}
    strange = {row.job_key for row in file.jobs if row.element_instance_key not in known}
    if strange:
        yield "effect", f"expected every job to belong to an element instance, but {_shown(strange)} does not"
    made = Counter(row.element_instance_key for row in file.jobs if row.kind == "BPMN_ELEMENT")
    double = {key for key, count in made.items() if count > 1}
    if double:
        yield "effect", f"expected one job for each element instance, but {_shown(double)} made more"


def _incidents(file: CaseFile, told: Told) -> Iterator[tuple[str, str]]:
    rows = {row.incident_key: row.state for row in file.incidents}
    lasting = {key: state for key, state in told.incidents.items() if key in rows or state == "ACTIVE"}
    if rows != lasting:
        wrong = {key for key in rows.keys() | lasting.keys() if rows.get(key) != lasting.get(key)}
        yield "told", f"expected the incidents that its history tells, but {_shown(wrong)} differ"
    active = sum(state == "ACTIVE" for state in rows.values())
    if active != file.incident_count:
        yield "told", f"expected a count of {active} active incidents, but found {file.incident_count}"


def _variables(file: CaseFile, told: Told) -> Iterator[tuple[str, str]]:
    rows = {(row.scope_key, row.name): row.value for row in file.variables}
    own = {key for key in told.variables if key[0] == file.case_key}
    names = {name for _, name in own - rows.keys()} | {name for _, name in rows.keys() - told.variables.keys()}
    if names:
        yield "told", f"expected the variables that its history tells, but {', '.join(sorted(names)[:_SHOWN])} differ"
    for key, text in rows.items():
        if key in told.variables and key not in told.erased and load(text) != told.variables[key]:
            yield "told", f"expected variable '{key[1]}' to have the value that its history tells, but it has another"


def _difference(what: str, told: set[int], found: set[int]) -> Iterator[tuple[str, str]]:
    if told != found:
        yield "told", f"expected the {what} that its history tells, but {_shown(told ^ found)} differ"


def _shown(keys: set[int]) -> str:
    more = len(keys) - _SHOWN
    text = ", ".join(map(str, sorted(keys)[:_SHOWN]))
    return f"{text} and {more} more" if more > 0 else text
