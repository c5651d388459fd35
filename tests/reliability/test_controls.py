"""Mistakes built in on purpose must be seen each time, or the kill loop proves nothing; the fence at a chosen point."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from engine.store.database import Database
from engine.store.schema import JOB
from tests.reliability.fleet import Fleet, Process
from tests.reliability.test_kills import play
from tests.reliability.verdict import attempts, prepare, settled

_PATIENCE_SECONDS = 150.0


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_late_answer_of_a_worker_that_stood_still_is_dropped(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "fresh_postgres_url")

    assert _with_a_zombie(url, tmp_path) == []


@pytest.mark.ails
def test_without_a_fence_the_answer_of_a_zombie_would_be_seen(fresh_postgres_url: str, tmp_path: Path) -> None:
    found = _with_a_zombie(fresh_postgres_url, tmp_path, mistake="no fence")

    assert [one for one in found if "took attempt 1, but" in one] == found != []


@pytest.mark.ails
@pytest.mark.parametrize(("mistake", "sign"), [("no keys", "I1: "), ("two transactions", "chain")])
def test_a_mistake_of_ours_would_be_seen(mistake: str, sign: str, fresh_postgres_url: str, tmp_path: Path) -> None:
    found = play(fresh_postgres_url, tmp_path, (1, 1), rounds=3, mistake=mistake)

    assert [one for one in found.wrong if sign in one] != []


def _with_a_zombie(url: str, folder: Path, *, mistake: str = "") -> list[str]:
    """A worker stands still in its job until another one has it; then it wakes and answers before the other does."""
    token, gates, database = prepare(url), folder / "gates", Database(url)
    gates.mkdir()
    with (
        Fleet(url, folder, servers=1, workers=2, mistake=mistake, surrounded={"GATES": str(gates)}) as fleet,
        httpx.Client(
            base_url=fleet.addresses[0], headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=30
        ) as client,
    ):
        case = _ask(client, "/v2/process-instances", {"processDefinitionId": "p"})["processInstanceKey"]
        _complete(client, case, "a")
        zombie = _worker_of(fleet, gates / "begun-1")
        _stop_without_locks(zombie, database)
        assert _worker_of(fleet, gates / "begun-2") is not zombie
        (gates / "go-1").touch()
        zombie.send(signal.SIGCONT)
        _until((gates / "over-1").exists)
        assert _is_open(database) is not bool(mistake)
        for attempt in range(2, 10):  # a slow machine may lose more leases than this one
            (gates / f"go-{attempt}").touch()
        wrong = settled(url)
        _complete(client, case, "b")
    with database.sql.connect() as connection:
        wrong += attempts(connection)
    database.close()
    return wrong


def _worker_of(fleet: Fleet, begun: Path) -> Process:
    """The process that has begun the attempt."""
    _until(begun.exists)
    return next(one.process for one in fleet.members if one.process.pid == int(begun.read_text()))


def _stop_without_locks(zombie: Process, database: Database) -> None:
    """Stop it where it holds no lock that others would wait for: it wakes only when another has its job."""
    zombie.send(signal.SIGSTOP)
    while not _is_free(database):
        zombie.send(signal.SIGCONT)
        time.sleep(0.02)
        zombie.send(signal.SIGSTOP)


def _is_free(database: Database) -> bool:
    """Whether the job may be written by others; on SQLite the database. Does not wait."""
    try:
        if database.is_sqlite:
            with closing(sqlite3.connect(str(database.url.database), timeout=0, isolation_level=None)) as raw:
                raw.execute("BEGIN IMMEDIATE")
            return True
        with database.sql.connect() as connection:
            connection.execute(select(JOB.c.job_key).where(JOB.c.ended_at.is_(None)).with_for_update(nowait=True))
            return True
    except (OperationalError, sqlite3.OperationalError):
        return False


def _is_open(database: Database) -> bool:
    with database.sql.connect() as connection:
        return connection.execute(select(JOB.c.job_key).where(JOB.c.ended_at.is_(None))).first() is not None


def _complete(client: httpx.Client, case: str, element: str) -> None:
    body = {"filter": {"processInstanceKey": case, "elementId": element}}
    _until(lambda: _ask(client, "/v2/user-tasks/search", body)["items"])
    task = _ask(client, "/v2/user-tasks/search", body)["items"][0]["userTaskKey"]
    client.post(f"/v2/user-tasks/{task}/completion", json={"variables": {element: 1}}).raise_for_status()


def _ask(client: httpx.Client, path: str, body: object) -> dict:
    return dict(client.post(path, json=body).raise_for_status().json())


def _until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
