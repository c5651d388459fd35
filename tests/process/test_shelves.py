"""Wide scopes: what a step does not touch stays packed, and nothing about the case differs for that."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest

from engine.process import codec
from engine.process.codec import load_state
from engine.process.command import CompleteJob, CompleteTask, JobExhausted, Modify, ResolveIncident, ThrowError
from tests.models.bpmn import (
    boundary,
    conditional,
    error,
    error_top,
    event_sub,
    job,
    many,
    message,
    message_top,
    model,
    sub,
    timer,
)
from tests.process.driver import CASE_KEY, Case

STATES = Path(__file__).parent / "states"
SIZE = 200
WIDE = model("start -> a -> b", xml=f'<userTask id="a">{many("=items", output=("results", "=answer"))}</userTask>')


def wide_case(source: bytes = WIDE) -> Case:
    """A case with `SIZE` instances of a multi-instance."""
    return Case(source).start(items=list(range(SIZE)))


def shelved_count(case: Case) -> int:
    """How many instances of the saved case are on closed shelves."""
    assert case.state
    state = load_state(case.state, case.definition)
    assert state.shelves is not None
    return sum(shelf.child_count for shelf in state.shelves.closed)


def test_a_wide_state_is_loaded_with_its_instances_packed() -> None:
    assert shelved_count(wide_case()) > SIZE - 40


def test_what_was_not_touched_is_saved_as_the_bytes_it_came_in() -> None:
    case = wide_case()
    before = load_state(case.state or b"", case.definition).shelves

    case.task("a", answer=1)

    after = load_state(case.state or b"", case.definition).shelves
    assert before
    assert after
    kept = {shelf.content for shelf in after.closed} & {shelf.content for shelf in before.closed}
    assert len(kept) == len(before.closed) - 1


def test_a_state_that_was_gone_through_and_not_changed_is_saved_as_it_was() -> None:
    case = wide_case()
    for key in list(case.tasks)[::3]:
        case.do(CompleteTask(key, {"answer": 1}))
    state = load_state(case.state or b"", case.definition)
    for instance in state.instances.values():
        instance.row = None

    assert codec.dump_state(state) == case.state


def test_scopes_that_come_one_by_one_are_put_on_shelves_together() -> None:
    added = event_sub("e", "start_e -> x -> end_e", start=message("more"), interrupting=False)
    case = Case(model("start -> a -> end", xml=added, top=message_top("more"))).start(id="k")
    for _ in range(SIZE):
        case.message("more")

    state = load_state(case.state or b"", case.definition)
    assert state.shelves
    assert len(state.shelves.known) < SIZE / 10
    for _ in range(SIZE):
        case.task("x")
    assert case.task("a").is_completed


def test_a_wide_scope_in_a_wide_scope_has_its_own_shelves() -> None:
    task = f'<userTask id="x">{many("=for i in 1..80 return i")}</userTask>'
    xml = sub("s", "start_s -> x -> end_s", xml=task, inside=many("=items"))
    case = Case(model("start -> s -> end", xml=xml)).start(items=list(range(70)))

    for key in list(case.tasks)[::40]:
        case.do(CompleteTask(key, {}))
    case.do(Modify((), (next(key for key, name in case.active.items() if name == "s"),)))

    assert not case.tasks


def test_any_instance_can_complete_next_and_the_last_ones_are_on_no_shelf() -> None:
    case = wide_case()
    keys = list(case.tasks)
    for key in keys[::-2] + keys[: SIZE - 10 : 2]:
        case.do(CompleteTask(key, {"answer": key}))

    state = load_state(case.state or b"", case.definition)
    assert state.shelves is None
    assert len(case.tasks) == 5
    for key in list(case.tasks):
        case.do(CompleteTask(key, {"answer": key}))
    assert case.variables["results"] == keys


def test_a_job_an_error_and_an_incident_among_many_are_found() -> None:
    task = f'<serviceTask id="a"><extensionElements>{job()}</extensionElements>{many("=items")}</serviceTask>'
    case = wide_case(
        model("start -> a -> b", "oops -> c", xml=task + boundary("oops", "a", error("E")), top=error_top("E"))
    )
    first, second, third = list(case.jobs)[60:63]
    case.do(CompleteJob(first, {}))
    case.do(JobExhausted(second, "JOB_NO_RETRIES", "none left"))

    case.do(ResolveIncident(next(iter(case.incidents))))
    assert not case.incidents
    case.do(ThrowError(case.jobs[third].element_instance_key, "E"))

    assert case.open == ["c"]


def test_instances_of_a_wide_scope_end_in_the_order_they_began() -> None:
    case = wide_case(model("start -> a -> b", "late -> c", xml=_with_boundary(timer("PT1H"))))
    case.do(CompleteTask(list(case.tasks)[150], {}))
    open_tasks = list(case.tasks)

    case.wait(hours=1)

    assert [key for key, _ in case.steps[-1].tasks_closed] == open_tasks


def test_e14_a_condition_inside_a_wide_scope_is_looked_at_when_its_variable_changes() -> None:
    inner = sub("s", "start_s -> x -> end_s", "hit -> y -> end_y", xml=_watched_task(), inside=many("=items"))
    case = wide_case(model("start -> s -> end", xml=inner))
    case.task("x")

    case.set(CASE_KEY, go=True)

    assert case.open == ["y"] * (SIZE - 1)


def test_a_modification_reaches_into_a_wide_scope() -> None:
    case = wide_case()
    key = list(case.tasks)[120]

    case.do(Modify((), (key,)))

    assert len(case.tasks) == SIZE - 1


def test_a_kept_wide_state_of_this_version_goes_on() -> None:
    case = wide_case()
    case.state = (STATES / "wide-v2.msgpack").read_bytes()
    for key in list(case.tasks):
        case.do(CompleteTask(key, {"answer": 1}))

    assert case.variables["results"] == [1] * SIZE


@pytest.mark.parametrize("rows", [1, 3])
def test_nested_repetitions_run_alike_with_everything_on_shelves(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    task = f'<userTask id="x">{many("=pair", element="n", output=("sums", "=n"))}</userTask>'
    inner = sub("s", "start_s -> x -> end_s", xml=task, inside=many("=pairs", element="pair", output=("all", "=sums")))
    monkeypatch.setattr(codec, "_WIDE", 0)
    monkeypatch.setattr(codec, "_SHELF_ROWS", rows)

    case = Case(model("start -> s -> b", xml=inner)).start(pairs=[[1, 2], [3, 4, 5]])
    for key in list(case.tasks)[::-1]:
        case.do(CompleteTask(key, {}))

    assert case.variables["all"] == [[1, 2], [3, 4, 5]]


def test_m5_a_thousand_instances_cost_about_four_times_what_250_cost() -> None:
    few = min(_seconds_of_all(250) for _ in range(3))
    many_ = min(_seconds_of_all(1_000) for _ in range(2))

    assert many_ < few * 8, "in proportion it would be 4; it was 14 when each step unpacked all of them"


def _seconds_of_all(count: int) -> float:
    """Processor time of completing every instance of a multi-instance of that size."""
    case = Case(WIDE).start(items=list(range(count)))
    case.is_checked = False
    gc.collect()
    gc.disable()  # what else lives in this process must not count
    started = time.process_time()
    for key in list(case.tasks):
        case.do(CompleteTask(key, {"answer": 1}))
        case.steps.clear()
    gc.enable()
    return time.process_time() - started


def _with_boundary(definition: str) -> str:
    return f'<userTask id="a">{many("=items")}</userTask>' + boundary("late", "a", definition)


def _watched_task() -> str:
    return '<userTask id="x"/>' + boundary("hit", "x", conditional("=go"))
