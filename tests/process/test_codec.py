"""The state's bytes: small, flat, versioned; every earlier version loads and goes on."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgpack
import pytest

from engine.process.capabilities import EXECUTED_ELEMENTS
from engine.process.codec import STATE_VERSION, UnknownState, dump_state, load_state
from engine.process.definition import read_definitions
from engine.process.machine.lifecycle import BEHAVIOURS
from engine.process.reading.nodes import _BEHAVIOURS as READ
from tests.benchmarks.bench_core import repair
from tests.models.bpmn import compensate, compensation, many, model, sub, throw, timer
from tests.process.driver import Case

STATES = Path(__file__).parent / "states"


def rich_model() -> bytes:
    """Bodies, records, joins, waits and a nested scope at once; a fixture is a state of it after `rich_case`."""
    items = f'<userTask id="visit">{many("=stops", sequential=True, output=("seen", "=answer"))}</userTask>'
    late = f'<boundaryEvent id="late" attachedToRef="visit" cancelActivity="false">{timer("PT1H")}</boundaryEvent>'
    book = '<userTask id="book"/>' + compensation("book", "unbook")
    inner = sub("trip", "start_trip -> book -> visit -> end_trip", xml=items + late + book)
    return model(
        "start -> fork -> trip -> join -> back -> z -> end",
        "fork -> b -> join",
        xml=inner + throw("back", compensate()),
    )


def rich_case() -> Case:
    """The case whose state is kept for each version of the codec."""
    case = Case(rich_model()).start(stops=[1, Decimal("2.50"), 10**30])
    return case.task("b").task("book", price=Decimal("9.90")).task("visit", answer=1)


def finish(case: Case) -> None:
    """From the kept state to the end, with every value intact."""
    case.task("visit", answer=2).task("visit", answer=3)
    assert case.open == ["unbook"]
    assert case.task("unbook").task("z").is_completed
    assert case.flows[-1] == "z_end"


def test_a_state_of_this_version_goes_on() -> None:
    finish(rich_case())


@pytest.mark.parametrize("path", sorted(STATES.glob("v*.msgpack")), ids=lambda path: path.stem)
def test_a_state_of_every_earlier_version_goes_on(path: Path) -> None:
    case = rich_case()
    case.state = path.read_bytes()

    finish(case)


def test_there_is_a_kept_state_of_this_version() -> None:
    assert (STATES / f"v{STATE_VERSION}.msgpack").exists()


def test_saving_what_was_loaded_gives_the_same_bytes() -> None:
    case = rich_case()
    assert case.state

    assert dump_state(load_state(case.state, case.definition)) == case.state


def test_a_state_of_an_unknown_version_is_refused() -> None:
    with pytest.raises(UnknownState):
        load_state(msgpack.packb([99, 1, [], [], []]), read_definitions(rich_model())[0])


def test_a_state_of_another_definition_is_refused() -> None:
    case = rich_case()
    assert case.state

    with pytest.raises(UnknownState):
        load_state(case.state, read_definitions(model("start -> a"))[0])


def test_a_case_of_forty_elements_is_small() -> None:
    case = Case(repair()).start(warranty=True, id="R1").task("register_repair").task("check_warranty")

    assert len(case.state or b"") <= 2_500


def test_every_executed_element_has_a_behaviour() -> None:
    names = {name for name in EXECUTED_ELEMENTS if not name.endswith("Characteristics") and name != "businessRuleTask"}

    assert {
        READ.get(name, "decision" if name == "businessRuleTask" else "script") for name in names
    } <= BEHAVIOURS.keys()
