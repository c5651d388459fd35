"""Cases that live long or wide: cost and size follow what is open, not what has been (P3, P9)."""

from __future__ import annotations

import os
import time

import pytest

from engine.process.codec import load_state
from engine.process.command import CompleteTask
from tests.models.bpmn import many, model
from tests.process.driver import Case

IS_NIGHTLY = bool(os.environ.get("NIGHTLY"))
ROUNDS = 10_000 if IS_NIGHTLY else 1_000
REWORK = model(
    "start -> merge -> work -> check -> ok",
    "ok -> merge : =again",
    "ok -> end",
    xml='<exclusiveGateway id="merge"/><exclusiveGateway id="ok" default="ok_end"/>',
)
MANY = f'<userTask id="a">{many("=items", output=("results", "=answer"))}</userTask>'
WIDE = model("start -> a -> b", xml=MANY)


def seconds_per_completion(count: int, *, completed: int) -> float:
    """The mean time of the first `completed` completions of a multi-instance of that size."""
    case = Case(WIDE).start(items=list(range(count)))
    keys = list(case.tasks)[:completed]
    case.is_checked = False
    started = time.perf_counter()
    for key in keys:
        case.do(CompleteTask(key, {"answer": 1}))
    return (time.perf_counter() - started) / len(keys)


def test_m1_a_completion_among_a_thousand_instances_costs_at_most_in_proportion_to_the_state() -> None:
    small, large = seconds_per_completion(250, completed=50), seconds_per_completion(1_000, completed=50)

    assert large < small * 10, "four times the state, with room for a busy machine"


def test_m1_a_thousand_instances_start_in_one_step_and_all_complete() -> None:
    case = Case(WIDE).start(items=list(range(1_000)))
    case.is_checked = False

    for key in list(case.tasks):
        case.do(CompleteTask(key, {"answer": 1}))

    assert case.open == ["b"]
    assert case.variables["results"] == [1] * 1_000


def test_p3_rework_leaves_neither_depth_nor_size_nor_time_behind() -> None:
    case = Case(REWORK).start()
    case.is_checked = False
    sizes: set[int] = set()
    durations: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        case.task("work").task("check", again=True)
        durations.append(time.perf_counter() - started)
        assert case.state is not None
        sizes.add(len(case.state))
        case.steps.clear()
        case.flows.clear()

    assert case.state is not None
    assert len(load_state(case.state, case.definition).instances) == 2
    assert max(sizes) - min(sizes) <= 8, "only the width of a growing key"
    quarter = ROUNDS // 4
    first, last = sorted(durations[:quarter])[quarter // 2], sorted(durations[-quarter:])[quarter // 2]
    assert last < first * 3
    assert case.task("work").task("check", again=False).is_completed


@pytest.mark.skipif(not IS_NIGHTLY, reason="the long form runs with NIGHTLY=1")
def test_m5_ten_thousand_rounds_of_a_sequential_multi_instance_complete() -> None:
    given = model("start -> a -> b", xml=f'<userTask id="a">{many("=1..10000", sequential=True)}</userTask>')
    case = Case(given.replace(b"=1..10000", b"=for i in 1..10000 return i")).start()
    case.is_checked = False

    for _ in range(10_000):
        case.task("a")

    assert case.open == ["b"]
