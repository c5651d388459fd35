"""Makers for handler tests: an engine with the demo network on a pinned clock, and jobs that were never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from engine.clock import PinnedClock
from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade
from engine.values import Values

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MakeJob = Callable[..., ActivatedJob]


@pytest.fixture(scope="module")
def clock() -> PinnedClock:
    return PinnedClock(MONDAY)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, clock: PinnedClock) -> Iterator[Engine]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('workers') / 'workers.db'}")
    upgrade(database)
    made = Engine(database, clock=clock, settings=EngineSettings(is_test_mode=True))
    made.load_demo_network()
    yield made
    made.close()


@pytest.fixture
def make_job() -> MakeJob:
    def make(variables: Values, *, type: str = "x.test", headers: dict[str, str] | None = None) -> ActivatedJob:
        return ActivatedJob(
            job_key=1, type=type, worker="test", retries=3, deadline=MONDAY, variables=variables,
            headers=headers or {}, element_id="do_it", element_instance_key=77, case_key=42, root_case_key=42,
            definition_key=1, process_id="p", process_version=1, kind="BPMN_ELEMENT", listener_event="UNSPECIFIED",
            tags=(), business_key=None, priority=0, lease_token="t", attempt=1, unit_path="/1/",
        )  # fmt: skip

    return make
