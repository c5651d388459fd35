"""An older server and worker beside newer ones on one database, as during an upgrade; states of the older load.

The newer ones migrate while the older ones serve: migrations only add (the first phase), so that the older ones go on;
what nobody uses any more goes in a version after that (the second). See docs/upgrade.md.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.messages import Publication
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.migrate import upgrade
from engine.store.schema import JOB
from tests.conftest import _on_server, with_name
from tests.models import bpmn
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import Fleet, free_port
from tests.reliability.load import MODEL, Load
from tests.reliability.older import Older
from tests.reliability.scenarios import machine, people
from tests.reliability.stage import ailing
from tests.reliability.verdict import examined, outside, settled
from workers import drain
from workers.contract import Done

COMMITS = ("55d1c6c", "87e29ef")
"""The first landing of main, and a much later one."""
STATES = bpmn.model(
    "start -> fork -> a -> join -> end",
    "fork -> m -> join",
    "fork -> wait -> join",
    "fork -> hear -> join",
    "fork -> inner -> join",
    xml=people("a")
    + machine("m")
    + bpmn.catch("wait", bpmn.timer("PT1H"))
    + bpmn.catch("hear", bpmn.message("word"))
    + bpmn.sub("inner", "start_i -> b -> end_i", xml='<startEvent id="start_i"/>' + people("b")),
    top='<message id="word" name="word"><extensionElements>'
    '<zeebe:subscription correlationKey="=name"/></extensionElements></message>',
)
_START = """
for name in "vwxyz":
    engine.start_case(StartRequest("p", variables={"name": name}), actor=SYSTEM)
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IS_NIGHT, reason="starts servers of two versions"),
]


@pytest.fixture(params=COMMITS)
def commit(request: pytest.FixtureRequest) -> str:
    """The older version."""
    return str(request.param)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'lane.db'}"
        return
    yield from _empty_database(request.getfixturevalue("postgres_url"))


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> Iterator[str]:
    """An empty database of PostgreSQL."""
    yield from _empty_database(postgres_url)


@pytest.mark.ails
def test_an_older_and_a_newer_server_and_worker_work_side_by_side(
    empty_postgres_url: str, commit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given a server and a worker of the older version under load
    url, effects, port = empty_postgres_url, tmp_path / "effects", free_port()
    with _older(commit, url, tmp_path) as older:
        older.migrate()
        older.deploy(MODEL)
        older.start(port, effects)
        load = Load([f"http://127.0.0.1:{port}"], older.token(), seed=5, clients=3)
        time.sleep(3)
        # When a server and a worker of this version migrate and work beside them, and then the older ones end
        with Fleet(url, tmp_path, servers=1, workers=1) as fleet:
            alone = load.journal.served.total()
            load.go_to([f"http://127.0.0.1:{port}", *fleet.addresses])
            time.sleep(10)
            together = Counter(load.journal.served)
            load.go_to(fleet.addresses)
            time.sleep(1)
            wrong = older.end()
            time.sleep(3)
            load.finish()
            wrong += [*load.faults, *settled(url), *examined(url, load), *load.replay(), *outside(url, effects)]
    # Then nothing is lost or done twice, and each version did its part
    hands = _hands(url)
    with capsys.disabled():
        served = f"{alone} answers before, {dict(together)} together, {load.journal.served.total()} in all"
        print(f"\n{commit} beside now: {served}, jobs by worker {hands}, {len(wrong)} wrong")
    assert wrong == []
    assert len(together) == 2
    assert len(hands) == 2


def test_cases_that_the_older_version_began_are_finished_by_this_one(
    empty_url: str, commit: str, tmp_path: Path
) -> None:
    with _older(commit, empty_url, tmp_path) as older:
        older.migrate()
        older.deploy(STATES, also=_START)
    database, clock = Database(empty_url), PinnedClock()
    upgrade(database)
    engine = Engine(database, clock=clock, settings=EngineSettings(is_test_mode=True))

    clock.move(timedelta(hours=2))
    drain(engine, handlers={"work": lambda _engine, job: Done({"attempt": job.attempt})})
    agent = engine.actor_of_basic("operator", "demo", address="test")
    keys = [case.case_key for case in engine.verify_all(actor=SYSTEM)]
    for name in "vwxyz":
        engine.publish_message(Publication(name="word", correlation_key=name), actor=SYSTEM)
    for key in keys:
        for task in engine.case_page(key, actor=SYSTEM).tasks:
            engine.complete_task(task.task_key, {}, actor=agent, from_form=False)
    states = [engine.case_head(key, actor=SYSTEM).state for key in keys]
    proofs = [proof.ok for proof in engine.verify_all(actor=SYSTEM)]
    found = ailing(engine)
    engine.close()

    assert states == ["completed"] * 5
    assert proofs == [True] * 5
    assert found == []


def test_an_older_version_refuses_a_database_of_this_one_in_words(empty_url: str, commit: str, tmp_path: Path) -> None:
    database = Database(empty_url)
    upgrade(database)
    database.close()

    with _older(commit, empty_url, tmp_path) as older, pytest.raises(AssertionError, match="this version or older"):
        older.migrate()


def _older(commit: str, url: str, folder: Path) -> Older:
    try:
        return Older(commit, url, folder)
    except LookupError as shallow:
        pytest.skip(str(shallow))


def _hands(url: str) -> dict[str, int]:
    """How many jobs each worker did, by its process."""
    database = Database(url)
    with database.sql.connect() as connection:
        found = connection.execute(select(JOB.c.worker).where(JOB.c.type == "work")).scalars()
        hands = Counter(str(worker).split(":")[1] for worker in found)
    database.close()
    return dict(hands)


def _empty_database(server: str) -> Iterator[str]:
    name = f"upgrade_{uuid4().hex[:8]}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield with_name(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")
