"""The search for joins that wait for ever: quick here, larger in a child process that cannot hurt anybody (G11)."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path

import pytest

from engine.process.check import DeploymentSet, Vocabulary, check_bpmn, explorer, limited_child, token_game
from engine.process.check.explorer import Net, Outcome
from tests.check.models import END, START, findings, flow, model

SHIPPED = sorted(Path("bpmn").glob("*/*.bpmn"))


def choices_before_a_join(branches: int) -> bytes:
    """Parallel branches that each come to the join or end by themselves: some 2 ** `branches` markings."""
    nodes = ['<parallelGateway id="fork"/>', '<parallelGateway id="join"/>', START, END]
    flows = [flow("f0", "start", "fork"), flow("f1", "join", "end")]
    for number in range(branches):
        choice, left, right, merge = (f"{name}{number}" for name in ("x", "l", "r", "m"))
        nodes += [f'<exclusiveGateway id="{choice}" default="{choice}l"/>', f'<manualTask id="{left}"/>']
        nodes += [f'<manualTask id="{right}"/>', f'<exclusiveGateway id="{merge}"/>']
        flows += [flow(f"a{number}", "fork", choice), flow(f"{choice}l", choice, left)]
        flows += [flow(f"{choice}r", choice, right, "=go"), flow(f"b{number}", left, merge)]
        flows += [flow(f"c{number}", right, "end"), flow(f"d{number}", merge, "join")]
    return model("".join([*nodes, *flows]))


def joins_hinted(content: bytes) -> list[str]:
    """Elements with a hint."""
    return [found.element_id for found in findings(content) if found.code == "SOUNDNESS_HINT"]


def diamond(width: int) -> Net:
    """`width` parallel tokens of which each may go one of two ways, to one join that needs the first of both."""
    nodes: list[explorer.NetNode] = [
        {"needs": [], "ways": [[width + 2 * number], [width + 2 * number + 1]], "ends": False}
        for number in range(width)
    ]
    join: explorer.NetNode = {"needs": [width + 2 * number for number in range(width)], "ways": [[]], "ends": False}
    targets = [*range(width), *([width] * (2 * width))]
    return {"targets": targets, "nodes": [*nodes, join], "starts": [list(range(width))]}


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that each child took while the test ran."""
    taken: list[float] = []
    ask = limited_child._ask

    def timed(question: dict[str, object]) -> list[Outcome] | None:
        began = time.perf_counter()
        found = ask(question)
        taken.append(time.perf_counter() - began)
        return found

    monkeypatch.setattr(limited_child, "_ask", timed)
    return taken


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_model_of_usual_size_needs_no_child(path: Path, children: list[float]) -> None:
    check_bpmn(path.read_bytes(), file=path.name, vocabulary=Vocabulary(), in_set=DeploymentSet())

    assert children == []


def test_a_large_model_is_searched_whole_in_a_child(children: list[float]) -> None:
    outcome = explorer.explore(diamond(11), most_markings=100_000, most_tokens=12)
    here = explorer.explore(diamond(11), most_markings=token_game.MOST_MARKINGS_OF_SCOPE_HERE, most_tokens=12)

    found = limited_child.explore_in_child([diamond(11)], most_markings=100_000, most_tokens=12)

    assert not here["is_whole"]
    assert outcome["is_whole"]
    assert found == [outcome]
    assert len(children) == 1


def test_the_gate_asks_a_child_when_its_first_search_was_not_enough(children: list[float]) -> None:
    assert joins_hinted(choices_before_a_join(11)) == ["join"]

    assert len(children) == 1


def test_a_child_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited_child, "MOST_SECONDS", 1)
    net: Net = {"targets": [0], "nodes": [{"needs": [], "ways": [[0, 0]], "ends": False}], "starts": [[0]]}
    began = time.perf_counter()

    found = limited_child.explore_in_child([net], most_markings=10**9, most_tokens=10**9)

    assert found is None or not found[0]["is_whole"]
    assert time.perf_counter() - began < 10


def test_a_child_that_wants_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited_child, "MOST_BYTES", 30 * 1024 * 1024)

    found = limited_child.explore_in_child([diamond(22)], most_markings=10**9, most_tokens=40)

    assert found is None or not found[0]["is_whole"]


def test_without_a_child_the_search_goes_on_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "run", refused)

    assert joins_hinted(choices_before_a_join(11)) == ["join"]
    assert limited_child.explore_in_child([diamond(4)], most_markings=100, most_tokens=12) is None


def test_one_child_runs_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(question: dict[str, object]) -> list[Outcome] | None:
        begun.set()
        may_end.wait(10)
        return []

    monkeypatch.setattr(limited_child, "_ask", slow)
    first = threading.Thread(
        target=limited_child.explore_in_child, args=([],), kwargs={"most_markings": 1, "most_tokens": 1}
    )
    first.start()
    begun.wait(10)

    second = limited_child.explore_in_child([], most_markings=1, most_tokens=1)

    may_end.set()
    first.join()
    assert second is None


def test_the_child_holds_nothing_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    run = subprocess.run

    def watched(command: list[str], **options: object) -> object:
        seen.update(options, command=command)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", watched)
    limited_child.explore_in_child([diamond(3)], most_markings=100, most_tokens=12)

    assert seen["env"] == {}
    assert {"-I", "-S"} <= set(seen["command"])
