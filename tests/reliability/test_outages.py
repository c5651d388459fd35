"""The disk is full, the database crashes, connections are cut, clocks step: told clearly, and nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from engine import keys
from engine.clock import PinnedClock
from engine.keys import Keys
from engine.store.database import Database
from tests.conftest import NOON
from tests.reliability import more_scenarios
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import Fleet
from tests.reliability.load import Load
from tests.reliability.play import Ledger, Play
from tests.reliability.proxy import Proxy
from tests.reliability.scenarios import SCENARIOS
from tests.reliability.stage import Stage, ailing
from tests.reliability.verdict import examined, outside, prepare, settled

SIZES = range(0, 60, 1 if IS_NIGHT else 6)
"""pages of room that are left when the disk is 'full'"""
assert more_scenarios


@pytest.mark.parametrize("room", SIZES)
def test_a_full_disk_is_told_and_the_same_process_goes_on_when_there_is_room(sqlite_theatre: Stage, room: int) -> None:
    scenario = SCENARIOS["tasks_in_a_row"]
    with sqlite_theatre.fresh(scenario) as url, _life(sqlite_theatre, url) as play:
        limits = _Limits(play.engine.database)
        limits.leave(room)
        with pytest.raises(AssertionError, match="507"):
            _start_many(play)
        assert play.find("process-instances") is not None  # reading goes on
        limits.lift()

        scenario.run(play)

        assert play.ledger.wrong == []
        assert ailing(play.engine) == []
        limits.end()


def test_a_file_system_without_room_is_told_and_recovered_from(sqlite_theatre: Stage, tmp_path: Path) -> None:
    scenario = SCENARIOS["tasks_in_a_row"]
    with (
        sqlite_theatre.fresh(scenario) as url,
        _small_disk(tmp_path, url) as small,
        _life(sqlite_theatre, small) as play,
    ):
        filler = tmp_path / "disk" / "filler"
        _fill(filler)
        with pytest.raises(AssertionError, match="507"):
            _start_many(play)
        filler.unlink()

        scenario.run(play)

        assert play.ledger.wrong == []
        assert ailing(play.engine) == []


@pytest.mark.parametrize("name", ["a_boundary_timer_that_interrupts", "a_race_of_events", "two_jobs_in_a_row"])
@pytest.mark.parametrize("step", [timedelta(days=-1), timedelta(minutes=-5), timedelta(minutes=20)])
def test_a_clock_that_steps_loses_no_timer_and_fires_none_twice(stage: Stage, name: str, step: timedelta) -> None:
    scenario = SCENARIOS[name]
    course = stage.undisturbed(scenario)
    with stage.fresh(scenario) as url, _life(stage, url) as play:
        dice, complete = random.Random(name), play.complete

        def complete_and_step(*arguments: object, **values: object) -> None:
            complete(*arguments, **values)
            play.clock.move(step * dice.choice((0, 1)))

        object.__setattr__(play, "complete", complete_and_step)
        play.clock.move(step)
        scenario.run(play)

        assert play.ledger.wrong == []
        assert ailing(play.engine) == []
        assert len(play.ledger.effects) == len(course.effects)


def test_keys_stay_in_order_when_the_machine_s_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    moments = iter([now, now + 10**9, now - 3600 * 10**9, now - 1, now + 2 * 10**9] * 3)
    monkeypatch.setattr(keys.time, "time_ns", lambda: next(moments))
    new_key = Keys(5)

    made = [new_key() for _ in range(15)]

    assert made == sorted(set(made))


@pytest.mark.ails
def test_cut_connections_and_a_crash_of_postgresql_lose_nothing(
    fresh_postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backend of PostgreSQL killed by -9 makes all of it crash and recover."""
    token = prepare(fresh_postgres_url)
    direct = Database(fresh_postgres_url)
    with Proxy(fresh_postgres_url) as proxy, Fleet(proxy.url, tmp_path, servers=1, workers=1) as fleet:
        load = Load(fleet.addresses, token, seed=3)
        for round_ in range(20 if IS_NIGHT else 3):
            time.sleep(1.0)
            proxy.cut()
            time.sleep(0.5)
            if round_ % 3 == 1:
                _crash(direct)
        load.finish()
        wrong = [*load.faults, *load.replay(), *settled(fresh_postgres_url)]
    wrong += examined(fresh_postgres_url, load) + outside(fresh_postgres_url, fleet.effects)
    direct.close()
    with capsys.disabled():
        told = f"{len(load.journal.acknowledged)} acknowledged, {load.journal.ambiguous_count} ambiguous"
        print(f"\noutages: {proxy.cut_count} connections cut, {told}, {len(wrong)} wrong")

    assert wrong == []


def _start_many(play: Play) -> None:
    """Until there is no room."""
    for number in range(200):
        play.start(key=f"fill {number}", text="x" * 2000)


class _Limits:
    """A most of pages for every connection of a database: SQLite answers 'database or disk is full' beyond it."""

    def __init__(self, database: Database) -> None:
        self._database, self._pages = database, 0
        event.listen(database.sql, "connect", self._set)

    def leave(self, room: int) -> None:
        """Let the file grow by `room` pages and no more."""
        with self._database.sql.connect() as connection:
            self._pages = int(connection.execute(text("PRAGMA page_count")).scalar_one()) + room
        self._database.sql.dispose()

    def lift(self) -> None:
        """There is room again: what a connection was told holds until it is told otherwise."""
        self._pages = 2**30
        self._database.sql.dispose()

    def end(self) -> None:
        """Leave the database as it was."""
        event.remove(self._database.sql, "connect", self._set)

    def _set(self, connection: sqlite3.Connection, _record: object) -> None:
        if self._pages:
            connection.execute(f"PRAGMA max_page_count={self._pages}")


@contextmanager
def _life(stage: Stage, url: str) -> Iterator[Play]:
    play = stage._life(url, PinnedClock(NOON), Ledger())
    try:
        yield play
    finally:
        play.close()


@contextmanager
def _small_disk(tmp_path: Path, url: str) -> Iterator[str]:
    """The database on a file system of 24 MB of its own, where one may be made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("making a file system needs rights that this user has not")
    try:
        (disk / "lane.db").write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
        yield f"sqlite:///{disk / 'lane.db'}"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def _fill(path: Path) -> None:
    with path.open("wb") as out:
        try:
            while True:
                out.write(b"x" * 65_536)
                out.flush()
        except OSError:
            return


def _crash(database: Database) -> None:
    """Kill one backend, so that all of PostgreSQL crashes, and wait until it has recovered."""
    raw = database.sql.raw_connection()
    pid = raw.driver_connection.info.backend_pid
    os.kill(int(pid), signal.SIGKILL)
    raw.invalidate()
    database.sql.dispose()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with database.sql.connect() as connection:
                connection.execute(text("SELECT 1"))
                return
        except OperationalError:
            time.sleep(0.2)
