"""Every shape of a repair on the real engine with the real handlers: ends, history, and every element and flow once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.cli.demo import machines
from api.cli.demo_player import Player
from api.cli.demo_shapes import SHAPES, Shape
from engine.clock import PinnedClock
from engine.service import Engine
from tests.demo.engine_stage import EngineStage

MODEL = Path(__file__).parents[2] / "bpmn" / "repair_dispatch" / "repair_dispatch.bpmn"


@pytest.fixture(scope="session")
def stage(engine: Engine, clock: PinnedClock) -> EngineStage:
    return EngineStage(engine, clock)


@pytest.mark.parametrize("number", range(len(SHAPES)), ids=[shape.name_en.replace(" ", "_") for shape in SHAPES])
def test_a_repair_ends_as_its_shape_says(stage: EngineStage, number: int) -> None:
    shape: Shape = SHAPES[number]

    played = Player(stage, machines()).play(shape, number)

    assert played.problem == ""
    assert stage.trouble == []
    assert stage.engine.verify_case(int(played.case_key), actor=stage.actor("auditor")).ok


def test_all_elements_and_flows_of_the_model_are_covered(stage: EngineStage) -> None:
    if len(stage.pages) < len(SHAPES):
        pytest.skip("needs the tests above in the same run")
    text = MODEL.read_text("utf-8")
    tags = r"startEvent|endEvent|boundaryEvent|intermediate\w+Event|\w*[tT]ask|\w+Gateway|subProcess"
    elements = set(re.findall(rf'<bpmn:(?:{tags}) id="(\w+)"', text))
    flows = set(re.findall(r'<bpmn:sequenceFlow id="(\w+)"', text))
    done = {element for page in stage.pages.values() for element in page.done}
    taken = {flow for page in stage.pages.values() for flow in page.flows}

    done |= {"stop_repair"} if "f_cancel_now" in taken else set()  # ended by the error it throws, hence never completed
    print(f"repair_dispatch: {len(elements & done)}/{len(elements)} elements, {len(flows & taken)}/{len(flows)} flows")
    assert elements - done == set()
    assert flows - taken == set()
