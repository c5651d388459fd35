"""PostgreSQL runs out of disk, is stopped, crashes; clocks step under a running fleet: all under load over HTTP."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from engine.service import Engine
from engine.store.database import Database
from engine.store.migrate import upgrade
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import Fleet
from tests.reliability.load import Load
from tests.reliability.own_postgres import a_folder, a_postgres, a_small_disk, fill
from tests.reliability.process import LEASE
from tests.reliability.verdict import examined, outside, prepare, settled

_FULL_SECONDS = 60.0


@pytest.mark.ails
def test_a_full_disk_under_postgresql_is_told_in_words_and_nothing_acknowledged_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = 5 if IS_NIGHT else 1
    with a_small_disk(260) as disk, a_postgres(disk) as server:
        token = _with_network(server.url)
        with Fleet(server.url, tmp_path, servers=1, workers=1) as fleet:
            load = Load(fleet.addresses, token, seed=11, ballast=200_000)
            for _ in range(rounds):
                time.sleep(1.5)
                seen = load.journal.statuses[507]
                fill(disk / "filler")
                end = time.monotonic() + _FULL_SECONDS
                while load.journal.statuses[507] < seen + 3 and time.monotonic() < end:
                    time.sleep(0.1)
                time.sleep(1)
                (disk / "filler").unlink()
                server.start()
            time.sleep(1.5)
            wrong = _verdict(server.url, load, fleet)
    with capsys.disabled():
        print(f"\ndisk of PostgreSQL full {rounds} times: {_told(load, wrong)}")
    assert wrong == []
    assert load.journal.statuses[507] >= 3
    assert load.journal.statuses[500] == 0


@pytest.mark.ails
def test_a_database_that_is_stopped_and_started_mid_load_loses_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = 20 if IS_NIGHT else 4
    with a_folder() as folder, a_postgres(folder) as server:
        token = _with_network(server.url)
        with Fleet(server.url, tmp_path, servers=1, workers=1) as fleet:
            load = Load(fleet.addresses, token, seed=12)
            for round_ in range(rounds):
                time.sleep(1)
                server.stop(("fast", "immediate")[round_ % 2])
                time.sleep(0.5)
                server.start()
            time.sleep(1)
            wrong = _verdict(server.url, load, fleet)
    with capsys.disabled():
        print(f"\nPostgreSQL stopped {rounds} times: {_told(load, wrong)}")
    assert wrong == []
    assert load.journal.statuses[503] > 0
    assert load.journal.statuses[500] == 0


@pytest.mark.ails
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_clocks_that_step_under_a_running_fleet_lose_nothing(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two clocks, for processes of even and of odd number: apart from each other, forward and back by up to an hour."""
    url = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "fresh_postgres_url")
    dice, steps = random.Random(13), 60 if IS_NIGHT else 8
    clocks = tmp_path / "clocks"
    clocks.mkdir()
    _set(clocks, 0, 0)
    token = prepare(url)
    with Fleet(url, tmp_path, servers=1, workers=2, surrounded={"CLOCK": str(clocks)}) as fleet:
        load = Load(fleet.addresses, token, seed=13)
        furthest = 0.0
        for _ in range(steps):
            time.sleep(0.5)
            by = dice.choice((-3600, -600, -5, 5, 600, 3600))
            furthest = max(furthest, by + 20)
            _set(clocks, by, by + dice.choice((-20, 0, 20)))
        # What was made in the future waits until its time has come again.
        _set(clocks, *[furthest + LEASE.total_seconds()] * 2)
        wrong = _verdict(url, load, fleet)
    with capsys.disabled():
        print(f"\nclocks stepped {steps} times on {kind}: {_told(load, wrong)}")
    assert wrong == []


def _with_network(url: str) -> str:
    """Make the schema, the demo network and the model; a token."""
    database = Database(url)
    upgrade(database)
    engine = Engine(database)
    engine.load_demo_network()
    engine.close()
    return prepare(url)


def _verdict(url: str, load: Load, fleet: Fleet) -> list[str]:
    load.finish()
    return [*load.faults, *settled(url), *examined(url, load), *load.replay(), *outside(url, fleet.effects)]


def _set(clocks: Path, *seconds: float) -> None:
    for number, wrong_by in enumerate(seconds):
        (clocks / "new").write_text(str(wrong_by))
        (clocks / "new").rename(clocks / str(number))


def _told(load: Load, wrong: list[str]) -> str:
    journal = load.journal
    return (
        f"{len(journal.acknowledged)} acknowledged, {journal.ambiguous_count} ambiguous, answers "
        f"{dict(sorted(journal.statuses.items()))}, {len(wrong)} wrong"
    )
