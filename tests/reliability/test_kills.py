"""kill -9 of servers and workers under load over HTTP; zombies; and mistakes that must be seen.

`NIGHTLY=1` kills 200 times on each kind of database, a normal run a few times. Victims are chosen while they work.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.actor import SYSTEM
from engine.clock import system_clock
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database
from engine.store.schema import CASE, CASE_VARIABLE, EVENT, JOB
from engine.values import load as read_json
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import Fleet
from tests.reliability.load import MODEL, Load
from tests.reliability.process import MISTAKES
from tests.reliability.stage import ailing

ROUNDS = int(os.environ.get("KILL_ROUNDS", "100" if IS_NIGHT else "10"))
SEED = random.randrange(10**6) if IS_NIGHT else 7
FLEETS = {"sqlite": (1, 1), "postgres": (2, 2)}
"""servers and workers: on SQLite one writes after the other, so more would prove nothing"""


@pytest.mark.ails
@pytest.mark.parametrize("kind", FLEETS)
def test_kill_9_of_servers_and_workers_loses_nothing_and_does_nothing_twice(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _play(_url(kind, request), tmp_path, FLEETS[kind], rounds=ROUNDS)

    with capsys.disabled():
        print(f"\n{kind}: {found.told}")
    assert found.wrong == []


@pytest.mark.ails
@pytest.mark.parametrize("mistake", MISTAKES if IS_NIGHT else MISTAKES[:1])
def test_a_mistake_of_ours_would_be_seen(mistake: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    found = _play(_url("postgres", request), tmp_path, (1, 2), rounds=40 if IS_NIGHT else 6, mistake=mistake)

    assert found.wrong != []


class _Found:
    """What was wrong in the end, and how much was done."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.told = ""


def _play(url: str, folder: Path, fleet: tuple[int, int], *, rounds: int, mistake: str = "") -> _Found:
    found, dice = _Found(), random.Random(SEED)
    token = _prepare(url)
    database, kills, zombies = Database(url), 0, 0
    with Fleet(url, folder, servers=fleet[0], workers=fleet[1], mistake=mistake) as processes:
        load = Load(processes.addresses, token, seed=SEED)
        for round_ in range(rounds):
            processes.wait()
            time.sleep(dice.uniform(0.3, 1.0))
            workers = [number for number, member in enumerate(processes.members) if member.role == "worker"]
            victim = _busy(database, processes, workers) or dice.choice(workers)
            if round_ % 2:
                zombies += 1
                processes.stop(victim)
                time.sleep(2.0)  # past its lease
                processes.wake(victim)
            else:
                kills += 2
                processes.kill(victim)
                processes.kill(dice.randrange(fleet[0]))
            if mistake and round_ % 5 == 4 and _examined(url, load, quick=True):
                break
        processes.wait()
        load.finish()
        found.wrong += load.faults
        if not mistake:
            found.wrong += load.replay()
        found.wrong += _settled(database)
    found.wrong += _examined(url, load, quick=False) + _outside(database, processes.effects)
    database.close()
    found.told = (
        f"seed {SEED}, {kills} kills, {zombies} zombies, {len(load.journal.acknowledged)} acknowledged, "
        f"{load.journal.ambiguous_count} ambiguous, {len(found.wrong)} wrong"
    )
    return found


def _url(kind: str, request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "fresh_postgres_url")
    return url


def _prepare(url: str) -> str:
    """Deploy the model; a token of somebody who may do everything in it."""
    engine = Engine(Database(url))
    engine.deploy([ModelFile("p.bpmn", MODEL)], actor=SYSTEM)
    operator = engine.actor_of_basic("operator", "demo", address="load")
    token = engine.add_personal_token("load", actor=operator)[0]
    engine.database.close()
    return token


def _busy(database: Database, processes: Fleet, workers: list[int]) -> int | None:
    """A worker with a job in hand: to kill an idle one proves nothing."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        for number in workers:
            if _holds_lease(database, processes.members[number].process.pid):
                return number
        time.sleep(0.02)
    return None


def _holds_lease(database: Database, pid: int) -> bool:
    query = select(JOB.c.job_key).where(JOB.c.worker.contains(f":{pid}:"), JOB.c.state == "CREATED")
    with database.sql.connect() as connection:
        return connection.execute(query.where(JOB.c.lease_until > system_clock())).first() is not None


def _settled(database: Database) -> list[str]:
    """Wait until no job is left."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with database.sql.connect() as connection:
            if connection.execute(select(JOB.c.job_key).where(JOB.c.ended_at.is_(None))).first() is None:
                return []
        time.sleep(0.1)
    return ["jobs are left that no worker does"]


def _examined(url: str, load: Load, *, quick: bool) -> list[str]:
    """Everything that can be seen in the database, against what the clients saw."""
    engine = Engine(Database(url))
    wrong = [one for one in ailing(engine) if not quick or "chain" in one]
    names: Counter[object] = Counter()
    with engine.database.sql.connect() as connection:
        cases = connection.execute(select(CASE.c.case_key, CASE.c.state)).all()
        for row in connection.execute(select(CASE_VARIABLE.c.value).where(CASE_VARIABLE.c.name == "name")):
            names[row.value] += 1
        wrong += _attempts(connection)
    engine.database.close()
    wrong += [f"I1: case {name} was started {count} times" for name, count in names.items() if count > 1]
    if not quick:
        wrong += [f"case {row.case_key} is {row.state}" for row in cases if row.state != "completed"]
        wrong += [f"I9: task {task} was won by {won}" for task, won in load.journal.winners.items() if len(won) != 1]
        started = sum(one.key.startswith("start-") for one in load.journal.acknowledged)
        if started != len(cases):
            wrong.append(f"I1: {started} cases were acknowledged, but there are {len(cases)}")
    return wrong


def _attempts(connection) -> list[str]:
    """The result that a case took is that of the lease under which its job succeeded: what the fence is for."""
    attempts = select(CASE_VARIABLE.c.case_key, CASE_VARIABLE.c.value).where(CASE_VARIABLE.c.name == "attempt")
    taken = {row.case_key: row.value for row in connection.execute(attempts)}
    told = connection.execute(select(EVENT.c.case_key, EVENT.c.body).where(EVENT.c.event_type == "job.succeeded"))
    wrong = []
    for row in told:
        body = read_json(row.body)
        attempt = body["details"]["attempt"]
        if taken.get(row.case_key) != str(attempt):
            wrong.append(f"fence: case {row.case_key} took attempt {taken.get(row.case_key)}, but {attempt} succeeded")
    return wrong


def _outside(database: Database, effects: Path) -> list[str]:
    """Each job had its effect at least once, and none that no job asked for."""
    seen = {int(line) for line in effects.read_text().split()} if effects.exists() else set()
    with database.sql.connect() as connection:
        asked = set(connection.execute(select(JOB.c.element_instance_key).where(JOB.c.type == "work")).scalars())
    return [f"outside: {len(seen ^ asked)} effects do not match their jobs"] if seen != asked else []
