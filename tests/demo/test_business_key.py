"""The business key of a repair: made by its model, shown on its tasks, unique among active repairs."""

from __future__ import annotations

import pytest

from api.cli.demo import machines
from api.cli.demo_player import PROCESS, request_for
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.errors import AlreadyExists
from engine.inbox import InboxQuery
from engine.service import Engine
from tests.demo.engine_stage import EngineStage, exact


@pytest.fixture
def stage(engine: Engine, clock: PinnedClock) -> EngineStage:
    return EngineStage(engine, clock)


def test_s15_the_number_made_by_the_start_event_is_the_business_key(stage: EngineStage) -> None:
    key = stage.start({"request": request_for(machines()[0])}, is_message=False)
    stage.settle()

    page = stage._page(key)

    assert page.head.business_key == (page.variables or {})["repair_number"]
    assert page.tasks[0].business_key == page.head.business_key
    inbox = stage.engine.inbox(InboxQuery(queue="team"), actor=stage.actor("station"))
    assert page.head.business_key in [task.business_key for task in inbox.items]


def test_s17_a_second_active_repair_of_the_same_number_is_refused(stage: EngineStage) -> None:
    variables = exact({"request": request_for(machines()[1]), "repair_number": "R-TWICE"})
    stage.engine.start_case(StartRequest(PROCESS, variables=variables), actor=stage.actor("agent"))

    with pytest.raises(AlreadyExists):
        stage.engine.start_case(StartRequest(PROCESS, variables=variables), actor=stage.actor("agent"))


def test_s21_agents_and_stores_may_open_a_repair_and_technicians_may_not(stage: EngineStage) -> None:
    def startable(username: str) -> list[str]:
        found = stage.engine.startable_processes(actor=stage.actor(username))
        return [process.definition.process_id for process in found]

    assert startable("agent") == [PROCESS]
    assert startable("store2") == [PROCESS]
    assert startable("technician") == []
