"""kill -9 in the shape `servicelane serve --processes N --workers M`: of a server, a worker, the parent, under load."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from engine.store.database import Database
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import PROGRAM, ROOT, free_port, surroundings, wait_for
from tests.reliability.load import Load
from tests.reliability.test_kills import holds_lease
from tests.reliability.verdict import examined, outside, prepare, settled

ROUNDS = int(os.environ.get("LINE_ROUNDS", "40" if IS_NIGHT else "3"))
SHAPE = {"serve": 2, "worker": 2 if IS_NIGHT else 1}
_PATIENCE_SECONDS = 90.0


@pytest.mark.ails
def test_kill_9_of_one_line_s_processes_loses_nothing_and_leaves_nothing_running(
    fresh_postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, token, dice = fresh_postgres_url, prepare(fresh_postgres_url), random.Random(17)
    killed = {"serve": 0, "worker": 0, "parent": 0}
    database = Database(url)
    with _Line(url, tmp_path) as line:
        load = Load([line.address], token, seed=17)
        for round_ in range(ROUNDS):
            line.wait()
            time.sleep(dice.uniform(0.5, 1.5))
            victim = ("worker", "parent", "serve")[round_ % 3]
            if victim == "parent":
                line.lose()
                line.begin()
            else:
                os.kill(_chosen(database, line.children(victim), dice), signal.SIGKILL)
            killed[victim] += 1
        line.wait()
        load.finish()
        wrong = [*load.faults, *settled(url), *examined(url, load), *load.replay(), *outside(url, line.effects)]
    database.close()
    with capsys.disabled():
        told = f"{len(load.journal.acknowledged)} acknowledged, {load.journal.ambiguous_count} ambiguous"
        print(f"\none line: {killed} killed, {told}, {len(wrong)} wrong")
    assert wrong == []


class _Line:
    """The parent with its children, found by their parent's number."""

    def __init__(self, url: str, folder: Path) -> None:
        self._port, self._log, self.effects = free_port(), folder / "line.log", folder / "effects"
        self._environment = surroundings(DATABASE_URL=url, EFFECTS=str(self.effects))
        self.address = f"http://127.0.0.1:{self._port}"
        self.begin()

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.lose()

    def begin(self) -> None:
        """Start the parent."""
        shape = ["--processes", str(SHAPE["serve"]), "--workers", str(SHAPE["worker"])]
        with self._log.open("ab") as log:
            command = [*PROGRAM, "serve", "--port", str(self._port), *shape]
            self._parent = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def wait(self) -> None:
        """Wait until every child is there, and one server answers."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while any(len(self.children(role)) < count for role, count in SHAPE.items()):
            assert self._parent.poll() is None, self._log.read_text()[-2000:]
            assert time.monotonic() < end, f"expected {SHAPE}, but found fewer:\n{self._log.read_text()[-2000:]}"
            time.sleep(0.1)
        wait_for(self.address, log=self._log)

    def lose(self) -> None:
        """kill -9 of the parent. Raises AssertionError when a child goes on without it."""
        left = {f"{role} {pid}" for role in SHAPE for pid in self.children(role)}
        self._parent.kill()
        self._parent.wait()
        end = time.monotonic() + _PATIENCE_SECONDS
        while left := {one for one in left if Path(f"/proc/{one.split()[1]}").exists()}:
            assert time.monotonic() < end, f"expected every child to end with its parent, but found {left}"
            time.sleep(0.05)

    def children(self, role: str) -> list[int]:
        """The processes of one role that the parent started."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) if entry.name.isdigit() else 0
                if parent == self._parent.pid and role in (entry / "cmdline").read_text().split("\0"):
                    found.append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
        return sorted(found)


def _chosen(database: Database, pids: list[int], dice: random.Random) -> int:
    """One with a job in hand, if there is one soon."""
    end = time.monotonic() + 3
    while time.monotonic() < end:
        for pid in pids:
            if holds_lease(database, pid):
                return pid
        time.sleep(0.02)
    return dice.choice(pids)
