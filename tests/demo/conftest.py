"""A SQLite engine with the demo network and the shipped models, its clock pinned to a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade
from tests.conftest import ailments

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def clock() -> PinnedClock:
    return PinnedClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, clock: PinnedClock) -> Iterator[Engine]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    upgrade(database)
    made = Engine(database, clock=clock, settings=EngineSettings(is_test_mode=True))
    made.load_demo_network()
    folders = (ROOT / "bpmn" / "repair_dispatch", ROOT / "forms" / "repair_dispatch")
    paths = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    files = [ModelFile(path.name, path.read_bytes()) for path in paths]
    made.deploy(files, actor=SYSTEM)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nothing_ails(engine: Engine) -> Iterator[None]:
    """After every test the doctor finds nothing: the engine is one for all of them."""
    yield
    assert ailments(engine) == []
