"""kill -9 of servers and workers under load over HTTP, zombies beside; on each kind of database, and in each shape.

A normal run kills 20 times, `NIGHTLY=1` 200 times, each time a worker with a job in hand and a server. A victim that is
stopped instead (a zombie) wakes when its lease is over and another has its job.
"""

from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.clock import system_clock
from engine.store.database import Database
from engine.store.schema import JOB
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import Fleet
from tests.reliability.load import Load
from tests.reliability.process import LEASE
from tests.reliability.verdict import examined, outside, prepare, settled
from tests.store.test_pooler import needs_pgbouncer, pooled_url

ROUNDS = int(os.environ.get("KILL_ROUNDS", "200" if IS_NIGHT else "20"))
SEED = random.randrange(10**6) if IS_NIGHT else 7
FLEETS = {"sqlite": (1, 2), "postgres": (2, 2)}
"""servers and workers: on SQLite one writes after the other, so a second server would prove nothing"""
_ZOMBIE_SECONDS = LEASE.total_seconds() + 0.3
assert pooled_url


@pytest.mark.ails
@pytest.mark.parametrize("kind", FLEETS)
def test_kill_9_of_servers_and_workers_loses_nothing_and_does_nothing_twice(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "fresh_postgres_url")

    found = play(url, tmp_path, FLEETS[kind], rounds=ROUNDS)

    with capsys.disabled():
        print(f"\n{kind}: {found.told}")
    assert found.wrong == []


@pytest.mark.ails
@needs_pgbouncer
def test_kill_9_behind_a_pooler_loses_nothing_and_does_nothing_twice(
    pooled_url: str, fresh_postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = play(fresh_postgres_url, tmp_path, FLEETS["postgres"], rounds=ROUNDS // 4, through=pooled_url)

    with capsys.disabled():
        print(f"\npgbouncer: {found.told}")
    assert found.wrong == []


@dataclass(slots=True)
class Found:
    """What was done, and everything that was wrong in the end."""

    kill_count: int = 0
    zombie_count: int = 0
    wrong: list[str] = field(default_factory=list)
    told: str = ""


def play(url: str, folder: Path, fleet: tuple[int, int], *, rounds: int, mistake: str = "", through: str = "") -> Found:
    """Kill `rounds` times under load and examine; `through` is where the fleet itself finds the database."""
    found, dice = Found(), random.Random(SEED)
    token = prepare(url)
    database = Database(url)
    with Fleet(through or url, folder, servers=fleet[0], workers=fleet[1], mistake=mistake) as processes:
        load = Load(processes.addresses, token, seed=SEED)
        zombie: threading.Timer | None = None
        for round_ in range(rounds):
            processes.wait()
            time.sleep(dice.uniform(0.1, 0.4))
            if round_ % 3 == 1 and fleet[1] > 1 and (zombie is None or not zombie.is_alive()):
                zombie = _stand_still(_victim(database, processes, dice), processes)
                found.zombie_count += 1
            processes.kill(_victim(database, processes, dice))
            processes.kill(dice.choice(processes.numbers("serve")))
            found.kill_count += 2
        if zombie is not None:
            zombie.join()
        processes.wait()
        load.finish()
        found.wrong += [*load.faults, *settled(url), *examined(url, load), *load.replay()]
    found.wrong += outside(url, processes.effects)
    database.close()
    found.told = (
        f"seed {SEED}, {rounds} rounds, {found.kill_count} kills, {found.zombie_count} zombies, "
        f"{len(load.journal.acknowledged)} acknowledged, {load.journal.ambiguous_count} ambiguous, "
        f"{len(found.wrong)} wrong"
    )
    return found


def _stand_still(number: int, processes: Fleet) -> threading.Timer:
    """Stop a worker; it wakes by itself, for on SQLite it may hold the lock that everybody waits for."""
    processes.stop(number)
    waking = threading.Timer(_ZOMBIE_SECONDS, processes.wake, (number,))
    waking.start()
    return waking


def _victim(database: Database, processes: Fleet, dice: random.Random) -> int:
    """A worker with a job in hand: to kill an idle one proves nothing."""
    workers = processes.numbers("worker")
    end = time.monotonic() + 3
    while time.monotonic() < end:
        for number in dice.sample(workers, len(workers)):
            if holds_lease(database, processes.members[number].process.pid):
                return number
        time.sleep(0.02)
    return dice.choice(workers)


def holds_lease(database: Database, pid: int) -> bool:
    """Whether the process has a job in hand."""
    query = select(JOB.c.job_key).where(JOB.c.worker.contains(f":{pid}:"), JOB.c.state == "CREATED")
    with database.sql.connect().execution_options(servicelane_reads=True) as connection:
        return connection.execute(query.where(JOB.c.lease_until > system_clock())).first() is not None
