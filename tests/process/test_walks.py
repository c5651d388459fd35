"""Random walks: whatever is completed in whatever order, nothing stalls silently and nothing is left over.

The driver checks after every step; see tests/process/driver.py.
"""

from __future__ import annotations

import random

import pytest

from engine.process.command import CompleteJob, CompleteTask, Deliver, FireTimer
from tests.benchmarks.bench_core import repair
from tests.models.bpmn import (
    boundary,
    catch,
    compensate,
    compensation,
    conditional,
    end,
    error,
    error_top,
    event_sub,
    many,
    message,
    message_top,
    model,
    service,
    signal,
    signal_top,
    sub,
    throw,
    timer,
)
from tests.process.driver import Case
from tests.process.test_codec import rich_model
from tests.process.test_gateways import INCLUSIVE_ROUNDS, ROUNDS

EVERYTHING = (
    model(
        "start -> isplit",
        "isplit -> work : =x",
        "isplit -> tour : =y",
        "isplit -> wait : =z",
        "work -> ijoin",
        "tour -> ijoin",
        "wait -> ijoin",
        "bad -> ijoin",
        "late -> remind -> end_late",
        "ijoin -> undo -> check -> again",
        "again -> merge : =more",
        "again -> end",
        "merge -> isplit",
        top=message_top("paid", key="=order") + signal_top("go") + error_top("x"),
        xml='<inclusiveGateway id="isplit"/><inclusiveGateway id="ijoin"/><exclusiveGateway id="merge"/>'
        '<exclusiveGateway id="again" default="again_end"/>'
        + service("work")
        + compensation("work", "undo_work_task")
        + boundary("bad", "work", error("x"))
        + sub(
            "tour",
            "start_tour -> fork_tour -> stop -> join_tour -> end_tour",
            "fork_tour -> note -> join_tour",
            xml=f'<userTask id="stop">{many("=stops", until="=enough")}</userTask>'
            + event_sub("ask", "start_ask -> answer -> end_ask", start=message("paid"), interrupting=False),
        )
        + boundary("late", "tour", timer("R/PT1H", kind="timeCycle"), interrupting=False)
        + catch("wait", message("paid") + signal("go") + timer("PT3H"))
        + throw("undo", compensate())
        + event_sub("hot", "start_hot -> cool -> end_hot", start=conditional("=t > 30"), interrupting=False)
        + event_sub("stop_all", "start_stop_all -> tidy -> end_stop_all", start=signal("stop"), interrupting=True)
        + end("end_unused", "").replace("end_unused", "end_late2"),
    )
    .replace(b'<endEvent id="end_late2"></endEvent>', b"")
    .replace(b'<process id="p"', signal_top("stop").encode() + b'<process id="p"')
)


def step(case: Case, chance: random.Random) -> None:
    """One random move of whatever is open, with random values."""
    moves = [CompleteTask(key, values(chance)) for key in case.tasks]
    moves += [CompleteJob(key, values(chance)) for key in case.jobs]
    moves += [Deliver(key, {}) for key, wait in case.waits.items() if wait.name != "stop" or chance.random() < 0.05]
    moves += [FireTimer(key) for key in case.timers]
    if case.incidents and chance.random() < 0.5:
        case.set(stops=[1, 2], x=True, more=False, enough=False).resolve()
    elif moves:
        chosen = chance.choice(moves)
        if isinstance(chosen, FireTimer):
            case.now = max(case.now, case.timers[chosen.timer_key].due_at)
        case.do(chosen)


def values(chance: random.Random) -> dict[str, object]:
    """Some of the variables the models read, sometimes with the wrong type."""
    pool: dict[str, list[object]] = {
        "x": [True, False, None],
        "y": [True, False],
        "z": [True, False],
        "more": [True, False, False],
        "t": [10, 40],
        "enough": [True, False, False, "?"],
        "stops": [[1], [1, 2, 3], [], "wrong"],
        "done": [True, False],
        "correct": [True, False],
        "agreed": [True, True, False],
        "warranty": [True, False],
    }
    return {name: chance.choice(pool[name]) for name in chance.sample(sorted(pool), 4)}


MODELS = {
    "everything": EVERYTHING,
    "rounds": ROUNDS,
    "inclusive": INCLUSIVE_ROUNDS,
    "rich": rich_model(),
    "repair": repair(),
}


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("name", MODELS)
def test_a_random_walk_never_stalls_silently(name: str, seed: int) -> None:
    chance = random.Random(f"{name}{seed}")
    case = Case(MODELS[name])
    case.start(x=True, y=True, z=True, order="1", id="1", stops=[1, 2], t=0, more=False, enough=False, warranty=True)

    for _ in range(60):
        if case.outcome != "active":
            break
        step(case, chance)

    if case.outcome == "active":
        case.cancel()
